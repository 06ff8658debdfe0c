package shapelaw.report.study;

import java.util.Optional;
import shapelaw.law.joint.LawChoice;
import shapelaw.recommend.JointAnalysis;

/// The law that the report's predictions rest on: the preferred one, unless another was asked for,
/// or it leaves out a dimension.
///
/// @param used what was fitted
/// @param preferred what the held-out measurements prefer
/// @param askedFor true if `used` was asked for by name
public record LawInUse(LawChoice.Candidate used, LawChoice.Candidate preferred, boolean askedFor) {

  /// Empty if no law was fitted or none could be ranked.
  public static Optional<LawInUse> of(JointAnalysis joint) {
    return joint
        .fit()
        .flatMap(fit ->
            joint.choice().candidates().stream()
                .filter(c -> c.form().equals(fit.law().form()))
                .findFirst())
        .flatMap(used ->
            joint
                .choice()
                .best()
                .map(preferred -> new LawInUse(used, preferred, joint.askedFor())));
  }

  /// True if it is another law than the measurements prefer.
  public boolean isAnother() {
    return !used.form().equals(preferred.form());
  }

  /// Why another law is used than the preferred one, without a full stop.
  ///
  /// @param choice that the laws are of
  /// @param heldOut whether any measurements could be held out
  public String why(LawChoice choice, boolean heldOut) {
    String other = "“%s”".formatted(preferred.form().name());
    String wish =
        askedFor
            ? "“%s” was asked for; ".formatted(used.form().name())
            : "“%s” is used, the best law that sees every dimension, which %s does not; "
                .formatted(used.form().name(), other);
    if (choice.isTie()) {
      return wish
          + "no law predicts held-out runs clearly better, and %s fits all runs best for its parameters"
              .formatted(other);
    }
    return wish
        + (heldOut ? "held-out runs prefer " : "the measurements, too few to hold any out, prefer ")
        + other;
  }
}
