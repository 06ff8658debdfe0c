package shapelaw.recommend;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import shapelaw.law.joint.Measurements;

/// The sizes among which a shape is sought.
///
/// @param spans least and greatest size of each dimension, in the order of the dimensions
public record SizeRange(Map<String, Span> spans) {

  /// How far beyond the measured sizes a search goes unless told otherwise. Optimal sizes grow with
  /// less than the square root of compute, so that 10 is enough for a hundred times the measured
  /// compute and more.
  public static final double DEFAULT_FACTOR = 10;

  /// Models have at least one of everything.
  private static final double SMALLEST = 1;

  /// A size this near to an end of the search, in ratio, lies there.
  private static final double AT_END = 1.001;

  public SizeRange {
    spans = Collections.unmodifiableMap(new LinkedHashMap<>(spans));
    if (spans.isEmpty()) {
      throw new IllegalArgumentException("a range must have at least one dimension but had none.");
    }
  }

  /// From `least` to `greatest`, both included.
  ///
  /// @param least > 0
  /// @param greatest finite, ≥ least
  public record Span(double least, double greatest) {
    public Span {
      if (!(least > 0) || !(least <= greatest) || Double.isInfinite(greatest)) {
        throw new IllegalArgumentException(
            "sizes must range from above 0 up to something finite but did from %s to %s."
                .formatted(least, greatest));
      }
    }

    /// True if it is one size only.
    public boolean isSingle() {
      return least == greatest;
    }

    /// True if a size lies within it, or is not known (`NaN`).
    boolean contains(double size) {
      return !(size < least) && !(size > greatest);
    }

    /// On which side of it a size lies that it does not contain: `beyond 80`, `below 2`.
    String side(double size) {
      return size > greatest ? "beyond " + Numbers.text(greatest) : "below " + Numbers.text(least);
    }

    /// A size as text; only its side if an end cut it: beyond that nothing was sought.
    String text(double size, DoubleFunction<String> style) {
      if (isCutAtGreatest(size)) {
        return "beyond " + style.apply(greatest);
      }
      return !isSingle() && (size < least || isCutAtLeast(size))
          ? "below " + style.apply(least)
          : style.apply(size);
    }

    /// True if a size was stopped by the least one.
    boolean isAtLeast(double size) {
      return !isSingle() && size <= least * AT_END;
    }

    /// True if a size was stopped by the least one, and less could be built.
    boolean isCutAtLeast(double size) {
      return isAtLeast(size) && least != SMALLEST;
    }

    /// True if a size was stopped by the greatest one.
    boolean isCutAtGreatest(double size) {
      return !isSingle() && size >= greatest / AT_END;
    }
  }

  /// The measured sizes, extended by `factor` to both sides. Sizes that were measured at 1 or more
  /// stay at 1 or more. Without dimensions the parameters are the size.
  ///
  /// @param factor ≥ 1
  /// @throws IllegalArgumentException if the factor is too small or there is nothing to vary
  public static SizeRange around(Measurements data, double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "the factor beyond the measured sizes must be at least 1 but was " + factor + ".");
    }
    var spans = new LinkedHashMap<String, Span>();
    for (String dimension : dimensions(data)) {
      double[] sizes = data.column(dimension);
      double least = Arrays.stream(sizes).min().orElseThrow();
      double greatest = Arrays.stream(sizes).max().orElseThrow();
      double floor = least >= SMALLEST ? SMALLEST : 0;
      spans.put(dimension, new Span(Math.max(floor, least / factor), greatest * factor));
    }
    return new SizeRange(spans);
  }

  /// What a search varies: the dimensions, or the parameters where there are none.
  static List<String> dimensions(Measurements data) {
    return data.dimensions().isEmpty() ? List.of(Measurements.PARAMETERS) : data.dimensions();
  }

  /// `depth beyond 80, mlp_dim beyond 3840`: the sizes that lie outside of the range; empty if none
  /// does.
  public String outside(Map<String, Double> sizes) {
    return outside(k -> sizes.getOrDefault(k, Double.NaN)).stream()
        .map(k -> k + " " + span(k).side(sizes.getOrDefault(k, Double.NaN)))
        .collect(Collectors.joining(", "));
  }

  /// The free dimensions whose size lies outside.
  List<String> outside(ToDoubleFunction<String> size) {
    return free().stream().filter(k -> !span(k).contains(size.applyAsDouble(k))).toList();
  }

  /// Names of the dimensions in their order.
  public List<String> dimensions() {
    return List.copyOf(spans.keySet());
  }

  /// The span of a dimension.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public Span span(String dimension) {
    Span span = spans.get(dimension);
    if (span == null) {
      throw new IllegalArgumentException(
          "dimension must be one of %s but was '%s'.".formatted(spans.keySet(), dimension));
    }
    return span;
  }

  /// The same with one dimension added, or held, at a single size.
  public SizeRange withFixed(String dimension, double size) {
    var changed = new LinkedHashMap<>(spans);
    changed.put(dimension, new Span(size, size));
    return new SizeRange(changed);
  }

  /// Names of the dimensions that are not held at a single size.
  public List<String> free() {
    return spans.keySet().stream().filter(name -> !span(name).isSingle()).toList();
  }

  double[] logLeast() {
    return spans.values().stream().mapToDouble(span -> Math.log(span.least())).toArray();
  }

  double[] logGreatest() {
    return spans.values().stream().mapToDouble(span -> Math.log(span.greatest())).toArray();
  }
}
