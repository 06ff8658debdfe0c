package shapelaw.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shapelaw.cli.bench.FitTask.Kind;
import shapelaw.cli.bench.ScipyMethod.Variant;
import shapelaw.torch.bench.PythonPeer;

/// Fits of laws to published data, beside scipy's on the same points from the same starts, one
/// thread each. The methods take turns, so that whatever else the machine does hits all of them,
/// and medians are compared.
public final class LawBenchmark {

  private static final double WARM_UP_SECONDS = 2;
  private static final int GEMSTONES_STARTS = 24;

  private LawBenchmark() {}

  /// How long to measure.
  ///
  /// @param rounds of each method, ≥ 1
  /// @param seconds of a round, > 0
  public record Effort(int rounds, double seconds) {
    public Effort {
      if (rounds < 1 || !(seconds > 0)) {
        throw new IllegalArgumentException(
            "rounds must be at least 1 and seconds above 0 but were %d and %s."
                .formatted(rounds, seconds));
      }
    }
  }

  /// What was measured on one law.
  ///
  /// @param law as an equation
  /// @param points of the data
  /// @param delta δ of Huber's error
  /// @param methods Shapelaw first
  public record Result(String law, int points, double delta, List<Row> methods) {
    public Result {
      methods = List.copyOf(methods);
    }
  }

  /// One method.
  ///
  /// @param name of the method
  /// @param best the least objective from all its starts
  /// @param cold from random starts
  /// @param bootstrap from the optimum, on rows drawn with replacement; empty where not measured
  public record Row(String name, double best, Speed cold, Optional<Speed> bootstrap) {}

  /// Fits of one kind.
  ///
  /// @param perSecond fits a second, median of the rounds
  /// @param share of the fits whose objective is within [shapelaw.numerics.MultiStart#SAME_OPTIMUM]
  ///   of the best that any method found
  /// @param roundSeconds a round took, median
  public record Speed(double perSecond, double share, double roundSeconds) {

    /// Expected time until one fit has reached the optimum, infinite if none did.
    public double millisecondsToOptimum() {
      return 1e3 / (perSecond * share);
    }
  }

  /// The version of scipy, if a Python that has it was found.
  public static Optional<String> scipyVersion() {
    try (PythonPeer peer = ScipyMethod.start().orElse(null)) {
      return Optional.ofNullable(peer).map(PythonPeer::version);
    }
  }

  /// The Chinchilla law: random starts and a bootstrap, in rounds of equal time.
  ///
  /// @param file CSV with columns N, D and loss; null for the points of the paper's Figure 4
  public static Result chinchilla(@Nullable Path file, Effort effort) throws IOException {
    LawProblem problem = file == null ? LawProblem.chinchilla() : LawProblem.chinchilla(file);
    return measure(problem, List.of(Variant.values()), effort, Integer.MAX_VALUE);
  }

  /// The law of width, depth, parameters and tokens on the Gemstones models: all starts in each
  /// round, however long they take, with L-BFGS-B.
  ///
  /// @param rounds of all starts
  public static Result gemstones(int rounds) {
    return measure(
        LawProblem.gemstones(GEMSTONES_STARTS),
        List.of(Variant.LBFGSB_ANALYTIC, Variant.LBFGSB_TIGHT),
        new Effort(rounds, Double.MAX_VALUE),
        GEMSTONES_STARTS);
  }

  private static Result measure(
      LawProblem problem, List<Variant> variants, Effort effort, int most) {
    var own = new OwnMethod(problem);
    Optional<PythonPeer> scipy = ScipyMethod.start();
    try {
      List<LawMethod> methods = new ArrayList<>(List.of(own));
      scipy.ifPresent(peer -> {
        ScipyMethod.pose(peer, problem, own.optimum());
        variants.forEach(v -> methods.add(new ScipyMethod(peer, v)));
      });
      return new Result(
          problem.form().equation(),
          problem.data().rows(),
          problem.delta(),
          compare(problem, methods, effort, most));
    } finally {
      scipy.ifPresent(PythonPeer::close);
    }
  }

  private static List<Row> compare(
      LawProblem problem, List<LawMethod> methods, Effort effort, int most) {
    Contest cold = new Contest(Kind.COLD, methods, problem.starts().size(), 1);
    int replicates = problem.weights().size();
    Contest bootstrap = new Contest(Kind.BOOTSTRAP, methods, replicates, replicates);
    List<Rounds> all = Stream.of(cold, bootstrap).flatMap(c -> c.rounds().stream()).toList();
    all.forEach(rounds -> rounds.warmUp(Math.min(WARM_UP_SECONDS, effort.seconds())));
    for (int round = 0; round < effort.rounds(); round++) {
      all.forEach(rounds -> rounds.run(effort.seconds(), most));
    }
    return IntStream.range(0, methods.size())
        .mapToObj(m ->
            new Row(
                methods.get(m).name(),
                cold.rounds().get(m).least(),
                cold.speed(m).orElseThrow(),
                bootstrap.speed(m)))
        .toList();
  }
}
