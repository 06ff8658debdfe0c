package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FailureWatchTest {

  @Test
  void reasonsThatDifferInNumbersAreOne() {
    assertThat(FailureWatch.withoutNumbers("0.26 GiB used of 0.25"))
        .isEqualTo(FailureWatch.withoutNumbers("1,024.5 GiB used of 3"))
        .isNotEqualTo(FailureWatch.withoutNumbers("0.26 MiB used of 0.25"));
  }
}
