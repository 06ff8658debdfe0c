package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeCost;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.PricedShape;
import shapelaw.recommend.ShapeSearch;
import shapelaw.recommend.SizeRange;
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

/// The chosen law at a few computes: the least loss at each size of a dimension, the other sizes
/// chosen anew, beside what was measured there. Where a study knows only parameters they are the
/// dimension, and these are the isoFLOP curves of Hoffmann et al. (2022).
final class LawSlices {

  /// More dots in a panel hide each other and make the page slow.
  private static final int MOST_DOTS = 1500;

  private static final int MEASURED_LEVELS = 4;
  private static final double BEYOND = 10;
  private static final int VERTICES = 41;
  private static final double ROOM = 1.3;

  /// A learnt cost that is no further off is as good as counted.
  private static final double LEAST_ERROR = 1e-4;

  /// A shape without measurements on both sides is carried by the law at most this far in compute.
  private static final double CARRIED = 1.5;

  /// The levels keep this share of the measured range, in ln t, away from its ends: few shapes were
  /// measured with the very least or most compute.
  private static final double INSET = 0.12;

  private final ShapeSearch search;
  private final LawFit fit;
  private final String loss;
  private final double[] levels;
  private final double mostMeasured;
  private final List<MeasuredShape> shapes;

  private LawSlices(ShapeSearch search, String loss) {
    this.search = new ShapeSearch(search.fit(), search.cost(), search.range(), List.of());
    this.fit = search.fit();
    this.loss = loss;
    var computes = DoubleStream.of(fit.data().column(Measurements.COMPUTE)).summaryStatistics();
    mostMeasured = computes.getMax();
    shapes = MeasuredShape.all(fit.data());
    double inset = Math.pow(computes.getMax() / computes.getMin(), INSET);
    double low = computes.getMin() * inset;
    double high = computes.getMax() / inset;
    levels =
        DoubleStream.concat(
                low < high ? LogSpace.of(low, high, MEASURED_LEVELS) : DoubleStream.of(high),
                DoubleStream.of(mostMeasured * BEYOND))
            .toArray();
  }

  /// Empty if the measurements know no compute or the cost of a shape is not known.
  static Optional<Figure> figure(ShapeSearch search, String loss) {
    if (!search.fit().data().has(Measurements.COMPUTE)) {
      return Optional.empty();
    }
    return new LawSlices(search, loss).figure();
  }

  private Optional<Figure> figure() {
    List<String> free = search.range().free();
    List<Panel> panels = free.stream().map(this::panel).flatMap(Optional::stream).toList();
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    String others =
        free.size() > 1
            ? ", the other sizes chosen anew for each"
            : ", trained as long as it pays for";
    return Optional.of(
        new Figure(
            "law-slices",
            "The least loss at fixed compute",
            "Each curve is the least loss that the chosen law allows to every size at one compute%s. Diamonds mark the best size. "
                    .formatted(others)
                + "Left of it the model is too small, right of it too large to see enough examples. Dots are measured shapes, carried to the curve’s compute "
                + "on a straight line between two of their own measurements, or by the law from a single near one; "
                + (free.size() > 1
                    ? "those far above a curve have other sizes that are not the best."
                    : "a law that fits has them on its curve.")
                + " The dashed curve is an extrapolation to %s times the most compute that was measured."
                    .formatted(Numbers.significant(BEYOND, 3)),
            certainty(),
            panels));
  }

  private Tone tone(int level) {
    return Tone.ramp(level / (levels.length - 1.0));
  }

  private String name(int level) {
    Compute compute = Compute.ofForwardGflops(levels[level]);
    return Numbers.prefixed(compute.forwardFlops())
        + "FLOPs forward"
        + (isBeyond(level) ? " (extrapolated)" : "");
  }

  private boolean isBeyond(int level) {
    return levels[level] > mostMeasured;
  }

