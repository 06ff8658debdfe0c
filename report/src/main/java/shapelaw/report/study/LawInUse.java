package shapelaw.report.study;

import java.util.Optional;
import shapelaw.law.joint.LawChoice;
import shapelaw.recommend.JointAnalysis;

/// The law that the report's predictions rest on: the preferred one, unless another was asked for.
///
/// @param used what was fitted
/// @param preferred what the held-out measurements prefer
public record LawInUse(LawChoice.Candidate used, LawChoice.Candidate preferred) {

  /// Empty if no law was fitted or none could be ranked.
  public static Optional<LawInUse> of(JointAnalysis joint) {
    return joint
        .fit()
        .flatMap(fit ->
            joint.choice().candidates().stream()
                .filter(c -> c.form().equals(fit.law().form()))
                .findFirst())
        .flatMap(used -> joint.choice().best().map(preferred -> new LawInUse(used, preferred)));
  }

  /// True if another law was asked for than the measurements prefer.
  public boolean isAskedFor() {
    return !used.form().equals(preferred.form());
  }

  /// Which law was asked for and which one is preferred, without a full stop.
  ///
  /// @param choice that the laws are of
  /// @param heldOut whether any measurements could be held out
  public String asked(LawChoice choice, boolean heldOut) {
    String wish = "“%s” was asked for; ".formatted(used.form().name());
    String other = "“%s”".formatted(preferred.form().name());
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
