package shapelaw.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class SimulatedTrainerTest {

  private static final VisionTransformer SMALL = model(Shape.vit(64, 4, 128));

  private static VisionTransformer model(Shape shape) {
    return new VisionTransformer(shape, 4, 4, 32, 3, Pooling.GAP, 100);
  }

  private static RunSpec spec(long steps, long seed) {
    return new RunSpec(
        SMALL,
        new DataSpec.Fractals(32, 100, 20, 1),
        new Recipe(
            64, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(10, 20), 1),
        steps,
        EvaluationSpec.PAPER,
        seed);
  }

  @Test
  void structuralLossIsTheSumOfItsTerms() {
    var truth = SimulatedTruth.Structural.SMALL;
    double examples = 100_000;
    double expected =
        3.4 * Math.pow(64, -0.9)
            + 0.18 * Math.pow(4, -0.6)
            + 0.55 * Math.pow(128, -0.5)
            + 15 * Math.pow(examples, -0.4)
            + 0.1;
    assertThat(truth.loss(SMALL, Compute.of(SMALL, examples))).isEqualTo(expected, within(1e-12));
  }

  @Test
  void decomposableLossIsEquationThree() {
    var truth = SimulatedTruth.Decomposable.SMALL;
    double t = 2_000;
    double capacity =
        3.4 * Math.pow(64, -0.9) + 0.18 * Math.pow(4, -0.6) + 0.55 * Math.pow(128, -0.5);
    double slowdown =
        9.7e-4 * Math.pow(64, 2.05) + 2.5 * Math.pow(4, 0.84) + 0.36 * Math.pow(128, 0.58);
    assertThat(truth.loss(SMALL, Compute.ofForwardGflops(t)))
        .isEqualTo(capacity + (slowdown + 5) * Math.pow(t, -0.65) + 0.1, within(1e-12));
  }

  @Test
  void bottleneckLossIsASmoothMaximumWithASlowlyChangingExponent() {
    var capacity = Map.of(Dimension.WIDTH, new SimulatedTruth.Power(2, 0.5));
    var truth =
        new SimulatedTruth.Bottleneck(
            capacity, new SimulatedTruth.Power(10, 0.5), 0.3, 1e6, 2, 0.1);
    Compute any = Compute.ofForwardGflops(1);
    double data = 10 * Math.pow(1e6, -0.5) * Math.pow(2, 0.2);
    assertThat(truth.loss(d -> 100, 1e6, any))
        .isEqualTo(Math.hypot(0.2, data) + 0.1, within(1e-12));
    // Far from the break the data term alone falls with exponent 0.5 before it and 0.3 behind it.
    assertThat(slope(truth, 1)).isEqualTo(0.5, within(1e-3));
    assertThat(slope(truth, 1e14)).isEqualTo(0.3, within(1e-3));
  }

  private static double slope(SimulatedTruth truth, double examples) {
    Compute any = Compute.ofForwardGflops(1);
    double here = truth.loss(d -> 1e30, examples, any) - 0.1;
    double further = truth.loss(d -> 1e30, 2 * examples, any) - 0.1;
    return Math.log(here / further) / Math.log(2);
  }

  @Test
  void defaultTruthsPreferAnInteriorShapeAtSmallCompute() {
    Compute compute = Compute.of(SMALL, 100_000);
    for (SimulatedTruth truth :
        List.of(SimulatedTruth.Structural.SMALL, SimulatedTruth.Decomposable.SMALL)) {
      double here = truth.loss(SMALL, compute);
      for (Dimension dimension : SMALL.shape().dimensions()) {
        int size = SMALL.shape().value(dimension);
        assertThat(here)
            .as("%s of %s", dimension, truth)
            .isLessThan(truth.loss(model(SMALL.shape().with(dimension, size * 4)), compute))
            .isLessThan(truth.loss(model(SMALL.shape().with(dimension, size / 4)), compute));
      }
    }
  }

  @Test
  void noiseHasMeanOneAndTheAskedDeviation() {
    var trainer = new SimulatedTrainer(SimulatedTruth.Structural.SMALL, 0.05, 3);
    double exact =
        new SimulatedTrainer(SimulatedTruth.Structural.SMALL, 0, 3)
            .result(spec(1000, 0))
            .errorRate();
    double[] factors =
        LongStream.range(0, 4000)
            .mapToDouble(seed -> trainer.result(spec(1000, seed)).errorRate() / exact)
            .toArray();
    double mean = LongStream.range(0, 4000).mapToDouble(i -> factors[(int) i]).sum() / 4000;
    double variance = 0;
    for (double factor : factors) {
      variance += (factor - mean) * (factor - mean) / 3999;
    }
    // Standard errors over 4,000 draws: 0.05 / sqrt(4000) = 0.0008 and 0.05 / sqrt(8000) = 0.0006;
    // four of each.
    assertThat(mean).isEqualTo(1, within(0.0032));
    assertThat(Math.sqrt(variance)).isEqualTo(0.05, within(0.0024));
  }

  @Test
  void sameSeedsGiveTheSameNumbersAndOtherSeedsOthers() {
    var truth = SimulatedTruth.Structural.SMALL;
    RunSpec run = spec(500, 7);
    RunResult.Done first = new SimulatedTrainer(truth, 0.01, 1).result(run);
    assertThat(new SimulatedTrainer(truth, 0.01, 1).result(run)).isEqualTo(first);
    assertThat(new SimulatedTrainer(truth, 0.01, 2).result(run).errorRate())
        .isNotEqualTo(first.errorRate());
    assertThat(first.errorRateByShots()).containsEntry(10, first.errorRate());
    assertThat(first.provenance().trainer()).isEqualTo("simulated");
  }

  @Test
  void errorRateStaysAtMostOne() {
    var hopeless =
        new SimulatedTruth.Structural(SimulatedTruth.Structural.SMALL.capacity(), 1e6, 0.4, 0);
    assertThat(new SimulatedTrainer(hopeless, 0.1, 0).result(spec(50, 0)).errorRate()).isEqualTo(1);
  }

  @Test
  void trainsOnlyRunsThatAreNotFinished() throws Exception {
    var trunk = new Trunk(List.of(spec(100, 0), spec(200, 0), spec(400, 0)));
    var context = new RecordingContext(Set.of(trunk.runs().get(1).id()), false);
    new SimulatedTrainer().train(trunk, context);
    assertThat(context.accepted)
        .extracting(RunResult::run)
        .containsExactly(trunk.runs().get(0).id(), trunk.runs().get(2).id());
  }

  @Test
  void stopsWhenAsked() {
    var context = new RecordingContext(Set.of(), true);
    assertThatThrownBy(
            () -> new SimulatedTrainer().train(new Trunk(List.of(spec(100, 0))), context))
        .isInstanceOf(InterruptedException.class);
    assertThat(context.accepted).isEmpty();
  }

  @Test
  void isFoundByItsNameThroughTheServiceLoader() {
    assertThat(ServiceLoader.load(Trainer.class)).extracting(Trainer::name).contains("simulated");
  }

  @Test
  void rejectsWhatIsNoTruth() {
    assertThatThrownBy(() -> new SimulatedTruth.Power(-1, 1))
        .hasMessage("weight must be a finite number above 0 but was -1.0.");
    assertThatThrownBy(() -> new SimulatedTrainer(SimulatedTruth.Structural.SMALL, -0.1, 0))
        .hasMessageContaining("relative noise must be");
  }

  private static final class RecordingContext implements TrainingContext {
    private final List<RunResult> accepted = new ArrayList<>();
    private final Set<RunId> finished;
    private final boolean stop;

    RecordingContext(Set<RunId> finished, boolean stop) {
      this.finished = finished;
      this.stop = stop;
    }

    @Override
    public Path folder() {
      return Path.of("unused");
    }

    @Override
    public Set<RunId> finished() {
      return finished;
    }

    @Override
    public void accept(RunResult result) {
      accepted.add(result);
    }

    @Override
    public void progress(Progress progress) {
      assertThat(progress.trainedSteps()).isEqualTo(progress.totalSteps());
    }

    @Override
    public boolean stopRequested() {
      return stop;
    }

    @Override
    public int threads() {
      return 1;
    }

    @Override
    public DeviceChoice device() {
      return DeviceChoice.AUTO;
    }

    @Override
    public boolean recomputesActivations() {
      return false;
    }

    @Override
    public double checkpointSeconds() {
      return 1;
    }
  }

  @Test
  void aLawGoesThroughAWord() {
    var truth = SimulatedTruth.Decomposable.SMALL;
    assertThat(truth.text()).doesNotContain(" ", ";", "\"", "'");
    assertThat(SimulatedTruth.Decomposable.parse(truth.text())).isEqualTo(truth);
    assertThatThrownBy(() -> SimulatedTruth.Decomposable.parse("kind"))
        .hasMessageContaining("but was 'kind'");
  }
}
