package shapelaw.report.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Optimum;
import shapelaw.recommend.SearchOutcome;
import shapelaw.recommend.ShapeSearch;
import shapelaw.recommend.SizeRange;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Stroke;
import shapelaw.report.figure.Tone;

/// The sizes that the chosen law puts at its minimum, all dimensions together, against compute.
final class LawBestSizes {
  private static final double BEYOND = 100;
  private static final int COMPUTES = 13;

  /// The search is repeated for each of them at each compute.
  private static final int REPLICATES = 100;

  /// A size this near to an end of the search, in ratio, was cut off by it.
  private static final double AT_END = 1.002;

  private final ShapeSearch search;
  private final double most;
  private final Map<Double, Optimum> optima = new LinkedHashMap<>();

  private LawBestSizes(ShapeSearch search) {
    LawFit all = search.fit();
    var fit =
        new LawFit(
            all.law(),
            all.data(),
            all.objective(),
            all.value(),
            all.search(),
            all.noise(),
            all.replicates().stream().limit(REPLICATES).toList(),
            all.level(),
            all.findings());
    this.search = new ShapeSearch(fit, search.cost(), search.range(), List.of());
    var computes = DoubleStream.of(fit.data().column(Measurements.COMPUTE)).summaryStatistics();
    most = computes.getMax();
    Stream.concat(
            LogSpace.of(computes.getMin(), most, COMPUTES).boxed(),
            LogSpace.of(most, most * BEYOND, COMPUTES).boxed())
        .distinct()
        .forEach(t -> {
          var budget = new Budget.TrainingCompute(Compute.ofForwardGflops(t));
          if (this.search.best(budget) instanceof SearchOutcome.Found(Optimum optimum)) {
            optima.put(t, optimum);
          }
        });
  }

  /// Empty if the measurements know no compute or the cost of a shape is not known.
  static Optional<Figure> figure(ShapeSearch search) {
    if (!search.fit().data().has(Measurements.COMPUTE)) {
      return Optional.empty();
    }
    var sizes = new LawBestSizes(search);
    return sizes.optima.isEmpty() ? Optional.empty() : Optional.of(sizes.figure());
  }

  private Figure figure() {
    List<String> free = search.range().free();
    var panels = new ArrayList<Panel>();
    for (int k = 0; k < free.size(); k++) {
      panels.add(panel(free.get(k), Tone.category(k)));
    }
    return new Figure(
        "law-best-sizes",
        free.equals(List.of(Measurements.PARAMETERS))
            ? "Compute-optimal parameters"
            : "Best sizes against compute, all chosen together",
        "For each compute the best %s under the chosen law. Solid lines cover "
                .formatted(
                    free.size() > 1
                        ? "sizes, all dimensions moving together,"
                        : Words.variable(free.getFirst()))
            + " the compute that was measured, dashed ones are extrapolated.",
        certainty(free),
        panels);
  }

  private Panel panel(String dimension, Tone tone) {
    String interval = Words.level(search.fit().level()) + " interval";
    List<Series.Slice> slices =
        optima.entrySet().stream()
            .filter(e -> isKnown(e.getValue(), dimension))
            .map(e -> {
              Span span = Words.span(size(e.getValue(), dimension));
              return new Series.Slice(e.getKey(), span.low(), span.high());
            })
            .toList();
    return new Panel(
        Words.title(dimension),
        Axis.log(Words.computeAxis()),
        Axis.log("best " + Words.variable(dimension)),
        List.of(
            new Series.Band(interval, tone, slices),
            line("best size, measured compute", dimension, tone, Stroke.SOLID, 0, most),
            line("extrapolated", dimension, tone, Stroke.DASHED, most, Double.MAX_VALUE)));
  }

  private Series line(
      String name, String dimension, Tone tone, Stroke stroke, double from, double to) {
    return new Series.Line(
        name,
        tone,
        stroke,
        optima.entrySet().stream()
            .filter(e -> e.getKey() >= from && e.getKey() <= to)
            .filter(e -> !isCut(e.getValue(), dimension))
            .map(e -> new Series.Vertex(e.getKey(), e.getValue().shape().size(dimension)))
            .toList());
  }

  private static Interval size(Optimum optimum, String dimension) {
    return Optional.ofNullable(optimum.sizes().get(dimension)).orElseThrow();
  }

  private static boolean isKnown(Optimum optimum, String dimension) {
    return Double.isFinite(size(optimum, dimension).high());
  }

  private boolean isCut(Optimum optimum, String dimension) {
    SizeRange.Span searched = search.range().span(dimension);
    double size = optimum.shape().size(dimension);
    return size <= searched.least() * AT_END || size >= searched.greatest() / AT_END;
  }

  private String certainty(List<String> free) {
    boolean cut = optima.values().stream().anyMatch(o -> free.stream().anyMatch(d -> isCut(o, d)));
    int replicates = search.fit().replicates().size();
    return (replicates == 0
            ? "The fit has no intervals."
            : "Bands are %s intervals: the search repeated under %s."
                .formatted(
                    Words.level(search.fit().level()), Words.plural(replicates, "bootstrap refit")))
        + growth(free)
        + (cut
            ? " Where a line ends the best size lies beyond the sizes that were searched, and the law does not tell it."
            : "");
  }

  /// How fast the sizes grow over the measured compute.
  private String growth(List<String> free) {
    List<String> slopes =
        free.stream()
            .map(d ->
                slope(d).map(s -> Words.variable(d) + " " + Numbers.significant(s, 2)).orElse(""))
            .filter(s -> !s.isEmpty())
            .toList();
    return slopes.isEmpty()
        ? ""
        : " Over the measured compute the best size grows about as compute to the power of: %s."
            .formatted(Words.list(slopes));
  }

  private Optional<Double> slope(String dimension) {
    List<Map.Entry<Double, Optimum>> inside =
        optima.entrySet().stream()
            .filter(e -> e.getKey() <= most && !isCut(e.getValue(), dimension))
            .toList();
    if (inside.size() < 2) {
      return Optional.empty();
    }
    var first = inside.getFirst();
    var last = inside.getLast();
    return Optional.of(
        Math.log(last.getValue().shape().size(dimension) / first.getValue().shape().size(dimension))
            / Math.log(last.getKey() / first.getKey()));
  }
}
