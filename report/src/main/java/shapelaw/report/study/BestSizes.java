package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import shapelaw.law.DimensionFit;
import shapelaw.law.Interval;
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
  private static final double TALLEST = 30;

  private BestSizes() {}

  static Optional<Figure> figure(StudyReport report) {
    return report
        .fit()
        .filter(f -> f.dimensions().values().stream().anyMatch(d -> !d.observations().isEmpty()))
        .map(BestSizes::figure);
  }

  private static Figure figure(StarFit fit) {
    double[] computes =
        fit.dimensions().values().stream()
            .flatMap(f -> f.observations().stream())
            .mapToDouble(Observation::compute)
            .toArray();
    double least = DoubleStream.of(computes).min().orElseThrow();
    double most = DoubleStream.of(computes).max().orElseThrow();
    double furthest = most * BEYOND;
    var series = new ArrayList<Series>();
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    int kind = 0;
    for (DimensionFit f : fit.dimensions().values()) {
      String name = "best " + Words.dimension(f.dimension());
      List<Series.Slice> band =
          DoubleStream.of(FitIntervals.logSpaced(least, furthest, SLICES))
              .mapToObj(t -> {
                Interval best = FitIntervals.optimum(fit, f.dimension(), t);
                return new Series.Slice(t, best.low(), best.high());
              })
              .filter(s -> s.low() > 0 && Double.isFinite(s.high()))
              .toList();
      series.add(new Series.Band(name, Tone.category(kind), band));
      series.add(line(name, f, kind, least, most, Stroke.SOLID));
      series.add(line(name, f, kind, most, furthest, Stroke.DASHED));
      low = Math.min(low, f.law().optimum(least));
      high = Math.max(high, f.law().optimum(furthest));
      double estimate = f.law().optimum(furthest);
      high = Math.max(high, band.stream().mapToDouble(Series.Slice::high).max().orElse(estimate));
      low = Math.min(low, band.stream().mapToDouble(Series.Slice::low).min().orElse(estimate));
      kind++;
    }
    Span shown = shown(fit, least, furthest, low, high);
    return new Figure(
        "best-sizes",
        "Best size against compute",
        "The size of each dimension that its law puts at the minimum (Eq. 4), the other dimensions as large as the star’s centre. Solid lines "
            + "cover the compute that was measured, dashed ones are extrapolated. Scaling all dimensions together grows each of them more slowly.",
        "Bands are %s intervals from %s. Measured compute spans a factor of %s; the figure shows %s times more."
            .formatted(
                Words.level(fit.level()),
                Words.plural(fit.replicates().size(), "bootstrap refit"),
                Numbers.significant(most / least, 2),
                Numbers.significant(BEYOND, 3)),
        List.of(
            new Panel(
                "", Axis.log(Words.computeAxis()), Axis.log("best size").showing(shown), series)));
  }

  /// Everything, unless an interval is so wide that it would flatten the lines.
  private static Span shown(StarFit fit, double least, double furthest, double low, double high) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = 0;
    for (DimensionFit f : fit.dimensions().values()) {
      lowest = Math.min(lowest, f.law().optimum(least));
      highest = Math.max(highest, f.law().optimum(furthest));
    }
    return new Span(Math.max(low, lowest / TALLEST) / 1.2, Math.min(high, highest * TALLEST) * 1.2);
  }

  private static Series line(
      String name, DimensionFit f, int kind, double from, double to, Stroke stroke) {
    return new Series.Line(
        name,
        Tone.category(kind),
        stroke,
        DoubleStream.of(FitIntervals.logSpaced(from, to, 20))
            .mapToObj(t -> new Series.Vertex(t, f.law().optimum(t)))
            .toList());
  }
}
