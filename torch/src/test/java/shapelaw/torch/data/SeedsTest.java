package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void neighbouringSeedsStreamsAndIndicesGiveDistinctSeeds() {
    Set<Long> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      for (int stream = 0; stream < 20; stream++) {
        for (int index = 0; index < 20; index++) {
          seen.add(Seeds.of(seed, stream, index));
        }
      }
    }
    assertThat(seen).hasSize(20 * 20 * 20);
  }

  @Test
  void boundedNumbersCoverTheirRangeAndNothingElse() {
    Set<Integer> seen = new HashSet<>();
    for (int index = 0; index < 1000; index++) {
      seen.add(Seeds.bounded(Seeds.of(1, 2, index), 7));
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
  }
}
