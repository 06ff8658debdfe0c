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
  /// @param heldOut whether any measurements could be held out
  public String asked(boolean heldOut) {
    return "“%s” was asked for; %s prefer “%s”"
        .formatted(
            used.form().name(),
            heldOut ? "held-out runs" : "the measurements, too few to hold any out,",
            preferred.form().name());
  }
}
