package shapelaw.torch.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;

/// Mixup (Zhang et al. 2018) as in big_vision: every image of a batch, and its targets, are mixed
/// with those of the image before it.
///
/// ```text
/// u ~ Beta(α, α)        λ = max(u, 1 − u)        x_i ← λ x_i + (1 − λ) x_(i−1)
/// ```
///
/// One λ serves the whole batch. It depends on the seed and the step alone, so a training that goes
/// on draws what an undisturbed one does.
///
/// @param alpha α, 0 for no mixing
/// @param seed of the run
record Mixup(double alpha, long seed) {

  /// Tells the generator from others of the same seed.
  private static final int STREAM = 0x6d69_7875; // "mixu"

  /// The share λ of each image's own pixels at a step, in [0.5, 1].
  double share(long step) {
    if (alpha == 0) {
      return 1;
    }
    int[] words = {STREAM, high(seed), (int) seed, high(step), (int) step};
    double own = RandomDataGenerator.of(new Well19937c(words)).nextBeta(alpha, alpha);
    return Math.max(own, 1 - own);
  }

  private static int high(long number) {
    return (int) (number >>> Integer.SIZE);
  }

  /// Mixes a batch along its first axis.
  ///
  /// @param share λ
  static Tensor mix(Tensor batch, double share) {
    if (share == 1) {
      return batch;
    }
    return batch.mul(new Scalar(share)).add_(batch.roll(new long[] {1}, 0), new Scalar(1 - share));
  }
}
