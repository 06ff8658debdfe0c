package shapelaw.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static shapelaw.torch.train.TrunkRuns.NEVER;
import static shapelaw.torch.train.TrunkRuns.numbers;
import static shapelaw.torch.train.TrunkRuns.train;
import static shapelaw.torch.train.TrunkRuns.undisturbed;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunResult;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.torch.RecordingContext;
import shapelaw.torch.Samples;

/// Every part of a recipe is honoured, and training under each goes on bit for bit.
class RecipeIT {

  private static final Schedule RSQRT = new Schedule.ReciprocalSquareRoot(5, 6);
  private static final Schedule CONSTANT = new Schedule.Constant(5, 6);
  private static final Schedule COSINE = new Schedule.Cosine(5);
  private static final Parametrization STANDARD = new Parametrization.Standard();

  /// A base width other than the model's 32.
  private static final Parametrization MAXIMAL = new Parametrization.MaximalUpdate(16);

  @TempDir Path folder;

  private static Recipe recipe(
      Optimizer optimizer,
      Schedule schedule,
      double mixup,
      Precision precision,
      Parametrization parametrization) {
    return new Recipe(8, optimizer, 1e-3, 1e-4, schedule, 1.0, mixup, precision, parametrization);
  }

  private static Recipe plain(Optimizer optimizer, Schedule schedule) {
    return recipe(optimizer, schedule, 0, Precision.FLOAT32, STANDARD);
  }

  static Stream<Recipe> recipes() {
    Optimizer adafactor = Optimizer.Adafactor.PAPER;
    Optimizer adamW = Optimizer.AdamW.USUAL;
    return Stream.of(
        plain(adamW, RSQRT),
        plain(adafactor, CONSTANT),
        plain(adafactor, COSINE),
        plain(Optimizer.Sgd.USUAL, CONSTANT),
        recipe(adamW, CONSTANT, 0.2, Precision.FLOAT32, STANDARD),
        recipe(adamW, RSQRT, 0, Precision.BFLOAT16, STANDARD),
        recipe(adamW, CONSTANT, 0, Precision.FLOAT32, MAXIMAL),
        recipe(adafactor, COSINE, 0.5, Precision.BFLOAT16, MAXIMAL));
  }

  private static Trunk trunk(Recipe recipe) {
    return recipe.schedule().branches() ? Samples.trunk(recipe, 20, 30) : Samples.trunk(recipe, 30);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void goesOnAfterInterruptionsBitForBit(Recipe recipe, @TempDir Path other) throws Exception {
    List<RunResult> interrupted =
        TrunkRuns.interrupted(trunk(recipe), folder, NEVER, c -> c, 7, 9, 4);

    assertThat(numbers(interrupted)).isEqualTo(numbers(undisturbed(trunk(recipe), other)));
    assertThat(interrupted).allMatch(RunResult.Done.class::isInstance);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void recomputedActivationsGiveTheSameNumbers(Recipe recipe, @TempDir Path other)
      throws Exception {
    List<RunResult> recomputed =
        TrunkRuns.interrupted(trunk(recipe), folder, NEVER, RecordingContext::recomputing, 11);

    assertThat(numbers(recomputed)).isEqualTo(numbers(undisturbed(trunk(recipe), other)));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aBranchGivesTheNumbersOfARunOfItsOwn(Recipe recipe, @TempDir Path other) throws Exception {
    Trunk trunk = trunk(recipe);
    List<RunResult> branches = undisturbed(trunk, folder);

    for (int i = 0; i < trunk.runs().size(); i++) {
      var alone = new Trunk(List.of(trunk.runs().get(i)));
      assertThat(numbers(undisturbed(alone, other))).containsExactly(numbers(branches.get(i)));
    }
  }

  @Test
  void everyPartOfTheRecipeChangesTheNumbers() throws Exception {
    List<String> all =
        recipes().map(recipe -> loss(Samples.trunk(recipe, 30))).map(String::valueOf).toList();

    assertThat(all).doesNotHaveDuplicates();
  }

  private double loss(Trunk trunk) {
    try {
      return ((RunResult.Done) undisturbed(trunk, folder).getLast()).trainingLoss();
    } catch (InterruptedException e) {
      throw new AssertionError("nothing interrupts this training", e);
    }
  }

  @Test
  void theLossOfACosineIsTheMeanOverTheLastTenth() throws Exception {
    var context = RecordingContext.undisturbed(folder);
    train(Samples.trunk(plain(Optimizer.AdamW.USUAL, COSINE), 25), context);

    // A tenth of 25 steps, rounded up.
    double mean =
        context.allProgress().subList(22, 25).stream()
                .mapToDouble(progress -> progress.trainingLoss())
                .sum()
            / 3;
    assertThat(context.allProgress()).hasSize(25);
    assertThat(((RunResult.Done) context.results().getFirst()).trainingLoss()).isEqualTo(mean);
  }

  private static Recipe learning(Optimizer optimizer, double rate, Schedule schedule, Precision p) {
    return new Recipe(32, optimizer, rate, 1e-4, schedule, 1.0, 0, p, STANDARD);
  }

  static Stream<Recipe> learningRecipes() {
    Optimizer adamW = Optimizer.AdamW.USUAL;
    return Stream.of(
        learning(adamW, 2e-3, new Schedule.Cosine(50), Precision.FLOAT32),
        learning(adamW, 2e-3, new Schedule.Constant(50, 100), Precision.FLOAT32),
        learning(Optimizer.Sgd.USUAL, 0.1, new Schedule.Cosine(50), Precision.FLOAT32));
  }

  @ParameterizedTest
  @MethodSource("learningRecipes")
  void learnsToTellFractalsApart(Recipe recipe) {
    // Whoever knows nothing but that 1 class in 8 is right has 8 times the entropy of 1/8: 3.01.
    assertThat(loss(Samples.trunk(recipe, 600))).isLessThan(2.8);
  }

  @Test
  void bfloat16LearnsAsMuchAsFloat32() {
    var schedule = new Schedule.Constant(50, 100);
    Recipe recipe = learning(Optimizer.AdamW.USUAL, 2e-3, schedule, Precision.FLOAT32);
    Recipe lower = learning(Optimizer.AdamW.USUAL, 2e-3, schedule, Precision.BFLOAT16);

    double loss = loss(Samples.trunk(recipe, 400));
    double lowerLoss = loss(Samples.trunk(lower, 400));

    // Less than what two seeds of float32 differ by.
    assertThat(lowerLoss).isCloseTo(loss, within(0.1)).isNotEqualTo(loss);
  }
}
