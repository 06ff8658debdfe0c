package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;

class DataBenchmarkTest {

  @Test
  void countsWhatIsMade() throws InterruptedException {
    ImageSource source = ImageSources.open(new DataSpec.Fractals(16, 4, 2, 1));
    var throughput = DataBenchmark.measure(source, 2, Duration.ofMillis(50));
    assertThat(throughput.imageSize()).isEqualTo(16);
    assertThat(throughput.threads()).isEqualTo(2);
    // A picture takes between a microsecond and, on a crowded machine, some milliseconds.
    assertThat(throughput.imagesPerSecond()).isBetween(100.0, 1e6);
    assertThat(throughput.imagesPerSecondWithThreads()).isBetween(100.0, 2e6);
  }
}
