package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class LearningRateSweepTest {

  private static RunSpec run(int width, int depth, long steps) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(width, depth, 32), 2, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 4, 1),
        new Recipe(
            10, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(5, 10), 1),
        steps,
        EvaluationSpec.PAPER,
        width);
  }

  @Test
  void ratesAreSpacedEvenlyAndEndWhereAsked() {
    assertThat(LearningRateSweep.spaced(1e-4, 1e-2, 4))
        .containsExactly(1e-4, 1.8e-4, 3.2e-4, 5.6e-4, 1e-3, 1.8e-3, 3.2e-3, 5.6e-3, 1e-2);
    assertThat(LearningRateSweep.spaced(1e-3, 3e-3, 2)).containsExactly(1e-3);
    assertThatIllegalArgumentException().isThrownBy(() -> LearningRateSweep.spaced(1e-2, 1e-3, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> LearningRateSweep.spaced(0, 1, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> LearningRateSweep.spaced(1e-3, 1, 0));
  }

  @Test
  void theCheapestAndTheDearestShapeAreTrainedAtEveryRateByTheSameRecipe() {
    List<RunSpec> runs = List.of(run(32, 4, 500), run(16, 1, 400), run(64, 2, 300), run(32, 1, 99));
    LearningRateSweep sweep = LearningRateSweep.of(runs, 100, List.of(1e-2, 1e-3));
    assertThat(sweep.rates()).containsExactly(1e-3, 1e-2);
    assertThat(sweep.trunks()).hasSize(4);
    assertThat(sweep.trunks())
        .allSatisfy(trunk -> {
          assertThat(trunk.runs()).hasSize(1);
          RunSpec run = trunk.longest();
          assertThat(run.steps()).isEqualTo(100);
          assertThat(run.model().shape()).isIn(Shape.vit(16, 1, 32), Shape.vit(64, 2, 32));
          assertThat(run.recipe().withLearningRate(1e-3)).isEqualTo(run(2, 1, 20).recipe());
        });
    assertThat(sweep.trunks().stream().map(t -> t.longest().id()).distinct()).hasSize(4);
    assertThat(sweep.forwardFlops())
        .isEqualTo(
            sweep.trunks().stream().mapToDouble(t -> t.longest().compute().forwardFlops()).sum());
  }

  @Test
  void oneRateIsNoSweep() {
    RunSpec run = run(32, 1, 100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRateSweep(run, run, List.of(1e-3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRateSweep(run, run, List.of(1e-3, 1e-3)));
  }
}
