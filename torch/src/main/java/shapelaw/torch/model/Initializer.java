package shapelaw.torch.model;

import java.util.random.RandomGenerator;

/// How a parameter starts. Numbers come from a generator of the JDK and not from libtorch, so that
/// a seed gives the same model whatever the version or the device of the tensor library.
public sealed interface Initializer {

  /// Standard deviation of a unit normal that is cut off at ±2: `truncated_normal` rescales by its
  /// inverse.
  double TRUNCATED_NORMAL_DEVIATION = 0.8796256610342398;

  /// The next starting value.
  double next(RandomGenerator random);

  /// The same number everywhere.
  ///
  /// @param value the number
  record Constant(double value) implements Initializer {
    @Override
    public double next(RandomGenerator random) {
      return value;
    }
  }

  /// Normal around zero.
  ///
  /// @param deviation standard deviation
  record Normal(double deviation) implements Initializer {
    @Override
    public double next(RandomGenerator random) {
      return deviation * random.nextGaussian();
    }
  }

  /// Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot & Bengio 2010).
  ///
  /// @param fanIn inputs of a unit
  /// @param fanOut outputs of a unit
  record XavierUniform(long fanIn, long fanOut) implements Initializer {
    @Override
    public double next(RandomGenerator random) {
      double bound = Math.sqrt(6.0 / (fanIn + fanOut));
      return bound * (2 * random.nextDouble() - 1);
    }
  }

  /// Normal with variance 1 / fanIn after being cut off at two standard deviations (LeCun et al.
  /// 1998; Flax's default for convolutions).
  ///
  /// @param fanIn inputs of a unit
  record LecunNormal(long fanIn) implements Initializer {
    @Override
    public double next(RandomGenerator random) {
      double unit = random.nextGaussian();
      while (Math.abs(unit) > 2) {
        unit = random.nextGaussian();
      }
      return unit / (Math.sqrt(fanIn) * TRUNCATED_NORMAL_DEVIATION);
    }
  }
}
