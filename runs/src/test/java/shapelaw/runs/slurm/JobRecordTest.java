package shapelaw.runs.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRecordTest {

  /// As Slurm 22.05 writes it.
  private static String row(String state, String exitCode, String reason) {
    return "%-24s%-16s%-20s%-16s%-48s%-80s"
        .formatted("812", "5", state, exitCode, reason, "shapelaw-0a1b2c3d-17-0");
  }

  private static JobRecord parse(String state, String exitCode, String reason) {
    return JobRecord.parse(row(state, exitCode, reason)).orElseThrow();
  }

  @Test
  void aRowBecomesATask() {
    assertThat(parse("RUNNING", "0", "None"))
        .isEqualTo(
            new JobRecord(new JobId(812, 5), "RUNNING", 0, "None", "shapelaw-0a1b2c3d-17-0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "slurm_load_jobs error: Unable to contact slurm controller"})
  void whatIsNoRowIsPassedOver(String text) {
    assertThat(JobRecord.parse(text)).isEmpty();
  }

  @Test
  void aJobWithoutAnArrayIsPassedOver() {
    assertThat(JobRecord.parse(row("RUNNING", "0", "None").replaceFirst("5  ", "N/A"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0, 0",
    "FAILED, 19200, 75",
    "FAILED, 75:0, 75",
    "FAILED, 9, 137",
    "FAILED, 0:9, 137",
    "FAILED, 256, 1"
  })
  void anExitCodeIsReadAsAShellTellsIt(String state, String exitCode, int code) {
    assertThat(parse(state, exitCode, "None").exitCode()).hasValue(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "CANCELLED"})
  void anEndThatSlurmBroughtAboutHasNoExitCodeOfTheTrial(String state) {
    JobRecord job = parse(state, "15", "None");
    assertThat(job.hasEnded()).isTrue();
    assertThat(job.exitCode()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "REQUEUED"})
  void otherStatesAreNoEnd(String state) {
    assertThat(parse(state, "0", "None").hasEnded()).isFalse();
  }

  @Test
  void whatWaitsForAPersonIsKnown() {
    assertThat(parse("PENDING", "0", "launch_failed_requeued_held").isHeld()).isTrue();
    assertThat(parse("PENDING", "0", "JobHeldUser").isHeld()).isTrue();
    assertThat(parse("PENDING", "0", "Priority").isHeld()).isFalse();
  }

  @Test
  void handlesAreReadBack() {
    assertThat(JobId.ofHandle(new JobId(812, 5).handle())).contains(new JobId(812, 5));
    assertThat(JobId.ofHandle("pid:4711")).isEmpty();
  }
}
