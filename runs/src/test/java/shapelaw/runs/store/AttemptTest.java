package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is known of an attempt whose coordinator may be dead.
final class AttemptTest {

  @ParameterizedTest
  @CsvSource({
    "pid:4711,    true,  RUNNING",
    "pid:4711,    false, LOST",
    ",            true,  RUNNING",
    ",            false, LOST",
    "slurm:812_5, true,  RUNNING",
    "slurm:812_5, false, RUNNING",
  })
  void onlyWhatRunsElsewhereOutlivesItsCoordinator(
      @Nullable String handle, boolean coordinated, AttemptStatus now) {
    assertThat(attempt(AttemptStatus.RUNNING, handle).statusNow(coordinated)).isEqualTo(now);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
  void anEndThatWasNotedStays(AttemptStatus end) {
    assertThat(attempt(end, "pid:4711").statusNow(false)).isEqualTo(end);
    assertThat(attempt(end, "pid:4711").statusNow(true)).isEqualTo(end);
  }

  private static Attempt attempt(AttemptStatus status, @Nullable String handle) {
    return new Attempt(
        1,
        "0a1b2c",
        1,
        Instant.EPOCH,
        Optional.empty(),
        status,
        "",
        "here",
        Optional.ofNullable(handle));
  }
}
