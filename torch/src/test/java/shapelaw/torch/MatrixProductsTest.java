package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixProductsTest {

  @ParameterizedTest
  @CsvSource({
    "AuthenticAMD, avx2 avx512f,          AVX512, ONEDNN",
    "AuthenticAMD, avx2,                  AVX2,   BLAS",
    "GenuineIntel, avx2 avx512f,          AVX512, BLAS",
    "GenuineIntel, avx2 avx512f amx_tile, AVX512, BLAS",
    "AuthenticAMD, avx2 avx512f amx_tile, AVX512, BLAS"
  })
  void oneDnnMultipliesWhereMklLeavesAvx512IdleAndNothingIsRounded(
      String vendor, String flags, String capability, MatrixProducts expected) {
    assertThat(MatrixProducts.faster(machine(vendor, flags), capability)).isEqualTo(expected);
  }

  @Test
  void aMachineThatSaysNothingKeepsItsBlas() {
    assertThat(MatrixProducts.faster(Machine.of(List.of(), List.of(), 1, 1), "DEFAULT"))
        .isEqualTo(MatrixProducts.BLAS);
  }

  @Test
  void oneDnnThatRoundsIsLeftOutSilentlyOnlyIfNobodyAskedForIt() {
    var obstacle = Optional.of("its products had a relative error of 1e-3");
    assertThat(MatrixProducts.oneDnnUnless(obstacle, false)).isEqualTo(MatrixProducts.BLAS);
    assertThatIllegalStateException()
        .isThrownBy(() -> MatrixProducts.oneDnnUnless(obstacle, true))
        .withMessageContaining("-Dshapelaw.matrixProducts=onednn")
        .withMessageContaining("relative error of 1e-3. Maybe leave the property out");
    assertThat(MatrixProducts.oneDnnUnless(Optional.empty(), true))
        .isEqualTo(MatrixProducts.ONEDNN);
  }

  private static Machine machine(String vendor, String flags) {
    return Machine.of(List.of("vendor_id\t: " + vendor, "flags\t\t: " + flags), List.of(), 1, 1);
  }
}
