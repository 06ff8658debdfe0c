package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NvidiaDriverTest {

  @TempDir private Path proc;

  @ParameterizedTest
  @CsvSource({
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024, 550.54.14",
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build, 580.65.06"
  })
  void theKernelModuleSaysItsVersion(String line, String version) throws IOException {
    Files.writeString(proc.resolve("version"), line + "\nGCC version:  gcc version 12.2.0\n");
    assertThat(NvidiaDriver.of(proc, List.of()).version()).contains(version);
  }

  @Test
  void gpusAreFoundWithoutTheTool() throws IOException {
    Path folder = Files.createDirectories(proc.resolve("gpus/0000:0a:00.0"));
    Files.writeString(
        folder.resolve("information"),
        "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 42\nBus Type: \t PCIe\n");
    assertThat(NvidiaDriver.of(proc, List.of()).gpus())
        .containsExactly(new Gpu("NVIDIA H100 80GB HBM3", OptionalLong.empty()));
  }

  @Test
  void theToolKnowsTheMemory() {
    NvidiaDriver driver =
        NvidiaDriver.of(
            proc,
            List.of("580.65.06, 81559, NVIDIA H100", "580.65.06, [N/A], NVIDIA GH200, 480GB"));
    assertThat(driver.version()).contains("580.65.06");
    assertThat(driver.gpus())
        .containsExactly(
            new Gpu("NVIDIA H100", OptionalLong.of(81_559L << 20)),
            new Gpu("NVIDIA GH200, 480GB", OptionalLong.empty()));
    assertThat(driver.gpus().getFirst()).hasToString("NVIDIA H100, 80 GiB");
  }

  @Test
  void withoutADriverThereIsNothing() {
    assertThat(NvidiaDriver.of(proc, List.of("No devices were found")))
        .isEqualTo(new NvidiaDriver(Optional.empty(), List.of()));
  }
}
