package shapelaw.torch.bench;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;
import shapelaw.torch.model.VitModel;

/// A model with noise for weights that answers a batch of noise: the time of a forward pass does
/// not depend on the numbers. A block of noise is copied all over the weights, which takes seconds
/// for billions of them where drawing each takes a minute.
///
/// Native memory: all of it is freed by [#close()].
final class NoiseModel implements AutoCloseable {

  private static final int NOISE_NUMBERS = 1 << 20;

  /// Bound of the weights: small enough that nothing overflows in any depth.
  private static final double BOUND = 0.03;

  private final ComputeSetting setting;
  private final PointerScope scope = new PointerScope();
  private final VitModel model;
  private final Tensor images;

  NoiseModel(VisionTransformer shape, int batch, ComputeSetting setting) {
    this.setting = setting;
    Parameters parameters = Parameters.frozen(ParameterLayout.of(shape), setting.options());
    fill(parameters.values());
    model = new VitModel(parameters);
    long size = shape.imageSize();
    images =
        torch
            .empty(
                new long[] {batch, shape.channels(), size, size},
                setting.options(),
                new MemoryFormatOptional())
            .uniform_(-1, 1, new GeneratorOptional());
  }

  private void fill(Tensor values) {
    try (var _ = new PointerScope()) {
      Tensor noise =
          torch
              .empty(new long[] {NOISE_NUMBERS}, setting.options(), new MemoryFormatOptional())
              .uniform_(-BOUND, BOUND, new GeneratorOptional());
      for (long at = 0; at < values.numel(); at += NOISE_NUMBERS) {
        try (var _ = new PointerScope()) {
          long count = Math.min(NOISE_NUMBERS, values.numel() - at);
          values.narrow(0, at, count).copy_(noise.narrow(0, 0, count));
        }
      }
    }
  }

  /// Seconds of one forward pass up to the pre-logits.
  double passSeconds() {
    try (var _ = new PointerScope();
        var _ = new InferenceMode(true)) {
      long start = System.nanoTime();
      model.features(images);
      setting.finish();
      return (System.nanoTime() - start) * 1e-9;
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
