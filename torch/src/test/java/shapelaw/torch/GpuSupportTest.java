package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class GpuSupportTest {

  private static final NvidiaDriver NO_DRIVER = new NvidiaDriver(Optional.empty(), List.of());
  private static final NvidiaDriver H100 =
      new NvidiaDriver(
          Optional.of("580.65.06"), List.of(new Gpu("NVIDIA H100", OptionalLong.of(80L << 30))));

  @Test
  void whatCudaSeesIsUsable() {
    assertThat(GpuSupport.of(true, 2, H100, null))
        .isEqualTo(new GpuSupport.Usable(Optional.of("580.65.06"), 2, H100.gpus()))
        .hasToString("2: NVIDIA H100, 80 GiB, driver 580.65.06");
  }

  @Test
  void aMissingDriverComesFirst() {
    assertThat(GpuSupport.of(false, 0, NO_DRIVER, null).toString())
        .startsWith("none: no NVIDIA driver was found. ")
        .contains("install its driver");
  }

  @Test
  void aBuildForTheCpuAloneNamesTheSwitch() {
    assertThat(GpuSupport.of(false, 0, H100, null).toString())
        .contains("libtorch is for the CPU alone", "580.65.06", "NVIDIA H100", "SHAPELAW_CUDA=1");
  }

  @Test
  void hiddenGpusAreNotCalledMissing() {
    assertThat(GpuSupport.of(true, 0, H100, "").toString())
        .contains("CUDA_VISIBLE_DEVICES is ''", "Unset it");
  }

  @Test
  void whoAskedForAGpuHearsWhatIsMissingAndWhatElseToAskFor() {
    assertThat(new GpuSupport.Unusable("there is none", "Buy one.").refusal())
        .isEqualTo(
            "device must be a GPU that libtorch can use but there is none. Buy one. Or ask for auto or cpu instead of cuda.");
  }

  @Test
  void anOldDriverIsSuspectedWhenNothingElseIsWrong() {
    assertThat(GpuSupport.of(true, 0, H100, null).toString())
        .contains("CUDA finds no GPU", "older than this CUDA needs");
  }
}