  private Optional<Panel> panel(String dimension) {
    Span sizes = shownSizes(dimension);
    var bands = new ArrayList<Series>();
    var lines = new ArrayList<Series>();
    var dots = new ArrayList<Series>();
    var optima = new ArrayList<Series>();
    var heights = new ArrayList<Double>();
    for (int level = 0; level < levels.length; level++) {
      List<PricedShape> profile = profile(dimension, sizes, levels[level]);
      if (profile.isEmpty()) {
        continue;
      }
      bands.add(band(level, dimension, profile));
      Series.Line curve = curve(level, dimension, profile);
      curve.vertices().forEach(v -> heights.add(v.y()));
      lines.add(curve);
      dots.add(measured(level, dimension));
      best(level, dimension, profile).ifPresent(optima::add);
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    dots.forEach(s -> ((Series.Points) s).points().forEach(point -> heights.add(point.y())));
    List<Series> series = bands;
    series.addAll(lines);
    series.addAll(dots);
    series.addAll(optima);
    return Optional.of(
        new Panel(
            Words.title(dimension),
            Axis.log(Words.variable(dimension)).showing(sizes),
            Axis.log(loss).showing(shownLosses(heights)),
            series));
  }

  private Span shownSizes(String dimension) {
    var measured = DoubleStream.of(fit.data().column(dimension)).summaryStatistics();
    SizeRange.Span searched = search.range().span(dimension);
    return new Span(
        Math.max(searched.least(), measured.getMin() / ROOM),
        Math.min(searched.greatest(), measured.getMax() * ROOM));
  }

  /// Curves may rise steeply towards sizes that nobody would train; the measurements and the lower
  /// part of the curves are what matters.
  private static Span shownLosses(List<Double> heights) {
    double[] sorted = heights.stream().mapToDouble(h -> h).sorted().toArray();
    double low = sorted[0];
    double high = sorted[(int) (0.98 * (sorted.length - 1))];
    double room = Math.pow(high / low, 0.05) * 1.002;
    return new Span(low / room, high * room);
  }

  private List<PricedShape> profile(String dimension, Span sizes, double gflops) {
    return search.profile(
        dimension,
        LogSpace.of(sizes.low(), sizes.high(), VERTICES).toArray(),
        Compute.ofForwardGflops(gflops));
  }

  private Series.Line curve(int level, String dimension, List<PricedShape> profile) {
    return new Series.Line(
        name(level),
        tone(level),
        isBeyond(level) ? Stroke.DASHED : Stroke.SOLID,
        profile.stream()
            .map(s -> new Series.Vertex(s.size(dimension), fit.law().loss(s::variable)))
            .toList());
  }

  private Series.Band band(int level, String dimension, List<PricedShape> profile) {
    return new Series.Band(
        name(level),
        tone(level),
        fit.replicates().isEmpty()
            ? List.of()
            : profile.stream()
                .map(s -> {
                  Interval at = fit.loss(s::variable);
                  return new Series.Slice(s.size(dimension), at.low(), at.high());
                })
                .toList());
  }

  /// The lowest point of the curve, unless it is an end.
  private Optional<Series> best(int level, String dimension, List<PricedShape> profile) {
    int best = 0;
    for (int i = 1; i < profile.size(); i++) {
      if (loss(profile.get(i)) < loss(profile.get(best))) {
        best = i;
      }
    }
    if (best == 0 || best == profile.size() - 1) {
      return Optional.empty();
    }
    PricedShape shape = profile.get(best);
    Point point =
        Point.at(shape.size(dimension), loss(shape))
            .withHover(
                "best of the sizes drawn\n%s\n%s\n%s %s"
                    .formatted(
                        sizes(shape), name(level), loss, Numbers.significant(loss(shape), 4)));
    return Optional.of(new Series.Points("best size", tone(level), Marker.DIAMOND, List.of(point)));
  }

  private double loss(PricedShape shape) {
    return fit.law().loss(shape::variable);
  }

  private static String sizes(PricedShape shape) {
    return Words.list(
        shape.sizes().entrySet().stream()
            .map(e -> Words.variable(e.getKey()) + " " + Words.size(e.getValue()))
            .toList());
  }

  /// Of how many measured shapes one is drawn.
  private int every() {
    return Math.max(1, Math.ceilDiv(shapes.size() * levels.length, MOST_DOTS));
  }

  private Series measured(int level, String dimension) {
    List<Point> points =
        IntStream.range(0, shapes.size())
            .filter(i -> i % every() == 0)
            .mapToObj(shapes::get)
            .flatMap(s ->
                s
                    .lossAt(levels[level])
                    .or(() -> carried(s, levels[level]))
                    .map(at ->
                        Point.at(s.size(dimension), at)
                            .withHover(
                                "%s\ncarried to %s\n%s %s"
                                    .formatted(
                                        s.sizes(), name(level), loss, Numbers.significant(at, 4))))
                    .stream())
            .toList();
    return new Series.Points("measured shape", tone(level), Marker.CIRCLE, points);
  }

  /// The nearest measurement, times what the law says that the difference in compute does.
  private Optional<Double> carried(MeasuredShape shape, double compute) {
    return shape
        .nearest(compute)
        .filter(at -> at.compute() < compute * CARRIED && at.compute() > compute / CARRIED)
        .map(at -> at.loss() * lawAt(at, compute) / lawAt(at, at.compute()));
  }

  private double lawAt(MeasuredShape.At at, double compute) {
    return fit.law()
        .loss(variable ->
            switch (variable) {
              case Measurements.COMPUTE -> compute;
              case Measurements.EXAMPLES ->
                  fit.data().value(at.row(), variable) * compute / at.compute();
              default -> fit.data().value(at.row(), variable);
            });
  }

  private String certainty() {
    String bands =
        fit.replicates().isEmpty()
            ? "The fit has no intervals."
            : "Bands are %s intervals of the law’s loss from %s; a single new run scatters more."
                .formatted(
                    Words.level(fit.level()),
                    Words.plural(fit.replicates().size(), "bootstrap refit"));
    String thinned = every() > 1 ? " One measured shape in %s is drawn.".formatted(every()) : "";
    return bands + thinned + cost();
  }

  private String cost() {
    double error =
        search.cost().forwardFlops() instanceof ShapeCost.Known known
            ? known.largestRelativeError()
            : 0;
    return error >= LEAST_ERROR
        ? " FLOPs of sizes that were not measured are learnt from those that were, where they are at most %s off."
            .formatted(Numbers.percent(error))
        : "";
  }
}
