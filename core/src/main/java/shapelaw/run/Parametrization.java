package shapelaw.run;

/// How initial weights, learning rates and the attention's scale depend on the width.
public sealed interface Parametrization {

  /// As in the paper: one learning rate for all parameters, attention scaled by 1/sqrt(head size).
  record Standard() implements Parametrization {}

  /// Maximal update parametrization (Yang et al. 2022, "Tensor Programs V", arXiv 2203.03466, table
  /// 8): what is best for a model of `baseWidth` stays about best at every width. At the base width
  /// the training is the standard one but for the attention's scale.
  ///
  /// @param baseWidth width at which the learning rate was chosen, ≥ 1
  record MaximalUpdate(int baseWidth) implements Parametrization {
    public MaximalUpdate {
      if (baseWidth < 1) {
        throw new IllegalArgumentException(
            "base width must be at least 1 but was " + baseWidth + ".");
      }
    }
  }
}
