package shapelaw.simulation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.shape.Dimension;

/// What one simulated study gave.
///
/// @param chosen name of the joint law that was chosen
/// @param excess of each rule and budget, the true loss of the recommended shape over the least
///   possible one, minus 1; infinite where the rule recommends nothing
/// @param held whether the interval of a quantity held the truth, by the chosen law
/// @param heldByTrueLaw the same by the law that is true, as if it were known; empty if none is
public record Repetition(
    String chosen,
    Map<ShapeRule, List<Double>> excess,
    Map<String, Boolean> held,
    Map<String, Boolean> heldByTrueLaw) {

  /// The quantity whose interval concerns the loss at the star's centre.
  public static final String LOSS_AT_CENTRE = "loss at centre";

  /// The quantity whose interval concerns the least loss at a budget.
  ///
  /// @param multiple of the grid's largest compute
  public static String lossAt(int multiple) {
    return "loss at " + multiple + "×";
  }

  /// The quantity whose interval concerns the best size at the smallest budget.
  public static String bestSize(Dimension dimension) {
    return "best " + dimension;
  }

  public Repetition {
    excess = Collections.unmodifiableMap(new LinkedHashMap<>(excess));
    held = Collections.unmodifiableMap(new LinkedHashMap<>(held));
    heldByTrueLaw = Collections.unmodifiableMap(new LinkedHashMap<>(heldByTrueLaw));
  }
}
