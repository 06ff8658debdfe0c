package shapelaw.run;

/// Which optimiser a recipe uses, with its constants. The learning rate and weight decay belong to
/// the [Recipe].
public sealed interface Optimizer {

  /// The paper's Adafactor (the ViT variant of Zhai et al. 2022): second moment factored for
  /// matrices whose two largest dimensions are both at least `factoredFrom`, β2 = min(beta2Cap, 1 −
  /// step^(−beta2Decay)), momentum kept in bfloat16, no parameter-scale.
  ///
  /// @param momentum decay of the first moment, in [0, 1)
  /// @param beta2Cap upper bound of β2, in (0, 1)
  /// @param beta2Decay exponent of the β2 schedule, > 0
  /// @param epsilon added to squared gradients, > 0
  /// @param factoredFrom smallest dimension that is factored
  record Adafactor(
      double momentum, double beta2Cap, double beta2Decay, double epsilon, int factoredFrom)
      implements Optimizer {

    /// The paper's constants: 0.9, 0.999, 0.8, 1e-30, 32.
    public static final Adafactor PAPER = new Adafactor(0.9, 0.999, 0.8, 1e-30, 32);

    public Adafactor {
      checkDecay("momentum", momentum);
      checkDecay("beta2 cap", beta2Cap);
    }
  }

  /// AdamW (Loshchilov & Hutter 2019) with decoupled weight decay.
  ///
  /// @param beta1 decay of the first moment, in [0, 1)
  /// @param beta2 decay of the second moment, in [0, 1)
  /// @param epsilon added to the denominator, > 0
  record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {

    /// The usual constants: 0.9, 0.999, 1e-8.
    public static final AdamW USUAL = new AdamW(0.9, 0.999, 1e-8);

    public AdamW {
      checkDecay("beta1", beta1);
      checkDecay("beta2", beta2);
    }
  }

  /// Stochastic gradient descent with momentum (the paper's for fine-tuning):
  ///
  /// ```text
  /// m ← momentum · m + g          θ ← θ − learningRate · m
  /// ```
  ///
  /// @param momentum decay of the first moment, in [0, 1)
  record Sgd(double momentum) implements Optimizer {
    /// Momentum 0.9.
    public static final Sgd USUAL = new Sgd(0.9);

    public Sgd {
      checkDecay("momentum", momentum);
    }
  }

  private static void checkDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1) but was " + value + ".");
    }
  }
}
