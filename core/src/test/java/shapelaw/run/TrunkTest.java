package shapelaw.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
        new Recipe(
            64,
            Optimizer.Adafactor.PAPER,
            1e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(10, 20),
            1),
        steps,
        EvaluationSpec.PAPER,
        seed);
  }

  @Test
  void costsTheLongestRunPlusACooldownForEachBranch() {
    var trunk = new Trunk(List.of(run(400, 1), run(100, 1), run(200, 1)));
    assertThat(trunk.longest().steps()).isEqualTo(400);
    assertThat(trunk.trainedSteps()).isEqualTo(400 + 2 * 20);
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

  @Test
  void everyPartOfARecipeIsPartOfTheId() {
    Recipe plain = run(100, 1).recipe();
    var recipes =
        List.of(
            plain,
            plain.withLearningRate(2e-3),
            with(plain, new Schedule.ReciprocalSquareRoot(10, 21), 0, Precision.FLOAT32, 0),
            with(plain, new Schedule.Constant(10, 20), 0, Precision.FLOAT32, 0),
            with(plain, new Schedule.Cosine(10), 0, Precision.FLOAT32, 0),
            with(plain, plain.schedule(), 0.2, Precision.FLOAT32, 0),
            with(plain, plain.schedule(), 0, Precision.BFLOAT16, 0),
            with(plain, plain.schedule(), 0, Precision.FLOAT32, 64));
    RunSpec run = run(100, 1);
    assertThat(
            recipes.stream()
                .map(r ->
                    new RunSpec(
                            run.model(), run.data(), r, run.steps(), run.evaluation(), run.seed())
                        .id()))
        .doesNotHaveDuplicates();
  }

  private static Recipe with(
      Recipe r, Schedule schedule, double mixup, Precision precision, int mupWidth) {
    return new Recipe(
        r.batchSize(),
        r.optimizer(),
        r.learningRate(),
        r.weightDecay(),
        schedule,
        r.clipNorm(),
        mixup,
        precision,
        mupWidth == 0 ? r.parametrization() : new Parametrization.MaximalUpdate(mupWidth));
  }

  @Test
  void durationsUnderACosineShareNothing() {
    Recipe cosine = with(run(100, 1).recipe(), new Schedule.Cosine(10), 0, Precision.FLOAT32, 0);
    List<RunSpec> runs =
        List.of(run(100, 1), run(400, 1)).stream()
            .map(r -> new RunSpec(r.model(), r.data(), cosine, r.steps(), r.evaluation(), r.seed()))
            .toList();
    assertThat(Trunk.of(runs)).hasSize(2);
    assertThat(Trunk.of(runs).getFirst().trainedSteps()).isEqualTo(100);
    assertThatThrownBy(() -> new Trunk(runs)).hasMessageContaining("one run");
    assertThat(cosine.schedule(10, 110)).isEqualTo(1);
    assertThat(cosine.schedule(60, 110)).isCloseTo(0.5, within(1e-15));
    assertThat(cosine.schedule(110, 110)).isCloseTo(0, within(1e-15));
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
