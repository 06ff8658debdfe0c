package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Precision;
import shapelaw.run.Provenance;
import shapelaw.run.TrainingFailure;

final class TorchRuntimeIT {

  @Test
  void cudaWithoutAGpuSaysWhyAndWhatHelps() {
    assumeThat(TorchRuntime.gpu()).isInstanceOf(GpuSupport.Unusable.class);
    try (var _ = new PointerScope()) {
      assertThatThrownBy(() -> TorchRuntime.device(DeviceChoice.CUDA))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("device must be a GPU that libtorch can use but ");
      assertThat(TorchRuntime.device(DeviceChoice.AUTO).is_cpu()).isTrue();
    }
  }

  @Test
  void aGpuIsTakenWhereThereIsOne() {
    assumeThat(TorchRuntime.gpu()).isInstanceOf(GpuSupport.Usable.class);
    try (var _ = new PointerScope()) {
      assertThat(TorchRuntime.device(DeviceChoice.AUTO).is_cuda()).isTrue();
      assertThat(TorchRuntime.device(DeviceChoice.CPU).is_cpu()).isTrue();
      assertThat(TorchRuntime.describe(TorchRuntime.device(DeviceChoice.CUDA)))
          .startsWith("cuda (");
    }
  }

  @Test
  void float32ProductsOnGpusAreNotRoundedToTf32() {
    TorchRuntime.start();
    assertThat(torch.globalContext().allowTF32CuBLAS()).isFalse();
    assertThat(torch.globalContext().allowTF32CuDNN()).isFalse();
  }

  @Test
  void provenanceTellsWhatChangesTheNumbers() {
    try (var _ = new PointerScope()) {
      Provenance provenance =
          TorchRuntime.provenance(3, TorchRuntime.device(DeviceChoice.CPU), Precision.BFLOAT16);
      assertThat(provenance.settings())
          .containsEntry("threads", "3")
          .containsEntry("device", "cpu")
          .containsEntry("precision", "bfloat16");
      assertThat(provenance.libraries().get("libtorch")).startsWith("2.13.0");
    }
  }

  @Test
  void theTrainerRefusesADeviceThatIsNotThere() {
    assumeThat(TorchRuntime.gpu()).isInstanceOf(GpuSupport.Unusable.class);
    assertThatThrownBy(() -> LibtorchTrainer.device(DeviceChoice.CUDA))
        .isInstanceOf(TrainingFailure.class)
        .hasMessageContaining("device must be a GPU");
  }
}
