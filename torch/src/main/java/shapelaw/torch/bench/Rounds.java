package shapelaw.torch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import shapelaw.numerics.Quantiles;

/// Times of something that takes turns with others.
final class Rounds {

  private static final int MOST_REPETITIONS = 1_000_000;

  private final IntToDoubleFunction work;
  private final int repetitions;
  private final List<Double> seconds = new ArrayList<>();

  /// Warms up, and finds how many repetitions fill a round.
  ///
  /// @param roundSeconds of a round
  /// @param work takes a number of repetitions and answers with seconds
  Rounds(double roundSeconds, IntToDoubleFunction work) {
    this.work = work;
    double cold = work.applyAsDouble(2) / 2;
    double each = Math.min(cold, work.applyAsDouble(2) / 2);
    this.repetitions = Math.clamp(Math.round(roundSeconds / each), 1, MOST_REPETITIONS);
  }

  /// Takes a turn of about the seconds of a round.
  void run() {
    seconds.add(work.applyAsDouble(repetitions) / repetitions);
  }

  /// Seconds of one repetition: median over the rounds.
  double medianSeconds() {
    return Quantiles.of(seconds.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }

  /// How many times faster this is than another that took turns with it, round by round.
  double[] speedsOver(Rounds other) {
    return IntStream.range(0, seconds.size())
        .mapToDouble(i -> other.seconds.get(i) / seconds.get(i))
        .toArray();
  }
}
