package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import shapelaw.law.Interval;
import shapelaw.recommend.Optimum;
import shapelaw.recommend.ScalingRule;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeRange;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Tone;

/// How sure each recommended size is, how much it matters, and where the rules differ.
final class SizeFreedom {

  private static final double LANE = 0.17;
  private static final double FURTHEST = 30;
  private static final double ROOM = 1.08;

  private SizeFreedom() {}

  static Optional<Figure> figure(ShapeComparison comparison) {
    Optimum optimum = comparison.optimum();
    List<String> free =
        optimum.sizes().keySet().stream()
            .filter(d -> optimum.flat().containsKey(d))
            .filter(d -> !span(optimum, d).isSingle())
            .toList();
    return free.isEmpty() ? Optional.empty() : Optional.of(figure(comparison, free));
  }

  private static Figure figure(ShapeComparison comparison, List<String> free) {
    Optimum optimum = comparison.optimum();
    var sure = new ArrayList<Point>();
    var flat = new ArrayList<Point>();
    for (int row = 0; row < free.size(); row++) {
      String dimension = free.get(row);
      Interval size = size(optimum, dimension);
      double best = size.estimate();
      if (Double.isFinite(size.high())) {
        Span bar = Words.span(size);
        sure.add(
            Point.at(1, row - LANE)
                .withXSpan(new Span(bar.low() / best, bar.high() / best))
                .withHover(
                    "best %s %s to %s"
                        .formatted(
                            Words.variable(dimension),
                            Words.size(size.low()),
                            Words.size(size.high()))));
      }
      SizeRange.Span low = span(optimum, dimension);
      flat.add(
          Point.at(1, row + LANE)
              .withXSpan(
                  new Span(Math.min(1, low.least() / best), Math.max(1, low.greatest() / best)))
              .withHover(
                  "%s %s to %s"
                      .formatted(
                          Words.variable(dimension),
                          Words.size(low.least()),
                          Words.size(low.greatest()))));
    }
    var series = new ArrayList<Series>();
    series.add(
        new Series.Points(
            "best size, %s interval".formatted(Words.level(optimum.loss().level())),
            Tone.category(0),
            Marker.DIAMOND,
            sure));
    series.add(
        new Series.Points(
            "within %s of the least loss".formatted(Words.level(Optimum.FLAT)),
            Tone.category(2),
            Marker.BAR,
            flat));
    comparison.shown().forEach(row -> series.add(rule(row, comparison, free)));
    return new Figure(
        "size-freedom",
        "How sure each size is, and how much it matters",
        "One row a dimension; 1 is the best size of the chosen law before rounding. The upper bar is where the best size may lie, the lower bar where the size hardly "
            + "matters because the others can make up for it. Marks between them are what each rule recommends.",
        "Upper bars repeat the search under every bootstrap refit of the law. They hold if the law has the right form, which the held-out errors judge.",
        List.of(
            new Panel(
                "",
                Axis.log("size, best = 1").showing(shown(series)),
                Axis.categories("", free.stream().map(Words::variable).toList()),
                series)));
  }

  /// Everything, unless an end is very far away.
  private static Span shown(List<Series> series) {
    double[] ends =
        series.stream()
            .flatMap(s -> ((Series.Points) s).points().stream())
            .flatMapToDouble(p ->
                DoubleStream.concat(
                    DoubleStream.of(p.x()),
                    p.xSpan().stream().flatMapToDouble(x -> DoubleStream.of(x.low(), x.high()))))
            .map(x -> Math.clamp(x, 1 / FURTHEST, FURTHEST))
            .toArray();
    return new Span(
        DoubleStream.of(ends).min().orElse(1) / ROOM, DoubleStream.of(ends).max().orElse(1) * ROOM);
  }

  private static Series rule(
      ShapeComparison.Row row, ShapeComparison comparison, List<String> free) {
    boolean recommended = row.rule() == comparison.recommended();
    var points = new ArrayList<Point>();
    for (int i = 0; i < free.size(); i++) {
      String dimension = free.get(i);
      double size = row.shape().size(dimension);
      points.add(
          Point.at(size / size(comparison.optimum(), dimension).estimate(), i)
              .withHover(Words.variable(dimension) + " " + Words.size(size)));
    }
    return new Series.Points(
        Words.rule(row.rule()) + (recommended ? " (recommended)" : ""),
        recommended ? Tone.ACCENT : Tone.MUTED,
        recommended ? Marker.STAR : marker(row.rule()),
        points);
  }

  private static Marker marker(ScalingRule rule) {
    return switch (rule) {
      case PAPER -> Marker.SQUARE;
      case WEIGHTS -> Marker.TRIANGLE;
      case JOINT_EXPONENTS -> Marker.CIRCLE_OPEN;
      case DIRECT_MINIMUM -> Marker.DIAMOND_OPEN;
    };
  }

  private static Interval size(Optimum optimum, String dimension) {
    return Optional.ofNullable(optimum.sizes().get(dimension)).orElseThrow();
  }

  private static SizeRange.Span span(Optimum optimum, String dimension) {
    return Optional.ofNullable(optimum.flat().get(dimension)).orElseThrow();
  }
}
