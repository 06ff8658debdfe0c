package shapelaw.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import shapelaw.cost.CostModel;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
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

  /// Needs a fixed time for each step, whatever the model.
  private record SleepyTrainer(long stepMillis) implements Trainer {
    @Override
    public String name() {
      return "sleepy";
    }

    @Override
    public void train(Trunk trunk, TrainingContext context) throws InterruptedException {
      for (long step = 1; !context.stopRequested(); step++) {
        Thread.sleep(stepMillis);
        context.progress(new TrainingContext.Progress(step, trunk.trainedSteps(), 1, 0));
      }
      throw new InterruptedException("asked to stop");
    }
  }

  @Test
  void findsTheTimeOfAStep() throws Exception {
    TrainingSpeed speed =
        SpeedProbe.measure(new SleepyTrainer(20), List.of(run(16), run(32), run(64)), SETTINGS);
    assertThat(speed.secondsPerImage()).hasSize(3);
    // Sleep may overshoot on a busy machine, but never ends early.
    assertThat(speed.secondsPerImage().values())
        .allSatisfy(seconds -> assertThat(seconds * BATCH).isBetween(0.0199, 0.2));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void interpolatesInLogLogAndGrowsWithFlopsBeyond() {
    RunSpec run = run(64);
    double flops = CostModel.forwardFlops(run.model());
    var measured = new TreeMap<Double, Double>();
    measured.put(flops / 4, 1e-3);
    measured.put(flops * 4, 4e-3);
    var trunk = new Trunk(List.of(run.withSteps(100)));
    assertThat(new TrainingSpeed(measured, 5).seconds(trunk))
        .isCloseTo(5 + 100 * BATCH * 2e-3, within(1e-9));
    measured.remove(flops * 4);
    assertThat(new TrainingSpeed(measured, 0).seconds(trunk))
        .isCloseTo(100 * BATCH * 4e-3, within(1e-9));
  }

  @Test
  void refusesASpeedThatWasNeverMeasured() {
    assertThatThrownBy(() -> new TrainingSpeed(new TreeMap<>(), 0))
        .hasMessageContaining("at least one measurement");
  }
}
