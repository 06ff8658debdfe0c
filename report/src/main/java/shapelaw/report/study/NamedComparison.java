package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.law.Interval;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Stroke;
import shapelaw.report.figure.Tone;
import shapelaw.shape.Dimension;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.VisionTransformer;

/// Figure 5: the recommended shape among those that have a name, all at this study's patch size and
/// resolution.
final class NamedComparison {
  private static final Set<String> SHAPE_OPTIMISED = Set.of("So150m", "So400m");

  /// Variants lie so near to the shape they vary that only one of the two gets its name beside it.
  private static final Pattern VARIANT = Pattern.compile("-opt$");

  private NamedComparison() {}

  /// A model of the comparison.
  ///
  /// @param name as papers write it
  /// @param model at this study's patch size and resolution, without a classification head
  record Entry(String name, VisionTransformer model) {
    double forwardGflops() {
      return CostModel.forwardFlops(model) / Compute.FLOPS_PER_GFLOP;
    }
  }

  static List<Entry> named(RecommendedModel recommended) {
    VisionTransformer own = recommended.model();
    return NamedShapes.all().values().stream()
        .map(n -> new Entry(n.name(), n.at(own.patchSize(), own.imageSize())))
        .toList();
  }

  static Optional<Figure> figure(StudyReport report) {
    return RecommendedModel.of(report).map(NamedComparison::figure);
  }

  private static Figure figure(RecommendedModel r) {
    return new Figure(
        "named-shapes",
        "The recommended shape among named ones",
        """
        Width, depth and MLP size against the FLOPs of one image, at %d pixels and patches of %d as in this study. \
        The line follows the usual family; squares are the shapes that the paper found for its own data and much \
        more compute.\
        """
            .formatted(r.model().imageSize(), r.model().patchSize()),
        certainty(r),
        r.model().shape().dimensions().stream().map(d -> panel(r, d)).toList());
  }

  private static Panel panel(RecommendedModel r, Dimension dimension) {
    List<Entry> named = named(r);
    var series = new ArrayList<Series>();
    List<Entry> usual =
        named.stream()
            .filter(usual())
            .sorted((a, b) -> Double.compare(a.forwardGflops(), b.forwardGflops()))
            .toList();
    series.add(
        new Series.Line(
            "usual shapes",
            Tone.MUTED,
            Stroke.SOLID,
            usual.stream()
                .map(e -> new Series.Vertex(e.forwardGflops(), e.model().shape().value(dimension)))
                .toList()));
    series.add(points("usual shapes", Tone.MUTED, Marker.CIRCLE, usual, dimension));
    series.add(
        points(
            "SoViT (paper)",
            Tone.category(0),
            Marker.SQUARE,
            named.stream().filter(usual().negate()).toList(),
            dimension));
    series.add(recommended(r, dimension));
    return new Panel(
        Words.title(dimension),
        Axis.log("GFLOPs of one forward pass"),
        Axis.log(Words.dimension(dimension)),
        series);
  }

  private static Predicate<Entry> usual() {
    return e -> !SHAPE_OPTIMISED.contains(e.name());
  }

  private static Series points(
      String name, Tone tone, Marker marker, List<Entry> entries, Dimension dimension) {
    return new Series.Points(
        name,
        tone,
        marker,
        entries.stream()
            .map(e ->
                Point.at(e.forwardGflops(), e.model().shape().value(dimension))
                    .withLabel(VARIANT.matcher(e.name()).find() ? "" : e.name())
                    .withHover(hover(e.name(), e.model())))
            .toList());
  }

  /// Rounding may move a size out of its interval; the bar then reaches from the interval to the
  /// point.
  private static Series recommended(RecommendedModel r, Dimension dimension) {
    double size = r.model().shape().value(dimension);
    Point point =
        Point.at(CostModel.forwardFlops(r.model()) / Compute.FLOPS_PER_GFLOP, size)
            .withLabel("recommended")
            .withHover(hover("recommended", r.model()));
    Point withInterval =
        Optional.ofNullable(r.sizes().get(dimension))
            .filter(i -> Double.isFinite(i.high()))
            .map(i ->
                new Interval(Math.min(i.low(), size), size, Math.max(i.high(), size), i.level()))
            .map(i -> point.withYSpan(Words.span(i)))
            .orElse(point);
    return new Series.Points("recommended", Tone.ACCENT, Marker.STAR, List.of(withInterval));
  }

  private static String hover(String name, VisionTransformer model) {
    return "%s: %s\n%s parameters, %sFLOPs an image"
        .formatted(
            name,
            Words.shape(model.shape()),
            Numbers.prefixed(CostModel.parameters(model)),
            Numbers.prefixed(CostModel.forwardFlops(model)));
  }

  private static String certainty(RecommendedModel r) {
    List<String> sizes =
        r.sizes().entrySet().stream()
            .map(e -> Words.dimension(e.getKey()) + " " + Words.interval(e.getValue(), 3))
            .toList();
    double level =
        r.sizes().values().stream().mapToDouble(Interval::level).findFirst().orElse(0.95);
    return "Before rounding, with %s intervals: %s. FLOPs and parameters are counted, not estimated. The intervals hold if the law does."
        .formatted(Words.level(level), Words.list(sizes));
  }
}
