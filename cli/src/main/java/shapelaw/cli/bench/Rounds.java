package shapelaw.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import shapelaw.cli.bench.FitTask.Kind;
import shapelaw.numerics.Quantiles;

/// One method's fits of one kind, in rounds that take turns with those of other methods.
final class Rounds {

  private final LawMethod method;
  private final Kind kind;
  private final int fits;
  private final List<FitTask.Answer> answers = new ArrayList<>();
  private int next;

  /// @param fits different starts or replicates
  Rounds(LawMethod method, Kind kind, int fits) {
    this.method = method;
    this.kind = kind;
    this.fits = fits;
  }

  /// Lets the method run without counting what it did.
  void warmUp(double seconds) {
    method.fit(new FitTask(kind, 0, seconds, Integer.MAX_VALUE));
  }

  /// One round that goes on where the last one ended.
  void run(double seconds, int most) {
    FitTask.Answer answer = method.fit(new FitTask(kind, next % fits, seconds, most));
    next += answer.values().length;
    answers.add(answer);
  }

  /// Fits a second, median of the rounds.
  double perSecond() {
    return Quantiles.of(
        answers.stream().mapToDouble(a -> a.values().length / a.seconds()).toArray(), 0.5);
  }

  /// Seconds of a round, median.
  double seconds() {
    return Quantiles.of(answers.stream().mapToDouble(FitTask.Answer::seconds).toArray(), 0.5);
  }

  /// Lowers each target to the least value that was found for it; fit i belongs to target i modulo
  /// their number.
  void improve(double[] targets) {
    double[] values = values();
    for (int i = 0; i < values.length; i++) {
      targets[i % targets.length] = Math.min(targets[i % targets.length], values[i]);
    }
  }

  /// Share of the fits that came within a relative `tolerance` of their target.
  double shareAt(double[] targets, double tolerance) {
    double[] values = values();
    long reached =
        IntStream.range(0, values.length)
            .filter(i -> values[i] <= targets[i % targets.length] * (1 + tolerance))
            .count();
    return (double) reached / values.length;
  }

  /// The least value of all fits.
  double least() {
    return Arrays.stream(values()).min().orElse(Double.POSITIVE_INFINITY);
  }

  /// Of all fits, in the order of starts or replicates, which begins anew behind the last.
  private double[] values() {
    return answers.stream().flatMapToDouble(a -> Arrays.stream(a.values())).toArray();
  }
}
