package shapelaw.runs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.runs.Specs;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class RunJsonTest {

  private static final RunId RUN = new RunId("0123456789abcdef");

  private static final DataSpec FRACTALS =
      new DataSpec.Fractals(32, 100, new DataSpec.Split(20, 30), Long.MIN_VALUE);

  private static final Recipe RECIPE =
      new Recipe(
          16,
          Optimizer.Adafactor.PAPER,
          8e-4,
          0.03 * 8e-4,
          new Schedule.ReciprocalSquareRoot(10, 20),
          1.0);

  private static final EvaluationSpec EVALUATION =
      new EvaluationSpec(List.of(1, 5), 5, 9, 2, 1e-17);

  /// Each alternative of each part of a specification.
  static Stream<RunSpec> specs() {
    return Stream.of(
            Stream.of(Pooling.values()).map(p -> spec(FRACTALS, RECIPE, EVALUATION, p)),
            data().map(d -> spec(d, RECIPE, EVALUATION, Pooling.MAP)),
            recipes().map(r -> spec(FRACTALS, r, EVALUATION, Pooling.MAP)),
            Stream.of(EvaluationSpec.Metric.values())
                .map(m -> new EvaluationSpec(m, List.of(3), 3, 1, 1, 2))
                .map(e -> spec(FRACTALS, RECIPE, e, Pooling.MAP)))
        .flatMap(s -> s);
  }

  private static Stream<DataSpec> data() {
    return Stream.concat(
        Stream.of(DataSpec.ImageFormat.values())
            .map(format -> images(format, DataSpec.Preprocessing.PAPER)),
        Stream.of(DataSpec.Crop.values())
            .map(crop ->
                new DataSpec.Preprocessing(
                    crop, false, Optional.of(DataSpec.RandAugment.PAPER), 1.1))
            .map(how -> images(DataSpec.ImageFormat.FOLDER, how)));
  }

  private static DataSpec images(DataSpec.ImageFormat format, DataSpec.Preprocessing how) {
    var split = new DataSpec.Split(5, 100);
    return new DataSpec.Images(format, "/data/Größe \"1\"\\é", 32, split, how, Long.MAX_VALUE);
  }

  private static Stream<Recipe> recipes() {
    return Stream.of(
            Stream.of(
                    Optimizer.Adafactor.PAPER,
                    new Optimizer.AdamW(1.0 / 3, 0.1 + 0.2, Double.MIN_VALUE),
                    Optimizer.Sgd.USUAL)
                .map(
                    o -> recipe(o, RECIPE.schedule(), Precision.FLOAT32, RECIPE.parametrization())),
            Stream.of(new Schedule.Constant(1, 2), new Schedule.Cosine(3))
                .map(s ->
                    recipe(RECIPE.optimizer(), s, Precision.FLOAT32, RECIPE.parametrization())),
            Stream.of(Precision.values())
                .map(p ->
                    recipe(
                        RECIPE.optimizer(),
                        RECIPE.schedule(),
                        p,
                        new Parametrization.MaximalUpdate(64))))
        .flatMap(r -> r);
  }

  private static Recipe recipe(
      Optimizer optimizer,
      Schedule schedule,
      Precision precision,
      Parametrization parametrization) {
    return new Recipe(
        16, optimizer, 8e-4, 0.03 * 8e-4, schedule, 1.0, 0.2, precision, parametrization);
  }

  private static RunSpec spec(
      DataSpec data, Recipe recipe, EvaluationSpec evaluation, Pooling pooling) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(48, 3, 100), 3, 4, 32, 3, pooling, 7),
        data,
        recipe,
        1_000_000_000_000L,
        evaluation,
        -42);
  }

  static Stream<RunResult> results() {
    var shots = new LinkedHashMap<Integer, Double>();
    shots.put(25, Math.nextUp(0.1));
    shots.put(5, 0.3);
    return Stream.of(
        new RunResult.Done(RUN, Math.nextDown(1.0), shots, 0, Double.NaN, 1e300, Specs.PROVENANCE),
        new RunResult.Done(RUN, 0, Map.of(), 1.0 / 7, -0.0, 3, Specs.PROVENANCE),
        new RunResult.Done(
            RUN,
            0.25,
            Map.of(),
            0.01,
            2,
            Optional.of(new RunResult.Validation(0.25, Math.nextUp(1.5), 100)),
            3,
            Specs.PROVENANCE),
        new RunResult.Diverged(RUN, Long.MAX_VALUE, Specs.PROVENANCE),
        new RunResult.Failed(RUN, "a \"reason\"\nwith lines", Specs.PROVENANCE));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void specificationsKeepTheirIdThroughJson(RunSpec spec) {
    RunSpec back = RunJson.readSpec(RunJson.write(spec));
    assertThat(back).isEqualTo(spec);
    assertThat(back.id()).isEqualTo(spec.id());
  }

  @Test
  void trunksKeepTheirIdThroughJson() {
    Trunk trunk = Specs.trunk(32, 100, 20, 50);
    Trunk back = RunJson.readTrunk(RunJson.write(trunk));
    assertThat(back).isEqualTo(trunk);
    assertThat(back.id()).isEqualTo(trunk.id());
  }

  @ParameterizedTest
  @MethodSource("results")
  void resultsComeBackEqual(RunResult result) {
    String json = RunJson.write(result);
    assertThat(RunJson.readResult(json)).isEqualTo(result);
    assertThat(json).doesNotContain("\n");
  }

  @Test
  void equalResultsHaveEqualTextWhateverTheOrderOfTheirMaps() {
    var forwards = new LinkedHashMap<>(Map.of(1, 0.1));
    forwards.put(2, 0.2);
    var backwards = new LinkedHashMap<>(Map.of(2, 0.2));
    backwards.put(1, 0.1);
    assertThat(RunJson.write(done(forwards))).isEqualTo(RunJson.write(done(backwards)));
  }

  private static RunResult done(Map<Integer, Double> shots) {
    return new RunResult.Done(RUN, 0.2, shots, 0, 0, 0, Specs.PROVENANCE);
  }

  @Test
  void doublesKeepEveryBit() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isNaN(value)) {
        continue; // NaN has one text; its payload carries no meaning here
      }
      var result = new RunResult.Done(RUN, 0.5, Map.of(), 0, value, 0, Specs.PROVENANCE);
      var back = (RunResult.Done) RunJson.readResult(RunJson.write(result));
      assertThat(Double.doubleToRawLongBits(back.trainingLoss()))
          .isEqualTo(Double.doubleToRawLongBits(value));
    }
  }

  @Test
  void theOrderOfDimensionsSurvives() {
    var values = new LinkedHashMap<Dimension, Integer>();
    values.put(Dimension.MLP_DIM, 64);
    values.put(Dimension.WIDTH, 32);
    values.put(Dimension.DEPTH, 2);
    RunSpec spec = Specs.run(32, 100);
    RunSpec reordered =
        new RunSpec(
            spec.model().withShape(new Shape(values), 2),
            spec.data(),
            spec.recipe(),
            spec.steps(),
            spec.evaluation(),
            spec.seed());
    assertThat(RunJson.readSpec(RunJson.write(reordered)).id()).isEqualTo(reordered.id());
  }

  @Test
  void alternativesCarryReadableTags() {
    assertThat(RunJson.write(Specs.run(32, 100)))
        .contains("\"kind\":\"fractals\"", "\"kind\":\"adamw\"", "\"width\":32");
    assertThat(RunJson.write(new RunResult.Diverged(RUN, 3, Specs.PROVENANCE)))
        .contains("\"outcome\":\"diverged\"", "\"run\":\"0123456789abcdef\"");
  }

  @Test
  void textThatIsNoResultIsRefusedWithAReason() {
    assertThatThrownBy(() -> RunJson.readResult("{\"outcome\":\"done\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the text must be a run result in JSON but was not");
    assertThatThrownBy(() -> RunJson.readResult("{\"outco"))
        .isInstanceOf(IllegalArgumentException.class);
    String unknown =
        RunJson.write(Specs.run(32, 100)).replaceFirst("\"seed\"", "\"sead\":1,\"seed\"");
    assertThatThrownBy(() -> RunJson.readSpec(unknown)).hasMessageContaining("sead");
  }
}
