package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import shapelaw.cost.Compute;
import shapelaw.law.DimensionFit;
import shapelaw.law.Interval;
import shapelaw.law.Observation;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
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
import shapelaw.shape.Dimension;

/// Figure 2 (paper, Fig. 3): loss against size at fixed compute, with the size that is best there.
final class IsoFlopCurves {
  private static final int MEASURED_LEVELS = 3;
  private static final double BEYOND = 10;
  private static final int VERTICES = 60;
  private static final int BAND_SLICES = 30;
  private static final double ROOM = 1.25;
  private static final double FURTHEST_OPTIMUM = 4;

  private final StarFit fit;
  private final StudyReport report;
  private final String loss;
  private final double leastCompute;
  private final double mostCompute;

  private IsoFlopCurves(StarFit fit, StudyReport report) {
    this.fit = fit;
    this.report = report;
    this.loss = report.loss();
    double[] computes =
        fit.dimensions().values().stream()
            .flatMap(f -> f.observations().stream())
            .mapToDouble(Observation::compute)
            .toArray();
    this.leastCompute = DoubleStream.of(computes).min().orElseThrow();
    this.mostCompute = DoubleStream.of(computes).max().orElseThrow();
  }

  static Optional<Figure> figure(StudyReport report) {
    return report.fit().map(f -> new IsoFlopCurves(f, report).figure());
  }

  private Figure figure() {
    return new Figure(
        "isoflop",
        "Loss against size at fixed compute",
        "Each curve is a fitted law at one compute, the other dimensions as large as the star’s centre. "
            + "Left of its minimum the model is too small, right of it too large to be trained long enough. Diamonds mark the minimum. "
            + "Circles are measured runs, coloured by their own compute, which grows with their size. The dashed curve is an extrapolation to "
            + "%s times the most compute that was measured."
                .formatted(Numbers.significant(BEYOND, 3)),
        certainty(),
        fit.dimensions().values().stream().map(this::panel).toList());
  }

  private double[] levels() {
    return DoubleStream.concat(
            LogSpace.of(leastCompute, mostCompute, MEASURED_LEVELS),
            DoubleStream.of(mostCompute * BEYOND))
        .toArray();
  }

  private Tone tone(double compute) {
    return Tone.ramp(
        Math.log(compute / leastCompute) / Math.log(mostCompute * BEYOND / leastCompute));
  }

  private Panel panel(DimensionFit f) {
    Span sizes = shownSizes(f);
    var bands = new ArrayList<Series>();
    var lines = new ArrayList<Series>();
    var optima = new ArrayList<Series>();
    var heights = new ArrayList<Double>();
    for (double t : levels()) {
      String name =
          Words.compute(Compute.ofForwardGflops(t)) + (t > mostCompute ? " (extrapolated)" : "");
      bands.add(new Series.Band(name, tone(t), band(f.dimension(), sizes, t)));
      List<Series.Vertex> curve = curve(f.law(), sizes, t);
      curve.forEach(v -> heights.add(v.y()));
      lines.add(
          new Series.Line(name, tone(t), t > mostCompute ? Stroke.DASHED : Stroke.SOLID, curve));
      Interval optimum = fit.optimum(f.dimension(), t);
      if (optimum.estimate() >= sizes.low() && optimum.estimate() <= sizes.high()) {
        optima.add(
            new Series.Points(
                "best size, " + Words.level(fit.level()) + " interval",
                tone(t),
                Marker.DIAMOND,
                List.of(optimum(f, t, optimum))));
      }
    }
    f.observations().forEach(o -> heights.add(o.loss()));
    List<Series> series = bands;
    series.addAll(lines);
    series.add(
        new Series.Points(
            "measured run",
            Tone.MUTED,
            Marker.CIRCLE,
            f.observations().stream().map(o -> measured(f.dimension(), o)).toList()));
    series.addAll(optima);
    return new Panel(
        Words.title(f.dimension()),
        Axis.log(Words.dimension(f.dimension())).showing(sizes),
        Axis.log(loss).showing(range(heights)),
        series);
  }

