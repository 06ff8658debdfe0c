package shapelaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineTest {

  private static final List<String> TWO_CORES_OF_TWO_THREADS =
      """
      model name\t: Some EPYC
      physical id\t: 0
      core id\t\t: 0
      flags\t\t: fpu avx512f avx512_bf16
      model name\t: Some EPYC
      physical id\t: 0
      core id\t\t: 1
      physical id\t: 0
      core id\t\t: 0
      physical id\t: 0
      core id\t\t: 1
      """
          .lines()
          .toList();

  @Test
  void threadsOfOneCoreCountOnce() {
    Machine machine = Machine.of(TWO_CORES_OF_TWO_THREADS, List.of(), 4, 1L << 30);
    assertThat(machine.physicalCores()).contains(2);
    assertThat(machine.logicalCores()).isEqualTo(4);
    assertThat(machine.description()).startsWith("Some EPYC, 4 cores, ");
  }

  @Test
  void bfloat16IsNativeIfTheProcessorSaysSo() {
    assertThat(Machine.of(TWO_CORES_OF_TWO_THREADS, List.of(), 4, 1).bfloat16Instructions())
        .contains("avx512_bf16");
    assertThat(Machine.of(List.of("flags : avx2"), List.of(), 4, 1).bfloat16Instructions())
        .isEmpty();
  }

  @Test
  void freeMemoryIsWhatTheKernelCallsAvailable() {
    Machine machine = Machine.of(List.of(), List.of("MemAvailable:    1024 kB"), 1, 1L << 30);
    assertThat(machine.freeMemoryBytes()).isEqualTo(1L << 20);
    assertThat(Machine.of(List.of(), List.of(), 1, 7).freeMemoryBytes()).isEqualTo(7);
  }
}
