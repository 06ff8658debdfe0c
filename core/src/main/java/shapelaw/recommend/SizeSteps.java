package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.util.ArithmeticUtils;
import shapelaw.law.joint.Measurements;

/// Which sizes can be built: multiples of a number, or any.
///
/// @param multiples of each dimension, ≥ 1; a dimension without one may have any size
public record SizeSteps(Map<String, Integer> multiples) {

  public SizeSteps {
    multiples.forEach((dimension, multiple) -> {
      if (multiple < 1) {
        throw new IllegalArgumentException(
            "the multiple of %s must be at least 1 but was %d.".formatted(dimension, multiple));
      }
    });
    multiples = Collections.unmodifiableMap(new LinkedHashMap<>(multiples));
  }

  /// Whole numbers along every dimension that was measured at whole numbers only.
  public static SizeSteps of(Measurements data) {
    var multiples = new LinkedHashMap<String, Integer>();
    for (String dimension : SizeRange.dimensions(data)) {
      if (Arrays.stream(data.column(dimension)).allMatch(size -> size == Math.rint(size))) {
        multiples.put(dimension, 1);
      }
    }
    return new SizeSteps(multiples);
  }

  /// The same, but only multiples of `multiple` along `dimension` besides what was asked before.
  public SizeSteps with(String dimension, int multiple) {
    var changed = new LinkedHashMap<>(multiples);
    changed.merge(dimension, multiple, ArithmeticUtils::lcm);
    return new SizeSteps(changed);
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
    for (double i = below - each + 1; i <= below + each; i++) {
      if (i >= 1) {
        sizes.add(i * multiple);
      }
    }
    return List.copyOf(sizes);
  }
}
