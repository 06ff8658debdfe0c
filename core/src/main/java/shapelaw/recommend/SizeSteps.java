package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;

/// Which sizes can be built: multiples of a number, or any.
///
/// @param multiples of each dimension, ≥ 1; a dimension without one may have any size
/// @param heads what decides the multiple of the width; empty if nobody knows how it is split
public record SizeSteps(Map<String, Integer> multiples, Optional<HeadRule> heads) {

  /// Smaller common factors of measured sizes are taken for chance, as those of depths.
  private static final int LEAST_MULTIPLE = 8;

  private static final double LARGEST = 1 << 30;

  /// Hardware likes sizes no finer than this; only who has it already needs less.
  private static final int FINE = 8;

  /// Steps of a width that may be split anyhow.
  public SizeSteps(Map<String, Integer> multiples) {
    this(multiples, Optional.empty());
  }

  public SizeSteps {
    multiples.forEach((dimension, multiple) -> {
      if (multiple < 1) {
        throw new IllegalArgumentException(
            "the multiple of %s must be at least 1 but was %d.".formatted(dimension, multiple));
      }
    });
    multiples = Collections.unmodifiableMap(new LinkedHashMap<>(multiples));
  }

  /// Steps like those of the measured sizes: along every dimension that was measured at whole
  /// numbers only, multiples of the greatest power of two that divides them all if it is
  /// [#LEAST_MULTIPLE] or more, else whole numbers.
  public static SizeSteps of(Measurements data) {
    var multiples = new LinkedHashMap<String, Integer>();
    for (String dimension : SizeRange.dimensions(data)) {
      double[] sizes = data.column(dimension);
      if (Arrays.stream(sizes).allMatch(size -> size == Math.rint(size) && size < LARGEST)) {
        int bits = Arrays.stream(sizes).mapToInt(size -> (int) size).reduce(0, (x, y) -> x | y);
        int power = Integer.lowestOneBit(bits);
        multiples.put(dimension, power >= LEAST_MULTIPLE ? power : 1);
      }
    }
    return new SizeSteps(multiples);
  }

  /// The same with another multiple along one dimension.
  public SizeSteps with(String dimension, int multiple) {
    var changed = new LinkedHashMap<>(multiples);
    changed.put(dimension, multiple);
    return new SizeSteps(changed, heads);
  }

  /// The same for widths that are split by a rule. It does not change their multiple.
  public SizeSteps withHeads(HeadRule rule) {
    return new SizeSteps(multiples, Optional.of(rule));
  }

  /// Any whole sizes, but those that the heads demand.
  SizeSteps finest() {
    SizeSteps finest = this;
    for (String dimension : changeable()) {
      finest = finest.with(dimension, 1);
    }
    return finest;
  }

  /// The dimensions whose multiples the user may make smaller.
  private List<String> changeable() {
    return multiples.keySet().stream()
        .filter(k -> multiples.getOrDefault(k, 1) > 1)
        .filter(k -> heads.isEmpty() || !k.equals(Dimension.WIDTH.name()))
        .toList();
  }

  /// Flags that make multiples smaller along some dimensions; empty if there are none to make
  /// smaller.
  public Optional<String> smaller(Predicate<String> along) {
    String flags =
        changeable().stream()
            .filter(along)
            .map(k ->
                "--multiple %s=%d".formatted(k, multiples.getOrDefault(k, 1) > FINE ? FINE : 1))
            .collect(Collectors.joining(" "));
    return flags.isEmpty() ? Optional.empty() : Optional.of(flags);
  }

  /// That heads decide the width, and where they are said; empty if they do not.
  public Optional<String> headsDecide() {
    return heads.map(rule ->
        switch (rule) {
              case HeadRule.FixedSize(int size) -> "heads of size %d decide".formatted(size);
              case HeadRule.FixedCount(int count) ->
                  count == 1 ? "a single head decides" : "%d heads decide".formatted(count);
            }
            + " the width (the study's model.heads, or --heads)");
  }

  /// The nearest size that can be built, nearest in ratio.
  public double nearest(String dimension, double size) {
    List<Double> around = around(dimension, size, 1);
    double first = around.getFirst();
    double last = around.getLast();
    return size * size <= first * last ? first : last;
  }

  /// The next sizes below and above that can be built, ascending; `size` itself where any can.
  ///
  /// @param each how many on each side
  public List<Double> around(String dimension, double size, int each) {
    Integer multiple = multiples.get(dimension);
    if (multiple == null) {
      return List.of(size);
    }
    double below = Math.floor(size / multiple);
    var sizes = new ArrayList<Double>();
    // Counted in whole steps: an absurd size of 1e16 and more does not change when 1 is added.
    for (int step = 1 - each; step <= each; step++) {
      if (below + step >= 1) {
        sizes.add((below + step) * multiple);
      }
    }
    return List.copyOf(sizes);
  }
}
