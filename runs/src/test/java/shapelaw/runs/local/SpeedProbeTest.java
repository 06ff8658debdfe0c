package shapelaw.runs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import shapelaw.cost.CostModel;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.runs.TrainingSpeed;
import shapelaw.runs.trial.TrialSettings;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

final class SpeedProbeTest {

  private static final int BATCH = 10;
  private static final TrialSettings SETTINGS =
      new TrialSettings(1, 60, DeviceChoice.CUDA, true, false);

  private static RunSpec run(int width) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(width, 2, 2 * width), 1, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 5, 1),
        new Recipe(
            BATCH, Optimizer.AdamW.USUAL, 1e-3, 0, new Schedule.ReciprocalSquareRoot(10, 20), 1),
        1_000_000,
        EvaluationSpec.PAPER,
        1);
  }

  /// Needs a fixed time for each step and evaluation, whatever the model, and counts how many train
  /// at once.
  private static final class SleepyTrainer implements Trainer {
    private final long stepMillis;
    private final long evaluationMillis;
    private final AtomicInteger training = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    SleepyTrainer(long stepMillis, long evaluationMillis) {
      this.stepMillis = stepMillis;
      this.evaluationMillis = evaluationMillis;
    }

    @Override
    public String name() {
      return "sleepy";
    }

    @Override
    public void train(Trunk trunk, TrainingContext context) throws InterruptedException {
      most.accumulateAndGet(training.incrementAndGet(), Math::max);
      try {
        for (long step = 1; step <= trunk.trainedSteps(); step++) {
          if (context.stopRequested()) {
            throw new InterruptedException("asked to stop");
          }
          Thread.sleep(stepMillis);
          context.progress(new TrainingContext.Progress(step, trunk.trainedSteps(), 1, 0));
        }
        Thread.sleep(evaluationMillis);
        context.accept(
            new RunResult.Diverged(
                trunk.longest().id(), 1, new Provenance("sleepy", "", "", Map.of(), Map.of())));
      } finally {
        training.decrementAndGet();
      }
    }
  }

  @Test
  void findsTheTimeOfAStepAndOfAnEvaluationWithAllWorkersAtWork() throws Exception {
    var trainer = new SleepyTrainer(20, 150);
    TrainingSpeed speed =
        SpeedProbe.measure(trainer, List.of(run(16), run(32), run(64)), SETTINGS, 3, () -> false);
    assertThat(trainer.most.get()).isEqualTo(3);
    assertThat(speed.secondsPerImage()).hasSize(3);
    // Sleep may overshoot on a busy machine, but never ends early.
    assertThat(speed.secondsPerImage().values())
        .allSatisfy(seconds -> assertThat(seconds * BATCH).isBetween(0.0199, 0.2));
    assertThat(speed.evaluationSeconds()).hasSize(3);
    assertThat(speed.evaluationSeconds().values())
        .allSatisfy(seconds -> assertThat(seconds).isBetween(0.149, 1.0));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whoIsStoppedLeavesNoWorkerTraining() {
    var trainer = new SleepyTrainer(20, 150);
    assertThatThrownBy(() ->
            SpeedProbe.measure(
                trainer, List.of(run(16)), SETTINGS, 3, () -> trainer.most.get() == 3))
        .isInstanceOf(InterruptedException.class);
    assertThat(trainer.training.get()).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void everyRunOfATrunkIsEvaluatedAndTheLongestTrunksComeFirst() {
    RunSpec run = run(64);
    double flops = CostModel.forwardFlops(run.model());
    var image = new TreeMap<>(Map.of(flops, 1e-3));
    var evaluation = new TreeMap<>(Map.of(flops, 7.0));
    var speed = new TrainingSpeed(image, evaluation, 2).withLaterStart(1);
    var trunk = new Trunk(List.of(run.withSteps(100), run.withSteps(200)));
    // start, 200 steps and a cool-down of 20 more, two evaluations
    double seconds = 3 + 220 * BATCH * 1e-3 + 14;
    assertThat(speed.seconds(trunk)).isCloseTo(seconds, within(1e-9));
    var brief = new Trunk(List.of(run.withSteps(100)));
    double alone = 3 + 100 * BATCH * 1e-3 + 7;
    assertThat(speed.seconds(List.of(brief, trunk, brief), 2)).isCloseTo(2 * alone, within(1e-9));
    assertThat(speed.seconds(List.of(brief, trunk, trunk), 2))
        .isCloseTo(seconds + alone, within(1e-9));
  }

  @Test
  void interpolatesInLogLogAndGrowsWithFlopsBeyond() {
    RunSpec run = run(64);
    double flops = CostModel.forwardFlops(run.model());
    var measured = new TreeMap<Double, Double>();
    measured.put(flops / 4, 1e-3);
    measured.put(flops * 4, 4e-3);
    var trunk = new Trunk(List.of(run.withSteps(100)));
    assertThat(new TrainingSpeed(measured, new TreeMap<>(), 5).seconds(trunk))
        .isCloseTo(5 + 100 * BATCH * 2e-3, within(1e-9));
    measured.remove(flops * 4);
    assertThat(new TrainingSpeed(measured, new TreeMap<>(), 0).seconds(trunk))
        .isCloseTo(100 * BATCH * 4e-3, within(1e-9));
  }

  @Test
  void refusesASpeedThatWasNeverMeasured() {
    assertThatThrownBy(() -> new TrainingSpeed(new TreeMap<>(), new TreeMap<>(), 0))
        .hasMessageContaining("at least one measurement");
  }
}
