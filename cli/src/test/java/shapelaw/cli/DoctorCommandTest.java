package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import shapelaw.torch.Gpu;
import shapelaw.torch.GpuSupport;

final class DoctorCommandTest {

  @Test
  void whatIsThereIsOneAlignedLine() {
    assertThat(Finding.found("BLAS", "mkl 2025.3"))
        .hasToString("ok  BLAS             mkl 2025.3\n");
  }

  @Test
  void whatIsMissingComesWithItsReasonAndAWayOut() {
    assertThat(DoctorCommand.gpu(new GpuSupport.Unusable("no driver was found", "Install it.")))
        .hasToString("--  GPU              not usable: no driver was found. Install it.\n");
    assertThat(DoctorCommand.bfloat16(Optional.empty()).toString())
        .startsWith("--  bfloat16 on CPU  emulated")
        .contains("precision: float32");
    assertThat(DoctorCommand.jpeg("ImageIO of JDK 25").toString())
        .startsWith("--  JPEG decoder")
        .contains("libturbojpeg0");
  }

  @Test
  void aUsableGpuIsNamedWithItsDriver() {
    var gpu = new Gpu("NVIDIA H100", OptionalLong.of(80L << 30));
    assertThat(
            DoctorCommand.gpu(
                new GpuSupport.Usable(Optional.of("580.65.06"), 2, List.of(gpu, gpu))))
        .hasToString("ok  GPU              2: NVIDIA H100, 80 GiB, driver 580.65.06\n");
  }

  @Test
  void fasterDecodersAreNotComplainedOf() {
    assertThat(DoctorCommand.jpeg("libjpeg-turbo 2.1.5").present()).isTrue();
    assertThat(DoctorCommand.bfloat16(Optional.of("avx512_bf16")).found())
        .isEqualTo("in hardware (avx512_bf16)");
  }
}
