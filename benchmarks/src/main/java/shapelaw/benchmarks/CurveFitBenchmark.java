package shapelaw.benchmarks;

import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import shapelaw.law.curve.CurveChoiceOutcome;
import shapelaw.law.curve.CurveChooser;
import shapelaw.law.curve.CurveFitOptions;
import shapelaw.law.curve.CurveFitOutcome;
import shapelaw.law.curve.CurveFitter;
import shapelaw.law.curve.CurveForm;
import shapelaw.law.curve.CurvePoint;
import shapelaw.law.curve.SigmoidalLaw;

/// Time of fitting a learning curve of 64 points over a factor of 450 in examples, with 1 % noise.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CurveFitBenchmark {

  private final List<CurvePoint> curve = curve();

  private static List<CurvePoint> curve() {
    var random = new SplittableRandom(1);
    var law = new SigmoidalLaw(0.8, 0.7, 0.25, 0.73, 1.5).rescaled(1e7, 1);
    var points = new ArrayList<CurvePoint>();
    for (double x = 4e6; points.size() < 64; x *= 1.1) {
      points.add(new CurvePoint(x, law.loss(x) * Math.exp(0.01 * random.nextGaussian())));
    }
    return points;
  }

  /// One law.
  @State(Scope.Benchmark)
  public static class Law {
    /// Which.
    @Param public CurveForm form = CurveForm.POWER;
  }

  /// One law with typical values, four starts.
  @Benchmark
  public CurveFitOutcome oneLaw(Law law) {
    return CurveFitter.fit(law.form, curve, CurveFitOptions.DEFAULT);
  }

  /// Five laws on the curve and on three nested parts of it.
  @Benchmark
  public CurveChoiceOutcome choice() {
    return CurveChooser.choose(curve, CurveFitOptions.DEFAULT);
  }
}
