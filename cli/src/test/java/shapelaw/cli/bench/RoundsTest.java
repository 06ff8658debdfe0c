package shapelaw.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shapelaw.cli.bench.FitTask.Kind;

class RoundsTest {

  /// Makes two fits in as many seconds as its name says; each ends at the number of its start.
  private record Slow(String name) implements LawMethod {
    @Override
    public FitTask.Answer fit(FitTask task) {
      double[] values =
          IntStream.range(task.first(), task.first() + 2).mapToDouble(i -> i + 1).toArray();
      return new FitTask.Answer(Double.parseDouble(name), values);
    }
  }

  @Test
  void roundsGoOnWhereTheLastOneEnded() {
    var rounds = new Rounds(new Slow("4"), Kind.COLD, 6);
    for (int round = 0; round < 3; round++) {
      rounds.run(1, 2);
    }
    double[] targets = new double[6];
    Arrays.fill(targets, Double.POSITIVE_INFINITY);
    rounds.improve(targets);
    assertThat(targets).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(rounds.perSecond()).isEqualTo(0.5);
    assertThat(rounds.least()).isEqualTo(1);
  }

  @Test
  void coldFitsShareOneOptimumAndReplicatesHaveEachTheirOwn() {
    List<LawMethod> methods = List.of(new Slow("1"), new Slow("2"));
    var cold = new Contest(Kind.COLD, methods, 4, 1);
    var bootstrap = new Contest(Kind.BOOTSTRAP, methods, 4, 4);
    for (Contest contest : List.of(cold, bootstrap)) {
      contest.rounds().forEach(r -> r.run(1, 2));
      contest.rounds().forEach(r -> r.run(1, 2));
    }
    assertThat(cold.speed(1).orElseThrow().share()).isEqualTo(0.25);
    // One start a second, of which each fourth reaches the optimum.
    assertThat(cold.speed(1).orElseThrow().millisecondsToOptimum()).isCloseTo(4000, within(1e-9));
    assertThat(bootstrap.speed(1).orElseThrow().share()).isEqualTo(1);
  }

  @Test
  void withoutFitsThereIsNoContest() {
    var none = new Contest(Kind.BOOTSTRAP, List.of(new Slow("1")), 0, 0);
    assertThat(none.rounds()).isEmpty();
    assertThat(none.speed(0)).isEmpty();
  }
}