  /// The measured sizes, the centre's, and best sizes that are not far away.
  private Span shownSizes(DimensionFit f) {
    double[] fitted = f.observations().stream().mapToDouble(Observation::x).toArray();
    double low = DoubleStream.of(fitted).min().orElseThrow();
    double most = DoubleStream.of(fitted).max().orElseThrow();
    double high =
        report
            .trained()
            .map(t -> Math.max(most, t.star().centre().value(f.dimension())))
            .orElse(most);
    double shownLow = low;
    double shownHigh = high;
    for (double t : levels()) {
      double best = f.law().optimum(t);
      if (best > low / FURTHEST_OPTIMUM && best < high * FURTHEST_OPTIMUM) {
        shownLow = Math.min(shownLow, best);
        shownHigh = Math.max(shownHigh, best);
      }
    }
    return new Span(shownLow / ROOM, shownHigh * ROOM);
  }

  private static Span range(List<Double> heights) {
    double[] positive = heights.stream().mapToDouble(h -> h).filter(h -> h > 0).toArray();
    double low = DoubleStream.of(positive).min().orElse(0.1);
    double high = DoubleStream.of(positive).max().orElse(1);
    double room = Math.pow(high / low, 0.06) * 1.002;
    return new Span(low / room, high * room);
  }

  private static List<Series.Vertex> curve(SingleDimensionLaw law, Span sizes, double t) {
    return LogSpace.of(sizes.low(), sizes.high(), VERTICES)
        .mapToObj(x -> new Series.Vertex(x, law.loss(x, t)))
        .toList();
  }

  private List<Series.Slice> band(Dimension dimension, Span sizes, double t) {
    return LogSpace.of(sizes.low(), sizes.high(), BAND_SLICES)
        .mapToObj(x -> {
          Interval at = fit.expectedLoss(dimension, x, t);
          return new Series.Slice(x, at.low(), at.high());
        })
        .filter(s -> s.low() > 0 && Double.isFinite(s.low()) && Double.isFinite(s.high()))
        .toList();
  }

  private Point measured(Dimension dimension, Observation o) {
    return Point.at(o.x(), o.loss())
        .withTone(tone(o.compute()))
        .withHover(
            "%s %s\n%s\n%s %s"
                .formatted(
                    Words.dimension(dimension),
                    Numbers.significant(o.x(), 4),
                    Words.compute(Compute.ofForwardGflops(o.compute())),
                    loss,
                    Numbers.significant(o.loss(), 3)));
  }

  private Point optimum(DimensionFit f, double t, Interval best) {
    return Point.at(best.estimate(), f.law().loss(best.estimate(), t))
        .withXSpan(Words.span(best))
        .withHover(
            "best %s %s\nat %s\n%s %s"
                .formatted(
                    Words.dimension(f.dimension()),
                    Words.interval(best, 3),
                    Words.compute(Compute.ofForwardGflops(t)),
                    loss,
                    Numbers.significant(f.law().frontierLoss(t), 3)));
  }

  private String certainty() {
    String runs =
        Words.list(
            fit.dimensions().values().stream()
                .map(f -> f.observations().size() + " (" + Words.dimension(f.dimension()) + ")")
                .toList());
    String best =
        Words.list(
            fit.dimensions().keySet().stream()
                .map(d -> Words.dimension(d) + " " + Words.interval(fit.optimum(d, mostCompute), 3))
                .toList());
    return "Runs: %s. Bands and bars are %s intervals of the fitted law from %s; a single new run scatters more. Best sizes at the most compute measured: %s; those outside a panel have no mark."
        .formatted(
            runs,
            Words.level(fit.level()),
            Words.plural(fit.replicates().size(), "bootstrap refit"),
            best);
  }
}
