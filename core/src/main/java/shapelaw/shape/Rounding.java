package shapelaw.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Rounds sizes to multiples that hardware and heads can serve.
///
/// @param multiples the multiple of each dimension, ≥ 1; a dimension without one is rounded to an
///   integer
public record Rounding(Map<Dimension, Integer> multiples) {

  private static final double LARGEST = 1 << 30;

  public Rounding {
    multiples.forEach((dimension, multiple) -> {
      if (multiple < 1) {
        throw new IllegalArgumentException(
            "the multiple of %s must be at least 1 but was %d.".formatted(dimension, multiple));
      }
    });
    multiples = Collections.unmodifiableMap(new LinkedHashMap<>(multiples));
  }

  /// The nearest positive multiple along `dimension`, nearest in ratio, so that halving and
  /// doubling are equally far.
  public int round(Dimension dimension, double size) {
    if (!(size > 0) || size > LARGEST) {
      throw new IllegalArgumentException(
          "%s must be above 0 and below 2^30 but was %s.".formatted(dimension, size));
    }
    int multiple = multiples.getOrDefault(dimension, 1);
    int below = (int) Math.floor(size / multiple) * multiple;
    int above = below + multiple;
    return below >= 1 && size * size <= (double) below * above ? below : above;
  }

  /// Every dimension rounded on its own.
  public Shape round(Map<Dimension, Double> sizes) {
    var rounded = new LinkedHashMap<Dimension, Integer>();
    sizes.forEach((dimension, size) -> rounded.put(dimension, round(dimension, size)));
    return new Shape(rounded);
  }
}
