package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.runs.slurm.SlurmSettings;

class SlurmMappingTest {

  private static SlurmSettings read(String slurm) throws StudyException {
    String text =
        StudyTemplates.example().replaceAll("(?ms)^slurm:\n.*?\n\n", "slurm: " + slurm + "\n\n");
    return StudyFile.parse("study.yaml", text, Path.of("")).infrastructure().slurm();
  }

  @Test
  void withoutKeysTheClustersDefaultsAreTaken() throws Exception {
    assertThat(read("{}")).isEqualTo(SlurmSettings.ofJobs(64));
  }

  @Test
  void everyKeyIsRead() throws Exception {
    SlurmSettings slurm =
        read(
            "{max_jobs: 7, time: 2-00:00:00, memory_gib: 3.5, gpus: 2, partition: p, account: a, qos: q,"
                + " options: [--constraint=x], setup: [module load cuda], java: /j, poll_seconds: 1, settling_seconds: 7}");
    assertThat(slurm.maxJobs()).isEqualTo(7);
    assertThat(slurm.time()).contains("2-00:00:00");
    assertThat(slurm.memoryGib()).hasValue(3.5);
    assertThat(slurm.gpus()).isEqualTo(2);
    assertThat(List.of(slurm.partition(), slurm.account(), slurm.qos(), slurm.java()))
        .containsExactly(Optional.of("p"), Optional.of("a"), Optional.of("q"), Optional.of("/j"));
    assertThat(slurm.options()).containsExactly("--constraint=x");
    assertThat(slurm.setup()).containsExactly("module load cuda");
    assertThat(slurm.pollSeconds()).isEqualTo(1);
    assertThat(slurm.settlingSeconds()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "90, 5400",
    "90:30, 5430",
    "12:00:00, 43200",
    "2-0, 172800",
    "2-01:30, 178200",
    "2-00:00:01, 172801"
  })
  void timeLimitsAreReadAsSlurmReadsThem(String time, long seconds) {
    assertThat(SlurmMapping.seconds(time)).isEqualTo(seconds);
  }

  @Test
  void aTimeLimitLeavesTimeBeforeTheSignal() {
    assertThatThrownBy(() -> read("{time: 2}"))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining(
            "slurm.time must be at least a minute longer than slurm.signal_seconds (120, the default) but was 120 seconds.");
  }

  @Test
  void whatIsNoTimeLimitIsToldWithExamples() {
    assertThatThrownBy(() -> read("{time: 12h}"))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining(
            "slurm.time must be a time limit such as 90 (minutes), 12:00:00 or 2-00:00:00 but was '12h'.");
  }
}
