package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import shapelaw.law.DimensionFit;
import shapelaw.law.Observation;
import shapelaw.law.StarFit;
import shapelaw.recommend.Analysis.CentreCheck;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Stroke;
import shapelaw.report.figure.Tone;

/// Figure 1 (paper, Fig. 4 left): what the laws predict against what was measured, the star's
/// centre held out.
final class PredictedMeasured {
  private static final double MARGIN = 1.04;
  private static final List<Marker> MARKERS = List.of(Marker.CIRCLE, Marker.SQUARE, Marker.DIAMOND);

  private final StarFit fit;
  private final List<CentreCheck> heldOut;
  private final String loss;

  private PredictedMeasured(StarFit fit, List<CentreCheck> heldOut, String loss) {
    this.fit = fit;
    this.heldOut = heldOut;
    this.loss = loss;
  }

  static Optional<Figure> figure(StudyReport report) {
    return report
        .fit()
        .map(fit ->
            new PredictedMeasured(fit, report.analysis().centreChecks(), report.loss()).figure());
  }

  private Figure figure() {
    var panels = new ArrayList<Panel>();
    panels.add(scatter());
    if (!heldOut.isEmpty()) {
      panels.add(centrePanel());
    }
    return new Figure(
        "predicted-measured",
        "Predicted against measured",
        "Each filled point is a run of a star arm that its law was fitted to; on the dashed line prediction and measurement "
            + "agree. Stars are the star’s centre, larger than every fitted model in each dimension and held out of the fits: this is "
            + "what the laws have not seen. The right panel shows the centre alone, one row for each law and duration; "
            + "the bar across marks the measurement.",
        certainty(),
        panels);
  }

  private Panel scatter() {
    Span shown = shownRange();
    var series = new ArrayList<Series>();
    series.add(
        new Series.Line(
            "agreement",
            Tone.MUTED,
            Stroke.DASHED,
            List.of(
                new Series.Vertex(shown.low(), shown.low()),
                new Series.Vertex(shown.high(), shown.high()))));
    int kind = 0;
    for (DimensionFit f : fit.dimensions().values()) {
      String name = Words.dimension(f.dimension());
      List<Point> fitted = f.observations().stream().map(o -> fittedPoint(f, o)).toList();
      series.add(
          new Series.Points(
              name + " arm", Tone.category(kind), MARKERS.get(kind % MARKERS.size()), fitted));
      List<Point> centre =
          heldOut.stream()
              .filter(p -> p.dimension().equals(f.dimension()))
              .map(this::heldOutPoint)
              .toList();
      series.add(
          new Series.Points(
              "centre by the " + name + " law", Tone.category(kind), Marker.STAR, centre));
      kind++;
    }
    return new Panel(
        heldOut.isEmpty() ? "" : "All star runs",
        Axis.log("measured " + loss).showing(shown),
        Axis.log("predicted " + loss).showing(shown),
        series);
  }

  private Point fittedPoint(DimensionFit f, Observation o) {
    double predicted = f.law().loss(o.x(), o.compute());
    return Point.at(o.loss(), predicted)
        .withHover(
            "%s %s, %s forward GFLOPs\nmeasured %s, predicted %s (%s off)"
                .formatted(
                    Words.dimension(f.dimension()),
                    Numbers.significant(o.x(), 4),
                    Numbers.significant(o.compute(), 3),
                    Numbers.significant(o.loss(), 3),
                    Numbers.significant(predicted, 3),
                    Numbers.percent(predicted / o.loss() - 1)));
  }

  private Point heldOutPoint(CentreCheck p) {
    return Point.at(p.measured().loss(), p.predicted().estimate())
        .withYSpan(Words.span(p.predicted()))
        .withHover(hover(p));
  }

  private String hover(CentreCheck p) {
    return "%s, %s\nmeasured %s, predicted %s (%s off)"
        .formatted(
            Words.shape(p.measured().shape()),
            Words.compute(p.measured().compute()),
            Numbers.significant(p.measured().loss(), 3),
            Words.interval(p.predicted(), 3),
            Numbers.percent(p.relativeError()));
  }

  /// The same range for both axes; intervals do not widen it beyond twice the points' own.
  private Span shownRange() {
    double[] values =
        DoubleStream.concat(
                fit.dimensions().values().stream()
                    .flatMap(f ->
                        f.observations().stream()
                            .flatMap(
                                o -> List.of(o.loss(), f.law().loss(o.x(), o.compute())).stream()))
                    .mapToDouble(Double::doubleValue),
                heldOut.stream()
                    .flatMapToDouble(
                        p -> DoubleStream.of(p.measured().loss(), p.predicted().estimate())))
            .filter(v -> v > 0)
            .toArray();
    double low = DoubleStream.of(values).min().orElse(0.1);
    double high = DoubleStream.of(values).max().orElse(1);
    return new Span(low / MARGIN, high * MARGIN);
  }

  private Panel centrePanel() {
    var names = new ArrayList<String>();
    var series = new ArrayList<Series>();
    var measured = new ArrayList<Point>();
    int kind = 0;
    for (DimensionFit f : fit.dimensions().values()) {
      var points = new ArrayList<Point>();
      for (CentreCheck p : heldOut) {
        if (p.dimension().equals(f.dimension())) {
          int row = names.size();
          names.add(
              Words.dimension(f.dimension())
                  + ", "
                  + Numbers.prefixed(p.measured().compute().forwardFlops())
                  + "FLOP");
          points.add(
              Point.at(p.predicted().estimate(), row)
                  .withXSpan(Words.span(p.predicted()))
                  .withHover(hover(p)));
          measured.add(
              Point.at(p.measured().loss(), row)
                  .withHover("measured " + Numbers.significant(p.measured().loss(), 3)));
        }
      }
      series.add(
          new Series.Points(
              "centre by the " + Words.dimension(f.dimension()) + " law",
              Tone.category(kind++),
              Marker.STAR,
              points));
    }
    series.add(new Series.Points("measured at the centre", Tone.INK, Marker.BAR, measured));
    return new Panel("Held-out centre", Axis.log(loss), Axis.categories("", names), series);
  }

  private String certainty() {
    int runs = fit.dimensions().values().stream().mapToInt(f -> f.observations().size()).sum();
    String errors =
        Words.list(
            fit.dimensions().values().stream()
                .map(f ->
                    Numbers.percent(f.relativeRmse()) + " (" + Words.dimension(f.dimension()) + ")")
                .toList());
    String inSample =
        "%s fitted; relative error (root mean square) on them %s."
            .formatted(Words.plural(runs, "run"), errors);
    if (heldOut.isEmpty()) {
      return inSample + " The centre has not been measured, so nothing here tests extrapolation.";
    }
    long covered = heldOut.stream().filter(CentreCheck::inside).count();
    double mean =
        heldOut.stream().mapToDouble(p -> Math.abs(p.relativeError())).average().orElseThrow();
    return inSample
        + " Held-out centre: %s on average; %d of %d measurements lie within the %s prediction interval."
            .formatted(
                Numbers.percent(mean) + " off", covered, heldOut.size(), Words.level(fit.level()));
  }
}
