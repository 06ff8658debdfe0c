package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.law.Interval;
import shapelaw.law.StarFit;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Tone;
import shapelaw.shape.Dimension;

/// Figure 3: how fast each dimension's best size grows with compute.
final class Exponents {
  private static final double LARGEST_SHOWN = 2;

  private Exponents() {}

  static Optional<Figure> figure(StudyReport report) {
    return report.fit().map(Exponents::figure);
  }

  private static Figure figure(StarFit fit) {
    List<Dimension> dimensions = List.copyOf(fit.dimensions().keySet());
    var own = new ArrayList<Series>();
    var published = new ArrayList<Point>();
    double furthest = 0;
    for (int row = 0; row < dimensions.size(); row++) {
      Dimension dimension = dimensions.get(row);
      Interval s = fit.exponent(dimension);
      Point point = Point.at(s.estimate(), row).withHover("s = " + Words.interval(s, 3));
      own.add(
          new Series.Points(
              "this study, " + Words.level(fit.level()) + " interval",
              Tone.category(row),
              Marker.CIRCLE,
              List.of(point.withXSpan(Words.span(s)))));
      furthest = Math.max(furthest, Double.isFinite(s.high()) ? s.high() : s.estimate());
      int at = row;
      PublishedExponents.of(dimension)
          .ifPresent(value ->
              published.add(
                  Point.at(value, at).withHover(Words.dimension(dimension) + ": s = " + value)));
    }
    double shown = Math.clamp(furthest * 1.06, 0.8, LARGEST_SHOWN);
    var series = new ArrayList<Series>();
    series.add(new Series.Points("paper, image classification", Tone.MUTED, Marker.BAR, published));
    series.addAll(own);
    Panel panel =
        new Panel(
            "",
            Axis.linear("scaling exponent s").showing(new Span(0, shown)),
            Axis.categories("", dimensions.stream().map(Words::dimension).toList()),
            series);
    return new Figure(
        "exponents",
        "How fast each best size grows",
        "The best size of a dimension grows as computeˢ while the others are no bottleneck (Eq. 4). The grey bars across are what the "
            + "paper reports for models, data and compute far larger than here: equality is not expected, the order of the "
            + "dimensions may be.",
        certainty(fit, furthest > shown),
        List.of(panel));
  }

  private static String certainty(StarFit fit, boolean cut) {
    String all =
        Words.list(
            fit.dimensions().keySet().stream()
                .map(d -> Words.dimension(d) + " " + Words.interval(fit.exponent(d), 2))
                .toList());
    long open = fit.dimensions().values().stream().mapToLong(f -> f.findings().size()).sum();
    String findings =
        open == 0
            ? ""
            : " The data leave %s open, listed among the tables."
                .formatted(Words.plural(open, "thing"));
    return "Exponents with %s intervals from %s: %s.%s%s"
        .formatted(
            Words.level(fit.level()),
            Words.plural(fit.replicates().size(), "bootstrap refit"),
            all,
            cut
                ? " Intervals that reach beyond "
                    + Numbers.significant(LARGEST_SHOWN, 2)
                    + " are cut."
                : "",
            findings);
  }
}
