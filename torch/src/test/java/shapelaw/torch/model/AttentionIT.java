package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import shapelaw.torch.TorchRuntime;

final class AttentionIT {

  private static final int HEADS = 3;
  private static final long HEAD_SIZE = 4;
  private static final long TOKENS = 5;
  private static final long BATCH = 2;
  private static final double SCALE = 0.7;

  @Test
  void bothFormsGiveTheSameValuesAndGradients() {
    TorchRuntime.start(1);
    try (var _ = new PointerScope()) {
      Tensor fused =
          torch
              .zeros(
                  new long[] {BATCH * TOKENS, 3 * HEADS * HEAD_SIZE},
                  new TensorOptions(ScalarType.Double))
              .normal_(0, 1, new GeneratorOptional());
      Pass atOnce = pass(new Attention(HEADS, SCALE, TOKENS), fused);
      Pass inBlocks = pass(new Attention(HEADS, SCALE, TOKENS - 1), fused);
      // Double precision: only the order of sums differs.
      assertThat(distance(atOnce.output(), inBlocks.output())).isLessThan(1e-12);
      assertThat(distance(atOnce.gradient(), inBlocks.gradient())).isLessThan(1e-12);
      assertThat(atOnce.gradient().norm().item_double()).isGreaterThan(0.1);
    }
  }

  private record Pass(Tensor output, Tensor gradient) {}

  private static Pass pass(Attention attention, Tensor fused) {
    Tensor leaf = fused.detach().clone().requires_grad_(true);
    Tensor output = attention.apply(leaf, TOKENS);
    output.mul(output).sum().backward();
    return new Pass(output.detach(), leaf.grad());
  }

  private static double distance(Tensor a, Tensor b) {
    return a.sub(b).norm().item_double();
  }
}
