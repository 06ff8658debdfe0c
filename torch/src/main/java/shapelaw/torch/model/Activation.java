package shapelaw.torch.model;

/// The function between the two linear maps of an MLP.
public enum Activation {
  /// x Φ(x), the exact GELU, with which this project trains: on libtorch's CPU back-end it costs a
  /// third of the time of the other.
  GELU("none"),
  /// GELU in its tanh approximation, Flax's default, with which big_vision's models and SigLIP were
  /// trained. The two differ by less than 1e-3.
  GELU_TANH("tanh");

  private final String approximation;

  Activation(String approximation) {
    this.approximation = approximation;
  }

  /// What libtorch's `gelu` calls it.
  String approximation() {
    return approximation;
  }
}
