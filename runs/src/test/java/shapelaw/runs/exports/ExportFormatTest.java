package shapelaw.runs.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.cost.CostModel;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.runs.files.RunJson;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What other trainers would build from exported values alone, counted here by layers as those
/// trainers make them.
final class ExportFormatTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Recipe RECIPE =
      new Recipe(
          64,
          Optimizer.Adafactor.PAPER,
          8e-4,
          2.4e-5,
          new Schedule.ReciprocalSquareRoot(100, 50),
          1);

  @TempDir private Path folder = Path.of("set by JUnit");

  private static ExportedRun run(
      Pooling pooling, Shape shape, int heads, Recipe recipe, long steps) {
    var model = new VisionTransformer(shape, heads, 14, 224, 3, pooling, 1000);
    return new ExportedRun(
        "grid",
        new RunSpec(
            model,
            new DataSpec.Fractals(224, 1000, 4, 1),
            recipe,
            steps,
            EvaluationSpec.PAPER,
            -7_000_000_000L));
  }

  private static List<ExportedRun> runs(Pooling pooling) {
    return List.of(
        run(pooling, Shape.vit(1152, 27, 4304), 16, RECIPE, 1000), // So400m
        run(pooling, Shape.vit(608, 10, 928), 16, RECIPE, 1001),
        run(pooling, Shape.vit(48, 2, 7), 3, RECIPE, 500),
        run(pooling, Shape.vit(48, 2, 7), 3, RECIPE, 700));
  }

  private static String text(ExportFormat format, List<ExportedRun> runs) {
    return format.export("study", runs).files().getFirst().text();
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void timmRebuildsTheParametersFromItsArguments(Pooling pooling) {
    List<ExportedRun> runs = runs(pooling);
    List<String> commands =
        text(ExportFormat.TIMM, runs).lines().filter(line -> line.startsWith("train ")).toList();
    assertThat(commands).hasSameSizeAs(runs);
    for (int i = 0; i < runs.size(); i++) {
      Map<String, String> arguments = arguments(commands.get(i));
      assertThat(commands.get(i)).startsWith("train " + runs.get(i).run().id());
      assertThat(timmParameters(arguments)).isEqualTo(CostModel.parameters(runs.get(i).model()));
    }
  }

  /// `--name value` and the `key=value` of `--model-kwargs`.
  private static Map<String, String> arguments(String command) {
    var arguments = new LinkedHashMap<String, String>();
    String name = "";
    for (String word : command.split(" ", -1)) {
      if (word.startsWith("--")) {
        name = word;
        arguments.put(name, "");
      } else if (name.equals("--model-kwargs")) {
        arguments.put(word.split("=", 2)[0], word.split("=", 2)[1]);
      } else {
        arguments.put(name, word);
      }
    }
    return arguments;
  }

  /// The layers of timm's `VisionTransformer` without class token.
  private static long timmParameters(Map<String, String> arguments) {
    assertThat(arguments).containsEntry("class_token", "False").containsEntry("fc_norm", "False");
    long w = Long.parseLong(arguments.get("embed_dim"));
    long patch = Long.parseLong(arguments.get("patch_size"));
    long side = Long.parseLong(arguments.get("img_size")) / patch;
    long classes = Long.parseLong(arguments.get("--num-classes"));
    // int(dim * mlp_ratio), as in Python
    long hidden = (long) (w * Double.parseDouble(arguments.get("mlp_ratio")));
    long mlp = linear(w, hidden) + linear(hidden, w);
    long block = 2 * w + linear(w, 3 * w) + linear(w, w) + 2 * w + mlp;
    long pool =
        "map".equals(arguments.get("--gp"))
            ? w + linear(w, w) + linear(w, 2 * w) + linear(w, w) + 2 * w + mlp
            : 0;
    long channels = Long.parseLong(arguments.get("--in-chans"));
    return linear(channels * patch * patch, w)
        + side * side * w
        + Long.parseLong(arguments.get("depth")) * block
        + 2 * w
        + pool
        + linear(w, classes);
  }

  private static long linear(long inputs, long outputs) {
    return inputs * outputs + outputs;
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void huggingFaceRebuildsTheParametersFromItsConfig(Pooling pooling) {
    List<ExportedRun> runs = runs(pooling);
    Export export = ExportFormat.HUGGINGFACE.export("study", runs);
    for (ExportedRun run : runs) {
      JsonNode config = JSON.readTree(file(export, run.id() + "/config.json"));
      JsonNode tower =
          config.path("vision_config").isObject() ? config.get("vision_config") : config;
      long head = // a SigLIP tower with its MAP head has no classifier
          linear(
              tower.get("hidden_size").longValue(),
              config.path("num_labels").asLong(config.get("shapelaw").get("classes").longValue()));
      assertThat(siglipParameters(tower) + head).isEqualTo(CostModel.parameters(run.model()));
      assertThat(config.get("shapelaw").get("run").stringValue()).isEqualTo(run.id());
    }
  }

  /// The layers of transformers' `SiglipVisionModel`.
  private static long siglipParameters(JsonNode config) {
    long w = config.get("hidden_size").longValue();
    long m = config.get("intermediate_size").longValue();
    long patch = config.get("patch_size").longValue();
    long side = config.get("image_size").longValue() / patch;
    long mlp = linear(w, m) + linear(m, w);
    long layer = 4 * linear(w, w) + mlp + 4 * w;
    long head = 3 * w * w + 3 * w + linear(w, w) + w + 2 * w + mlp;
    return linear(config.get("num_channels").longValue() * patch * patch, w)
        + side * side * w
        + config.get("num_hidden_layers").longValue() * layer
        + 2 * w
        + (config.get("vision_use_head").booleanValue() ? head : 0);
  }

  private static String file(Export export, String path) {
    return export.files().stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void everyMlpSizeSurvivesTimmsCuttingOff() {
    var random = new Random(1);
    int corrected = 0;
    for (int i = 0; i < 1_000_000; i++) {
      int width = 1 + random.nextInt(20_000);
      int mlpDim = 1 + random.nextInt(80_000);
      // What Python reads is the text.
      double ratio = Double.parseDouble(String.valueOf(TimmCommands.mlpRatio(width, mlpDim)));
      assertThat((long) (width * ratio)).isEqualTo(mlpDim);
      corrected += (long) (width * ((double) mlpDim / width)) == mlpDim ? 0 : 1;
    }
    assertThat(corrected).as("quotients that cutting off would spoil").isPositive();
  }

  @Test
  void timmTrainsExactlyTheSteps() {
    for (long steps : new long[] {51, 100, 101, 500, 997, 1000, 1001}) {
      Map<String, String> a =
          arguments(
              TimmCommands.command(run(Pooling.MAP, Shape.vit(48, 2, 7), 3, RECIPE, steps))
                  .lines()
                  .skip(1)
                  .findFirst()
                  .orElseThrow());
      long batches = Long.parseLong(a.get("--train-batches-per-epoch"));
      long warmup = Long.parseLong(a.get("--warmup-epochs")) * batches;
      // With --warmup-prefix, train.py adds the warm-up to the epochs.
      assertThat(Long.parseLong(a.get("--epochs")) * batches + warmup).isEqualTo(steps);
      assertThat(warmup).isEqualTo(Math.min(100, steps - 1));
    }
  }

  @Test
  void weightDecayIsPerRateWhereTrainersMultiplyItByTheRate() {
    String command = TimmCommands.command(runs(Pooling.MAP).getFirst());
    assertThat(Double.parseDouble(arguments(command).get("--weight-decay")))
        .isEqualTo(2.4e-5 / 8e-4);
    assertThat(text(ExportFormat.BIG_VISION, runs(Pooling.MAP)))
        .contains("lr=8.0E-4,", "wd=2.4E-5,");
  }

  @Test
  void whatATrainerCannotExpressIsSaidInTheFileAndInTheNotes() {
    Recipe odd =
        new Recipe(
            64,
            Optimizer.AdamW.USUAL,
            1e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(10, 50),
            1,
            0.2,
            Precision.BFLOAT16,
            new Parametrization.MaximalUpdate(64));
    List<ExportedRun> runs =
        List.of(
            run(Pooling.MAP, Shape.vit(64, 2, 7), 4, odd, 100),
            run(Pooling.MAP, Shape.vit(64, 2, 7), 4, odd, 200));
    for (ExportFormat format : ExportFormat.values()) {
      Export export = format.export("study", runs);
      for (String note : export.notes()) {
        String text = export.files().getFirst().text();
        assertThat(text.contains(note) || text.contains(JSON.writeValueAsString(note))).isTrue();
      }
    }
    assertThat(ExportFormat.TIMM.export("study", runs).notes())
        .anyMatch(note -> note.contains("300 steps in all"))
        .anyMatch(note -> note.contains("Maximal update parametrization (base width 64)"))
        .anyMatch(note -> note.contains("no schedule like the study's"))
        .anyMatch(note -> note.contains("mixup"));
    assertThat(ExportFormat.HUGGINGFACE.export("study", runs).notes())
        .anyMatch(note -> note.contains("Trainer has no mixup"))
        .anyMatch(note -> note.contains("inverse_sqrt schedule has no cool-down"));
  }

  @Test
  void jsonHoldsTheWholeSpecification() {
    List<ExportedRun> runs = runs(Pooling.MAP);
    JsonNode array = JSON.readTree(text(ExportFormat.JSON, runs));
    assertThat(array.size()).isEqualTo(runs.size());
    for (int i = 0; i < runs.size(); i++) {
      JsonNode row = array.get(i);
      RunSpec run = RunJson.readSpec(row.get("specification").toString());
      assertThat(run).isEqualTo(runs.get(i).run());
      assertThat(row.get("run").stringValue()).isEqualTo(run.id().hex());
      assertThat(row.get("parameters").longValue()).isEqualTo(CostModel.parameters(run.model()));
      assertThat(row.get("examples").longValue()).isEqualTo(run.examples());
    }
  }

  @Test
  void theSlurmScriptRunsEveryRunOnce() throws Exception {
    var runs = new ArrayList<ExportedRun>();
    for (int i = 0; i < 2500; i++) {
      runs.add(run(Pooling.MAP, Shape.vit(48, 2, 7 + i), 3, RECIPE, 500));
    }
    String script = text(ExportFormat.SLURM_SCRIPT, runs);
    assertThat(script)
        .contains("#SBATCH --array=0-999")
        .contains("sbatch --array=0-999 --export=ALL,OFFSET=1000 runs.sbatch")
        .contains("sbatch --array=0-499 --export=ALL,OFFSET=2000 runs.sbatch");
    Path file = Files.writeString(folder.resolve("runs.sbatch"), script);
    Path srun = Files.writeString(folder.resolve("srun"), "#!/bin/sh\nexec \"$@\"\n");
    Assumptions.assumeThat(srun.toFile().setExecutable(true)).isTrue();
    Assumptions.assumeThat(Path.of("/bin/bash")).exists();
    var builder = new ProcessBuilder("/bin/bash", file.toString());
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().put("SLURM_ARRAY_TASK_ID", "499");
    builder.environment().put("OFFSET", "2000");
    builder.environment().put("TRAINER", "echo $RUN $PURPOSE $MLP_DIM $STEPS $PATCH $OUTPUT");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String id = runs.getLast().id();
    assertThat(out.strip()).isEqualTo(id + " grid " + (7 + 2499) + " 500 14 output/" + id);
  }

  @Test
  void formatsAreNamedEitherWay() {
    assertThat(ExportFormat.of("slurm_script")).isEqualTo(ExportFormat.of("slurm-script"));
    assertThatThrownBy(() -> ExportFormat.of("keras"))
        .hasMessage(
            "the format must be one of timm, huggingface, big_vision, json, slurm-script but was 'keras'.");
  }
}
