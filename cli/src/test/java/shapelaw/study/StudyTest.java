package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;

class StudyTest {

  private static final Path FOLDER = Path.of("");

  private static Study example() throws StudyException {
    return StudyFile.parse("example.yaml", StudyTemplates.example(), FOLDER);
  }

  @Test
  void everyFieldOfTheFileReachesTheStudy() throws StudyException {
    Study study = example();
    assertThat(study.name()).isEqualTo("my-study");
    assertThat(study.seed()).isEqualTo(1);
    assertThat(study.repeats()).isEqualTo(1);
    assertThat(study.data()).isEqualTo(new DataSpec.Fractals(32, 200, 20, 1));
    assertThat(study.model())
        .isEqualTo(new Study.Model(4, Pooling.MAP, new HeadRule.FixedSize(16)));
    assertThat(study.star().sweep().centre()).isEqualTo(Shape.vit(192, 8, 384));
    assertThat(study.star().sweep().arms())
        .containsEntry(Dimension.WIDTH, List.of(32, 64, 96, 128))
        .containsEntry(Dimension.DEPTH, List.of(1, 2, 3, 5))
        .containsEntry(Dimension.MLP_DIM, List.of(32, 64, 128, 224));
    assertThat(study.star().steps()).containsExactly(1000L, 2000L, 4000L);
    assertThat(study.grid().sweep().shapes()).hasSize(27);
    assertThat(study.grid().steps()).containsExactly(500L, 1000L);
    assertThat(study.recipe())
        .isEqualTo(
            new Recipe(
                64,
                Optimizer.Adafactor.PAPER,
                0.0008,
                0.000024,
                new Schedule.ReciprocalSquareRoot(100, 100),
                1.0));
    assertThat(study.evaluation()).isEqualTo(EvaluationSpec.PAPER);
    assertThat(study.budget())
        .isEqualTo(
            new Study.Budget(OptionalDouble.of(12), Optional.of(Compute.ofForwardGflops(1.0e8))));
    assertThat(study.workers())
        .isEqualTo(
            new Study.Workers(
                OptionalInt.empty(),
                1,
                30,
                DeviceChoice.AUTO,
                false,
                false,
                "local",
                3,
                OptionalDouble.empty()));
    assertThat(study.trainer()).isEqualTo("libtorch");
    assertThat(study.simulation().terms().get(Dimension.DEPTH))
        .isEqualTo(new Study.Term(0.269, 1.69, 0.111, 1.78));
    assertThat(study.simulation().noise()).isEqualTo(0.01);
  }

  @Test
  void theExampleLaysOutAsAPlan() throws StudyException {
    Study study = example();
    var plan = study.design(study.pretrainClasses(folder -> 0)).plan();
    // 3 arms of 4 values and the centre at 3 durations; 27 grid shapes at 2.
    assertThat(plan.trunks()).hasSize(13 + 27);
    assertThat(plan.runs()).isEqualTo(13 * 3 + 27 * 2);
    assertThat(plan.bruteForce()).hasSize(5 * 5 * 5 * 3);
  }

  @Test
  void theDemoLaysOutAsAPlan() throws StudyException {
    Study study = StudyFile.parse("demo.yaml", StudyTemplates.demo(), FOLDER);
    var plan = study.design(study.pretrainClasses(folder -> 0)).plan();
    assertThat(plan.runs()).isPositive();
    assertThat(plan.trainedForwardFlops()).isLessThan(plan.bruteForceForwardFlops());
  }

  @Test
  void aRunHasTheHeadsOfItsWidthAndTheClassesOfTheData() throws StudyException {
    var run = example().runSpec(Shape.vit(96, 2, 64), 1000, 0, 200);
    assertThat(run.model().heads()).isEqualTo(6);
    assertThat(run.model().classes()).isEqualTo(200);
    assertThat(run.model().imageSize()).isEqualTo(32);
    assertThat(run.examples()).isEqualTo(64_000);
  }

  @Test
  void durationsOfAShapeShareASeedAndEverythingElseChangesIt() throws StudyException {
    Study study = example();
    Shape shape = Shape.vit(96, 2, 64);
    long seed = study.runSpec(shape, 1000, 0, 200).seed();
    assertThat(study.runSpec(shape, 2000, 0, 200).seed()).isEqualTo(seed);
    Study other =
        StudyFile.parse(
            "other.yaml", StudyTemplates.example().replace("seed: 1 ", "seed: 2 "), FOLDER);
    assertThat(
            List.of(
                study.runSpec(shape, 1000, 1, 200).seed(),
                study.runSpec(Shape.vit(96, 2, 128), 1000, 0, 200).seed(),
                other.runSpec(shape, 1000, 0, 200).seed()))
        .doesNotContain(seed)
        .doesNotHaveDuplicates()
        .allMatch(s -> s >= 0);
  }

  @Test
  void theClassesOfAFolderAreAskedFor() throws StudyException {
    String text =
        StudyTemplates.example()
            .replaceFirst("(?s)  fractals:.*?\n\n", "  folder: {path: '.', image_size: 32}\n\n");
    Study study = StudyFile.parse("folder.yaml", text, FOLDER);
    assertThat(study.pretrainClasses(folder -> folder.split().evaluationClasses() + 17))
        .isEqualTo(37);
  }

  @Test
  void aWidthThatTheHeadsCannotServeIsRefused() throws StudyException {
    Study study = example();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> study.runSpec(Shape.vit(100, 2, 64), 1000, 0, 200))
        .withMessage(
            "width must be a multiple of the head size (16) but was 100. Maybe use 96 or 112.");
  }

  @Test
  void aPlanAboveTheBudgetIsRefusedWithTheNumbers() {
    var budget = new Study.Budget(OptionalDouble.of(2), Optional.of(Compute.ofForwardGflops(1000)));
    assertThat(budget.refusal(1.9, Compute.ofForwardGflops(999))).isEmpty();
    assertThat(budget.refusal(2.5, Compute.ofForwardGflops(999)))
        .hasValueSatisfying(s ->
            assertThat(s)
                .startsWith(
                    "the sweep must take at most 2.000 hours (budget.max_hours) but is estimated at 2.500."));
    assertThat(budget.refusal(1, Compute.ofForwardGflops(1001)))
        .hasValueSatisfying(s -> assertThat(s).contains("budget.max_forward_gflops"));
    assertThat(
            new Study.Budget(OptionalDouble.empty(), Optional.empty())
                .refusal(1e9, Compute.ofForwardGflops(1e20)))
        .isEmpty();
  }

  private static Study.Workers workers(OptionalInt fixedCount, int threads) {
    return new Study.Workers(
        fixedCount,
        threads,
        30,
        DeviceChoice.AUTO,
        false,
        false,
        "local",
        3,
        OptionalDouble.empty());
  }

  @Test
  void automaticWorkersFillTheCores() {
    assertThat(workers(OptionalInt.empty(), 1).count(4)).isEqualTo(4);
    assertThat(workers(OptionalInt.empty(), 2).count(5)).isEqualTo(2);
    assertThat(workers(OptionalInt.empty(), 8).count(4)).isEqualTo(1);
    assertThat(workers(OptionalInt.of(3), 8).count(4)).isEqualTo(3);
  }
}
