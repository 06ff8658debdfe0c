package shapelaw.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

final class TrunkTest {

  private static RunSpec run(long steps, long seed) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(32, 2, 64), 2, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 5, 1),
        new Recipe(64, Optimizer.Adafactor.PAPER, 1e-3, 1e-4, 10, 20, 1),
        steps,
        EvaluationSpec.PAPER,
        seed);
  }

  @Test
  void costsTheLongestRunPlusACooldownForEachBranch() {
    var trunk = new Trunk(List.of(run(400, 1), run(100, 1), run(200, 1)));
    assertThat(trunk.longest().steps()).isEqualTo(400);
    assertThat(trunk.trainedSteps()).isEqualTo(400 + 2 * 20);
    assertThat(trunk.separateSteps()).isEqualTo(700);
  }

  @Test
  void equalSpecsHaveEqualIdsAndEveryFieldCounts() {
    assertThat(run(100, 1).id()).isEqualTo(run(100, 1).id());
    assertThat(List.of(run(100, 1).id(), run(101, 1).id(), run(100, 2).id()))
        .doesNotHaveDuplicates();
    assertThat(new Trunk(List.of(run(100, 1), run(200, 1))).id())
        .isEqualTo(new Trunk(List.of(run(200, 1), run(100, 1))).id())
        .isNotEqualTo(new Trunk(List.of(run(200, 1))).id());
  }

  /// An id is written into stores: it may only change together with the meaning of a run.
  @Test
  void idsStayTheSameAcrossVersions() {
    assertThat(run(100, 1).id().hex()).isEqualTo("3ed7afb83062433b");
  }

  @Test
  void refusesRunsThatDifferInMoreThanDuration() {
    assertThatThrownBy(() -> new Trunk(List.of(run(100, 1), run(200, 2))))
        .hasMessageContaining("differ in steps only");
    assertThatThrownBy(() -> new Trunk(List.of(run(100, 1), run(100, 1))))
        .hasMessageContaining("came twice");
  }

  @Test
  void theScheduleWarmsUpDecaysAndCoolsDown() {
    Recipe recipe = run(100, 1).recipe();
    assertThat(recipe.schedule(5, 400)).isEqualTo(0.5);
    assertThat(recipe.schedule(10, 400)).isEqualTo(1);
    assertThat(recipe.schedule(40, 400)).isEqualTo(0.5);
    assertThat(recipe.schedule(390, 400)).isEqualTo(0.5 * Math.sqrt(10 / 390.0));
    assertThat(recipe.schedule(400, 400)).isZero();
  }

  /// Before its cool-down a short run follows the long one's schedule exactly: what makes branches
  /// possible.
  @Test
  void aShortRunFollowsTheTrunkUntilItsCooldown() {
    Recipe recipe = run(100, 1).recipe();
    for (long step = 1; step <= 80; step++) {
      assertThat(recipe.schedule(step, 100)).isEqualTo(recipe.schedule(step, 400));
    }
  }
}
