package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuSharesTest {

  @Test
  void readsTheKernelsListOfCores() {
    assertThat(CpuShares.parse("\t0-3,8,10-11\n")).containsExactly(0, 1, 2, 3, 8, 10, 11);
    assertThat(CpuShares.parse("5")).containsExactly(5);
  }

  @Test
  void workersGetEqualSharesThatDoNotOverlap() {
    CpuShares shares = CpuShares.divide(List.of(0, 1, 4, 5, 6), 2, 2);
    assertThat(shares.shares()).containsExactly(List.of(0, 1), List.of(4, 5));
    assertThat(shares.commandPrefix(1)).containsExactly("taskset", "-c", "4,5");
  }

  @Test
  void aLoneWorkerGetsAllCoresSoThatDataCanBeMadeBesideTraining() {
    assertThat(CpuShares.divide(List.of(0, 1, 2, 3), 1, 2).commandPrefix(0))
        .containsExactly("taskset", "-c", "0,1,2,3");
  }

  @Test
  void nothingIsPinnedWhenThereAreMoreThreadsThanCores() {
    assertThat(CpuShares.divide(List.of(0, 1, 2, 3), 3, 2).commandPrefix(2)).isEmpty();
    assertThat(CpuShares.divide(List.of(), 1, 1).commandPrefix(0)).isEmpty();
  }
}
