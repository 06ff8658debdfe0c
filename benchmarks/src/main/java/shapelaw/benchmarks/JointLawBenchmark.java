package shapelaw.benchmarks;

import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawDescents;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;
import shapelaw.law.joint.Objective;

/// Time of one descent of a joint law, one thread: the kernels that `shapelaw bench laws` compares
/// with scipy, here on simulated points of the same number and kind.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JointLawBenchmark {

  private static final int STARTS = 1024;

  /// Relative noise of a loss.
  private static final double NOISE = 0.005;

  /// The law: 5 parameters on 234 points, or 9 on 770.
  public enum Law {
    /// Model size and data.
    CHINCHILLA,
    /// Width, depth, model size and data.
    GEMSTONES
  }

  @Param private Law law = Law.CHINCHILLA;

  @Param({"HUBER", "RELATIVE"})
  private String objective = "HUBER";

  private final SplittableRandom random = new SplittableRandom(1);
  private double[][] starts = {};
  private double[][] weights = {};
  private JointLaw truth = chinchilla();
  private LawDescents cold = new LawDescents(truth.form(), points(), new Objective.RelativeError());
  private LawDescents bootstrap = cold;
  private int next;

  private static JointLaw chinchilla() {
    return new JointLaw(
        LawForms.chinchilla(), new double[] {440, 1270, 1.78}, new double[] {0.34, 0.34});
  }

  private static JointLaw gemstones() {
    return new JointLaw(
        LawForms.shapeParametersAndExamples(List.of("width", "depth")),
        new double[] {2.9, 0.8, 480, 98_000, 1.5},
        new double[] {0.21, 0.48, 0.37, 0.54});
  }

  private Measurements points() {
    int rows = truth.form().exponents().size() == 2 ? 234 : 770;
    double[] width = random.doubles(rows, 256, 3072).map(Math::rint).toArray();
    double[] depth = random.doubles(rows, 3, 80).map(Math::rint).toArray();
    double[] parameters = new double[rows];
    Arrays.setAll(parameters, i -> 12 * width[i] * width[i] * depth[i] + 100_608 * width[i]);
    double[] examples =
        random.doubles(rows, Math.log(1e9), Math.log(3e11)).map(Math::exp).toArray();
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    List<String> dimensions = List.of("width", "depth");
    var columns =
        Map.of(
            "width",
            width,
            "depth",
            depth,
            Measurements.PARAMETERS,
            parameters,
            Measurements.EXAMPLES,
            examples);
    double[] losses = truth.losses(Measurements.of(dimensions, columns, ones));
    for (int i = 0; i < rows; i++) {
      losses[i] *= Math.exp(NOISE * random.nextGaussian());
    }
    return Measurements.of(dimensions, columns, losses);
  }

  /// Draws the points, the starts and the replicates.
  @Setup
  public void draw() {
    truth = law == Law.CHINCHILLA ? chinchilla() : gemstones();
    Measurements data = points();
    LawForm form = truth.form();
    Objective minimised =
        objective.equals("HUBER")
            ? new Objective.HuberLog(law == Law.CHINCHILLA ? 1e-3 : 1e-4)
            : new Objective.RelativeError();
    cold = new LawDescents(form, data, minimised);
    bootstrap = new LawDescents(form, data, minimised);
    truth = cold.from(truth).law();
    starts = new double[STARTS][];
    weights = new double[STARTS][];
    for (int s = 0; s < STARTS; s++) {
      starts[s] = random.doubles(form.exponents().size(), 0.05, 2).toArray();
      weights[s] = new double[data.rows()];
      double[] counts = weights[s];
      random.ints(data.rows(), 0, data.rows()).forEach(i -> counts[i]++);
    }
  }

  /// From random exponents.
  @Benchmark
  public LawDescents.Ending coldFit() {
    return cold.from(starts[next++ % STARTS]);
  }

  /// From the optimum, on rows drawn with replacement.
  @Benchmark
  public LawDescents.Ending bootstrapFit() {
    bootstrap.weigh(weights[next++ % STARTS]);
    return bootstrap.from(truth);
  }
}
