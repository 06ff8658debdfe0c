package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import shapelaw.law.DimensionFit;
import shapelaw.law.Observation;
import shapelaw.law.StarFit;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Stroke;
import shapelaw.report.figure.Tone;

/// Figure 6: the best size of each dimension against compute.
final class BestSizes {
  private static final double BEYOND = 100;
  private static final int SLICES = 25;
  private static final int VERTICES = 20;

  private BestSizes() {}

  static Optional<Figure> figure(StudyReport report) {
    return report.fit().map(BestSizes::figure);
  }

  private static Figure figure(StarFit fit) {
    double[] computes =
        fit.dimensions().values().stream()
            .flatMap(f -> f.observations().stream())
            .mapToDouble(Observation::compute)
            .toArray();
    double least = DoubleStream.of(computes).min().orElseThrow();
    double most = DoubleStream.of(computes).max().orElseThrow();
    var panels = new ArrayList<Panel>();
    int kind = 0;
    for (DimensionFit f : fit.dimensions().values()) {
      panels.add(panel(fit, f, Tone.category(kind++), new Span(least, most)));
    }
    return new Figure(
        "best-sizes",
        "Best size against compute",
        """
        The size of each dimension that its law puts at the minimum (Eq. 4), the other dimensions as large as the \
        star’s centre. Solid lines cover the compute that was measured, dashed ones are extrapolated. Scaling all \
        dimensions together grows each of them more slowly.\
        """,
        "Bands are %s intervals from %s. Measured compute spans a factor of %s; the figure shows %s times more. A band that leaves its panel goes on."
            .formatted(
                Words.level(fit.level()),
                Words.plural(fit.replicates().size(), "bootstrap refit"),
                Numbers.significant(most / least, 2),
                Numbers.significant(BEYOND, 3)),
        panels);
  }

  private static Panel panel(StarFit fit, DimensionFit f, Tone tone, Span measured) {
    double furthest = measured.high() * BEYOND;
    var band = new Series.Band(band(fit), tone, slices(fit, f, measured.low(), furthest));
    var known =
        new Series.Line(
            "best size, measured compute",
            tone,
            Stroke.SOLID,
            line(f, measured.low(), measured.high()));
    var beyond =
        new Series.Line("extrapolated", tone, Stroke.DASHED, line(f, measured.high(), furthest));
    return new Panel(
        Words.title(f.dimension()),
        Axis.log(Words.computeAxis()),
        Axis.log("best " + Words.dimension(f.dimension())),
        List.of(band, known, beyond));
  }

  private static String band(StarFit fit) {
    return Words.level(fit.level()) + " interval";
  }

  private static List<Series.Slice> slices(StarFit fit, DimensionFit f, double least, double most) {
    return LogSpace.of(least, most, SLICES)
        .mapToObj(t -> {
          Span best = Words.span(fit.optimum(f.dimension(), t));
          return new Series.Slice(t, best.low(), best.high());
        })
        .toList();
  }

  /// Empty where the law has no best size.
  private static List<Series.Vertex> line(DimensionFit f, double from, double to) {
    return LogSpace.of(from, to, VERTICES)
        .filter(t -> Double.isFinite(f.law().optimum(t)))
        .mapToObj(t -> new Series.Vertex(t, f.law().optimum(t)))
        .toList();
  }
}
