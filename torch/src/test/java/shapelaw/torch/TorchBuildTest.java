package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TorchBuildTest {

  private static final String MAP_FIELDS = "7f05a0000000-7f05a1000000 r-xp 00000000 fe:01 1311 ";

  @Test
  void readsWhatABuildWithCudaAndMklSaysOfItself() {
    TorchBuild build =
        TorchBuild.of(
            """
            PyTorch built with:
              - GCC 13.3
              - CUDA Runtime 13.0
              - Build settings: BLAS_INFO=mkl, TORCH_VERSION=2.13.0, USE_CUDA=ON,
            """,
            "Intel(R) oneAPI Math Kernel Library Version 2024.2-Product Build 20240605 for Intel(R) 64",
            Stream.of(
                MAP_FIELDS + "   /usr/lib/libc.so.6",
                MAP_FIELDS + "   /home/some one/torch/lib/libtorch_cpu.so"));
    assertThat(build.version()).isEqualTo("2.13.0");
    assertThat(build.cuda()).contains("13.0");
    assertThat(build.mkl()).contains("2024.2");
    assertThat(build.file()).contains(Path.of("/home/some one/torch/lib/libtorch_cpu.so"));
  }

  @Test
  void aBuildForTheCpuHasNoCuda() {
    TorchBuild build =
        TorchBuild.of("TORCH_VERSION=2.13.0, USE_CUDA=0, ", "MKL not found", Stream.of());
    assertThat(build.cuda()).isEmpty();
    assertThat(build.mkl()).isEmpty();
    assertThat(build.file()).isEmpty();
  }
}
