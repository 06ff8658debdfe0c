package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Pooling;
import shapelaw.torch.Samples;

final class PackedBenchmarkIT {

  @Test
  void processesSideBySideAddUp() throws IOException {
    PackedBenchmark.Result result =
        PackedBenchmark.measure(task(List.of(launch(), launch()), launch()));
    assertThat(result.each()).hasSize(2).allSatisfy(rate -> assertThat(rate).isGreaterThan(1));
    // Medians over the rounds need not add up exactly; the sum has the parts' size.
    assertThat(result.together())
        .isBetween(
            0.3 * (result.each().get(0) + result.each().get(1)),
            3 * (result.each().get(0) + result.each().get(1)));
    assertThat(result.single()).isGreaterThan(1);
    assertThat(result.ratio().median()).isGreaterThan(0.01);
  }

  @Test
  void aProcessThatEndsIsNoticed() {
    var broken = new PackedBenchmark.Launch(List.of("true"), Map.of(), 1);
    assertThatThrownBy(() -> PackedBenchmark.measure(task(List.of(broken), launch())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended");
  }

  private static PackedBenchmark.Task task(
      List<PackedBenchmark.Launch> packed, PackedBenchmark.Launch single) {
    return new PackedBenchmark.Task(Samples.model(Pooling.GAP), 16, 3, 0.3, packed, single);
  }

  private static PackedBenchmark.Launch launch() {
    return new PackedBenchmark.Launch(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path")),
        Map.of("OMP_NUM_THREADS", "1"),
        1);
  }
}
