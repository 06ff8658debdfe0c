package shapelaw.torch.weights;

import java.util.Optional;
import java.util.OptionalInt;
import shapelaw.torch.model.Activation;

/// What a user says about a file of weights because its shapes cannot tell; it counts more than
/// what is found.
///
/// @param heads attention heads
/// @param activation of the MLPs
public record KnownFacts(OptionalInt heads, Optional<Activation> activation) {

  /// The user says nothing.
  public static final KnownFacts NONE = new KnownFacts(OptionalInt.empty(), Optional.empty());
}
