package shapelaw.recommend;

import java.util.Optional;
import shapelaw.law.joint.LawChoice;

/// The law that predictions and recommendations rest on: the preferred one, unless another was
/// asked for, or it leaves out a dimension.
///
/// @param used what was fitted
/// @param preferred what the measurements prefer: of the laws that predict held-out ones about
///   equally well, the one that fits all of them best for its parameters
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
  public String why(LawChoice choice) {
    String other = "“%s”".formatted(preferred.form().name());
    String wish =
        askedFor
            ? "“%s” was asked for; ".formatted(used.form().name())
            : "“%s” is used, the best law that sees every dimension, which %s does not; "
                .formatted(used.form().name(), other);
    if (choice.isTie()) {
      return wish
          + "%s is preferred: no law predicts held-out runs clearly better, and of those as good it fits all runs best for its parameters"
              .formatted(other);
    }
    return wish
        + (choice.countedSplits() > 0
            ? "held-out runs prefer "
            : "the runs, too few to hold any out, prefer ")
        + other;
  }
}
