package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemoryGuardTest {

  private static final long MIB = 1L << 20;

  @Test
  void whoSetTheLimitIsToldOfItsKey() {
    assertThat(new MemoryGuard.Excess(288 * MIB, 256 * MIB, true).reason())
        .startsWith("out of memory: 0.28 GiB used of 0.25 (workers.memory_gib).")
        .contains("raise workers.memory_gib")
        .doesNotContain("workers.count");
    assertThat(new MemoryGuard.Excess(288 * MIB, 256 * MIB, false).reason())
        .contains("(one worker's)", "workers.count");
  }
}
