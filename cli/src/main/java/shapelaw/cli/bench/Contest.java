package shapelaw.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import shapelaw.cli.bench.FitTask.Kind;
import shapelaw.numerics.MultiStart;

/// The rounds of several methods that make the same fits, judged by the best that any of them
/// found.
final class Contest {

  private final List<Rounds> rounds;
  private final int targets;

  /// @param kind of the fits
  /// @param methods that compete
  /// @param fits different starts or replicates; 0 for no contest
  /// @param targets how many different optima they have: 1 or as many as fits
  Contest(Kind kind, List<LawMethod> methods, int fits, int targets) {
    this.targets = targets;
    rounds =
        fits == 0
            ? List.of()
            : methods.stream().map(method -> new Rounds(method, kind, fits)).toList();
  }

  /// In the order of the methods.
  List<Rounds> rounds() {
    return rounds;
  }

  /// What a method reached; empty without a contest.
  Optional<LawBenchmark.Speed> speed(int method) {
    if (rounds.isEmpty()) {
      return Optional.empty();
    }
    double[] best = new double[targets];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    rounds.forEach(r -> r.improve(best));
    Rounds own = rounds.get(method);
    return Optional.of(
        new LawBenchmark.Speed(
            own.perSecond(), own.shareAt(best, MultiStart.SAME_OPTIMUM), own.seconds()));
  }
}
