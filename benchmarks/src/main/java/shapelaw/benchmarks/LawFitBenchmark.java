package shapelaw.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import shapelaw.law.DimensionFitOutcome;
import shapelaw.law.DimensionFitter;
import shapelaw.law.Observation;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.StarFitter;
import shapelaw.shape.Dimension;

/// Time of fitting Eq. 2 to a star of three dimensions, 6 sizes × 3 durations each, with 1 % noise.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LawFitBenchmark {

  private static final List<Dimension> DIMENSIONS =
      List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM);

  /// The least number of replicates allowed, which costs next to nothing.
  private static final StarFitOptions NO_BOOTSTRAP = StarFitOptions.DEFAULT.withReplicates(2);

  private final Map<Dimension, List<Observation>> star = star();

  private static Map<Dimension, List<Observation>> star() {
    var random = new SplittableRandom(1);
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    for (Dimension dimension : DIMENSIONS) {
      // In units of the arm's middle: capacity 0.08, slow-down 0.06, ξ 0.03, ε 0.15.
      var law = new SingleDimensionLaw(0.08, 1.2 - 0.2 * arms.size(), 0.06, 0.7, 0.03, 0.65, 0.15);
      var arm = new ArrayList<Observation>();
      for (double x = 0.6; arm.size() < 18; x *= 1.22) {
        for (double examples : new double[] {0.5, 1, 2}) {
          double t = examples * x;
          arm.add(new Observation(x, t, law.loss(x, t) * (1 + 0.01 * random.nextGaussian())));
        }
      }
      arms.put(dimension, arm);
    }
    return arms;
  }

  /// Seven parameters from 18 points, 24 starts.
  @Benchmark
  public DimensionFitOutcome oneDimension() {
    return DimensionFitter.fit(
        Dimension.WIDTH, star.getOrDefault(Dimension.WIDTH, List.of()), StarFitOptions.DEFAULT);
  }

  /// Nineteen parameters from 54 points, 24 starts.
  @Benchmark
  public StarFitOutcome starWithSharedC() {
    return StarFitter.fit(star, NO_BOOTSTRAP);
  }

  /// Three times seven parameters from 54 points, 24 starts each.
  @Benchmark
  public StarFitOutcome starWithOwnC() {
    return StarFitter.fit(star, NO_BOOTSTRAP.withSharedC(false));
  }

  /// The star with shared c and 100 bootstrap replicates.
  @Benchmark
  public StarFitOutcome starWithBootstrapOf100() {
    return StarFitter.fit(star, StarFitOptions.DEFAULT.withReplicates(100));
  }
}
