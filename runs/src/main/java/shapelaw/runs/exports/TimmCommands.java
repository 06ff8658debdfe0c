package shapelaw.runs.exports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import shapelaw.cost.CostModel;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;

/// Command lines of `train.py` of timm 1.0.29, one a run, in a shell script.
///
/// `train.py` hands the global pool, the classes and the channels to the model itself, so that
/// these must not be among `--model-kwargs`; the image size it hands to the loader alone.
final class TimmCommands implements RunExporter {

  private static final String FILE = "timm.sh";

  /// Without mixup, `train.py` takes a sigmoid loss only if labels are smoothed. In float32 this
  /// much smoothing is none.
  private static final String NO_SMOOTHING = "1e-12";

  @Override
  public Export export(String study, List<ExportedRun> runs) {
    ExportNotes notes = ExportNotes.about(runs);
    runs.forEach(run -> addNotes(run, notes));
    String commands = runs.stream().map(TimmCommands::command).collect(Collectors.joining("\n"));
    String text =
        """
        #!/bin/sh
        # Runs of the Shapelaw study '%s' for train.py of timm 1.0.29, one after the other.
        # DATA is the folder of the images, OUTPUT where results go (a folder a run, named by its id),
        # TRAIN the script, MORE further arguments for every run. A run whose folder has a summary.csv is passed over.
        #
        %s
        set -eu
        : "${DATA:?must be the folder of the images}"
        : "${OUTPUT:=output}" "${TRAIN:=train.py}" "${MORE:=}"

        train() {
          run=$1
          shift
          if [ -e "$OUTPUT/$run/summary.csv" ]; then
            echo "$run: there is a summary already"
            return
          fi
          # shellcheck disable=SC2086 # MORE is several words
          python "$TRAIN" --data-dir "$DATA" --output "$OUTPUT" --experiment "$run" "$@" $MORE
        }

        %s\
        """
            .formatted(study, notes.comments("# ").stripTrailing(), commands);
    return new Export(List.of(new Export.File(FILE, text)), notes.all());
  }

  private static void addNotes(ExportedRun exported, ExportNotes notes) {
    Recipe recipe = exported.recipe();
    String schedule =
        switch (recipe.schedule()) {
          case Schedule.ReciprocalSquareRoot _ -> "reciprocal square root with linear cool-down";
          case Schedule.Constant _ -> "constant rate with linear cool-down";
          case Schedule.Cosine _ -> "";
        };
    if (!schedule.isEmpty()) {
      notes.add(
          "timm has no schedule like the study's (%s): a cosine with the same warm-up and peak stands in for it."
              .formatted(schedule));
    }
    if (recipe.mixup() > 0) {
      notes.add(
          "timm mixes a batch with itself backwards and a study with itself shifted by one: mixup of the same strength, other pairs.");
    }
    if (recipe.weightDecay() > 0 && exported.model().pooling() == Pooling.MAP) {
      notes.add("timm decays the probe of MAP pooling as it does kernels, the study does not.");
    }
  }

  /// The call of `train` for one run.
  static String command(ExportedRun exported) {
    return "# %s, %,d parameters%n"
            .formatted(exported.title(), CostModel.parameters(exported.model()))
            .replace(System.lineSeparator(), "\n")
        + "train "
        + exported.id()
        + " "
        + String.join(" ", arguments(exported))
        + "\n";
  }

  private static List<String> arguments(ExportedRun exported) {
    RunSpec run = exported.run();
    var arguments = new ArrayList<String>();
    model(run.model(), arguments);
    optimizer(exported, arguments);
    schedule(run, arguments);
    Recipe recipe = run.recipe();
    add(arguments, "--batch-size", recipe.batchSize());
    arguments.add("--bce-loss --bce-sum");
    if (recipe.mixup() > 0) {
      add(arguments, "--mixup", recipe.mixup());
      add(arguments, "--smoothing", 0);
    } else {
      add(arguments, "--smoothing", NO_SMOOTHING);
    }
    if (recipe.precision() == Precision.BFLOAT16) {
      arguments.add("--amp --amp-dtype bfloat16");
    }
    if (run.model().classes() > 0) {
      arguments.add("--head-init-scale 0 --head-init-bias " + exported.headBias());
    }
    arguments.add("--mean 0.5 0.5 0.5 --std 0.5 0.5 0.5");
    add(arguments, "--seed", exported.seed());
    return arguments;
  }

