package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.DeviceChoice;

final class GpuSharesTest {

  @TempDir private Path folder;

  private Path driverWith(String... gpus) throws IOException {
    for (String gpu : gpus) {
      Files.createDirectories(folder.resolve(gpu));
    }
    return folder;
  }

  @Test
  void workersTakeTurnsAtTheGpusThatTheDriverLists() throws IOException {
    GpuShares shares = GpuShares.of(null, driverWith("0000:0a:00.0", "0000:41:00.0"));
    assertThat(shares.environment(0)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "0"));
    assertThat(shares.environment(1)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "1"));
    assertThat(shares.environment(4)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "0"));
  }

  @Test
  void onlyGpusThatThisProcessSeesAreShared() throws IOException {
    GpuShares shares = GpuShares.of("3, GPU-8a5f", driverWith("a", "b", "c", "d"));
    assertThat(shares.gpus()).containsExactly("3", "GPU-8a5f");
    assertThat(shares.environment(1)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-8a5f"));
  }

  @Test
  void whatCudaHidesFromThisProcessStaysHidden() throws IOException {
    Path driver = driverWith("a");
    assertThat(GpuShares.of("", driver).gpus()).isEmpty();
    assertThat(GpuShares.of("-1", driver).gpus()).isEmpty();
    assertThat(GpuShares.of("1,-1,0", driver).gpus()).containsExactly("1");
  }

  @Test
  void withoutADriverOrOnTheCpuNothingIsSet() {
    assertThat(GpuShares.of(null, folder.resolve("missing")).environment(3)).isEmpty();
    assertThat(GpuShares.ofThisMachine(DeviceChoice.CPU)).isEqualTo(new GpuShares(List.of()));
  }
}
