package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {

  @Test
  void aRoundIsFilledWithWhatTheSecondTryTook() {
    var asked = new ArrayList<Integer>();
    var rounds =
        new Rounds(
            1,
            repetitions -> {
              asked.add(repetitions);
              return asked.size() == 1 ? 10 : repetitions * 0.05; // cold, then warm
            });
    rounds.run();
    assertThat(asked).containsExactly(2, 2, 20);
    assertThat(rounds.medianSeconds()).isEqualTo(0.05);
  }

  @Test
  void speedsAreComparedRoundByRound() {
    Rounds own = alternating(1, 2, 4);
    Rounds peer = alternating(2, 2, 2);
    assertThat(own.speedsOver(peer)).containsExactly(2, 1, 0.5);
    TrainingBenchmark.Ratio ratio = TrainingBenchmark.Ratio.of(own.speedsOver(peer));
    assertThat(List.of(ratio.lowest(), ratio.median(), ratio.highest()))
        .containsExactly(0.5, 1.0, 2.0);
  }

  /// Rounds that take these seconds for each repetition.
  private static Rounds alternating(double... seconds) {
    int[] calls = {0};
    var rounds =
        new Rounds(1, repetitions -> repetitions * (calls[0]++ < 2 ? 1 : seconds[calls[0] - 3]));
    for (int i = 0; i < seconds.length; i++) {
      rounds.run();
    }
    return rounds;
  }
}