  private static void model(VisionTransformer model, List<String> arguments) {
    // Any registered Vision Transformer will do: every size is said.
    add(arguments, "--model", "vit_base_patch16_224");
    add(arguments, "--img-size", model.imageSize());
    add(arguments, "--in-chans", model.channels());
    add(arguments, "--num-classes", model.classes());
    add(arguments, "--gp", model.pooling() == Pooling.MAP ? "map" : "avg");
    arguments.add(
        String.format(
            Locale.ROOT,
            "--model-kwargs img_size=%d patch_size=%d embed_dim=%d depth=%d num_heads=%d mlp_ratio=%s class_token=False fc_norm=False",
            model.imageSize(),
            model.patchSize(),
            model.width(),
            model.depth(),
            model.heads(),
            mlpRatio(model.width(), model.mlpDim())));
  }

  /// A ratio from which timm gets the MLP's size back: it computes `int(width * ratio)`, which cuts
  /// off, so that the rounded quotient may be too small by one unit in the last place.
  static double mlpRatio(int width, int mlpDim) {
    double ratio = (double) mlpDim / width;
    while ((long) (width * ratio) < mlpDim) {
      ratio = Math.nextUp(ratio);
    }
    return ratio;
  }

  private static void optimizer(ExportedRun exported, List<String> arguments) {
    switch (exported.recipe().optimizer()) {
      case Optimizer.Adafactor(double momentum, double cap, double decay, double eps, int from) -> {
        add(arguments, "--opt", "adafactorbv");
        add(arguments, "--momentum", momentum);
        add(arguments, "--opt-eps", eps);
        arguments.add(
            "--opt-kwargs min_dim_size_to_factor=%d beta2_cap=%s decay_rate=%s"
                .formatted(from, cap, decay));
      }
      case Optimizer.AdamW(double beta1, double beta2, double epsilon) -> {
        add(arguments, "--opt", "adamw");
        arguments.add("--opt-betas %s %s".formatted(beta1, beta2));
        add(arguments, "--opt-eps", epsilon);
      }
      case Optimizer.Sgd(double momentum) -> {
        add(arguments, "--opt", "sgdw");
        add(arguments, "--momentum", momentum);
        arguments.add("--opt-kwargs nesterov=False");
      }
    }
    Recipe recipe = exported.recipe();
    add(arguments, "--lr", recipe.learningRate());
    add(arguments, "--weight-decay", exported.weightDecayTimesRate());
    if (recipe.clipNorm() > 0) {
      add(arguments, "--clip-grad", recipe.clipNorm());
    }
  }

  /// timm counts in epochs. An epoch is made of as many batches as divide both warm-up and
  /// duration, so that both are whole.
  private static void schedule(RunSpec run, List<String> arguments) {
    long warmup = Math.min(run.recipe().schedule().warmupSteps(), run.steps() - 1);
    long batches = greatestCommonDivisor(run.steps(), warmup);
    add(arguments, "--sched", "cosine");
    arguments.add("--sched-on-updates");
    add(arguments, "--train-batches-per-epoch", batches);
    add(arguments, "--epochs", (run.steps() - warmup) / batches);
    add(arguments, "--warmup-epochs", warmup / batches);
    arguments.add("--warmup-prefix --warmup-lr 0 --min-lr 0");
    add(arguments, "--val-interval", run.steps() / batches);
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  private static void add(List<String> arguments, String name, Object value) {
    arguments.add(name + " " + value);
  }
}
