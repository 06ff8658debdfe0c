package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixProductsIT {

  @ParameterizedTest
  @CsvSource({"512, 384, 1536", "64, 1536, 384", "7, 13, 5", "384, 8192, 96"})
  void productsHaveTheAccuracyOfFloat32WhoeverMakesThem(long rows, long inner, long columns) {
    TorchRuntime.start(1);
    try (var _ = new PointerScope()) {
      Tensor a = torch.empty(rows, inner).uniform_(-1, 1, new GeneratorOptional());
      Tensor b = torch.empty(inner, columns).uniform_(-1, 1, new GeneratorOptional());
      Tensor exact = torch.mm(a.to(ScalarType.Double), b.to(ScalarType.Double));
      double error = torch.mm(a, b).sub(exact).norm().item_double() / exact.norm().item_double();
      // Rounding of each of the sum's terms, in a random walk: 2^-24 · sqrt(8192) = 5e-6.
      assertThat(error).isLessThan(5e-6);
    }
  }
}
