package shapelaw.recommend;

import java.util.Optional;
import java.util.OptionalDouble;

/// Whether the joint law predicts well enough to be followed instead of the paper's rule.
///
/// It is doubted if its error on held-out runs is above [#ACCEPTABLE] **and** its error at the
/// held-out centre is clearly ([#CLEARLY]) above that of the star's laws there. Where no centre was
/// measured the first alone decides.
final class JointDoubt {

  /// Held-out error, relative, up to which a joint law is followed whatever the star says: 5 %.
  static final double ACCEPTABLE = 0.05;

  /// Errors of few runs that differ by a smaller factor are as good as equal.
  static final double CLEARLY = 1.25;

  private JointDoubt() {}

  /// Why it is doubted; empty if it is not.
  static Optional<String> of(Analysis analysis) {
    OptionalDouble joint = analysis.joint().heldOutError();
    if (joint.isEmpty() || joint.getAsDouble() <= ACCEPTABLE) {
      return Optional.empty();
    }
    OptionalDouble star = starError(analysis);
    OptionalDouble centre = analysis.joint().centreError();
    boolean comparable = star.isPresent() && centre.isPresent();
    if (comparable && centre.getAsDouble() <= CLEARLY * star.getAsDouble()) {
      return Optional.empty();
    }
    String error =
        "it misses held-out runs by %.1f %%, more than %.0f %%"
            .formatted(100 * joint.getAsDouble(), 100 * ACCEPTABLE);
    return Optional.of(
        comparable
            ? error
                + ", and the centre by %.1f %%, more than the star's laws do (%.1f %%)."
                    .formatted(100 * centre.getAsDouble(), 100 * star.getAsDouble())
            : error + ".");
  }

  /// Root mean square of the relative errors at the centre.
  private static OptionalDouble starError(Analysis analysis) {
    OptionalDouble squares =
        analysis.centreChecks().stream()
            .mapToDouble(check -> check.relativeError() * check.relativeError())
            .average();
    return squares.isPresent()
        ? OptionalDouble.of(Math.sqrt(squares.getAsDouble()))
        : OptionalDouble.empty();
  }
}
