package shapelaw.torch.bench;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.cost.CostModel;

/// Speed of a large square matrix product: what a model that does nothing else could reach.
final class GemmPeak {

  /// Large enough that a CPU's threads are busy, small enough for its last cache.
  private static final int CPU_SIZE = 1536;

  /// Large enough for all multiprocessors of a large GPU.
  private static final int GPU_SIZE = 8192;

  private static final int REPETITIONS = 10;

  private GemmPeak() {}

  /// Measures ten products after one to warm up.
  ///
  /// @return FLOPs a second
  static double flopsPerSecond(ComputeSetting setting) {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      long size = setting.resolved().is_cuda() ? GPU_SIZE : CPU_SIZE;
      Tensor a = torch.rand(new long[] {size, size}, setting.options());
      Tensor b = torch.rand(new long[] {size, size}, setting.options());
      Tensor product = torch.mm(a, b);
      setting.finish();
      long start = System.nanoTime();
      for (int i = 0; i < REPETITIONS; i++) {
        torch.mm_out(product, a, b);
      }
      setting.finish();
      double seconds = (System.nanoTime() - start) * 1e-9;
      double flops = (double) CostModel.FLOPS_PER_MULTIPLY_ADD * size * size * size;
      return REPETITIONS * flops / seconds;
    }
  }
}
