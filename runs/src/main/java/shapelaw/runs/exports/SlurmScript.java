package shapelaw.runs.exports;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shapelaw.run.RunSpec;

/// An array job of Slurm, one task a run, for a trainer of the user's own: the script knows the
/// runs' numbers, the user writes the command.
final class SlurmScript implements RunExporter {

  private static final String FILE = "runs.sbatch";

  /// Tasks of one array where a cluster's `MaxArraySize` is at its default, 1001.
  private static final int ARRAY = 1000;

  private static final List<String> COLUMNS =
      List.of(
          "RUN", "PURPOSE", "WIDTH", "DEPTH", "MLP_DIM", "HEADS", "STEPS", "BATCH", "LR", "SEED");

  @Override
  public Export export(String study, List<ExportedRun> runs) {
    ExportNotes notes = ExportNotes.about(runs);
    notes.add(
        "The trainer's command is yours: edit the last lines of the script, or submit it with TRAINER set.");
    ExportedRun first = runs.getFirst();
    String text =
        """
        #!/bin/bash
        #SBATCH --job-name=%1$s
        #SBATCH --array=0-%2$d
        #SBATCH --output=slurm-%%A_%%a.log
        # Add what your cluster wants: --partition, --account, --time, --gres=gpu:1, --cpus-per-task.
        #
        # The %3$,d runs of the Shapelaw study '%1$s', one a task.
        %4$s%5$s
        set -eu

        # %6$s
        RUNS='
        %7$s
        '

        index=$((SLURM_ARRAY_TASK_ID + ${OFFSET:-0}))
        line=$(printf '%%s' "$RUNS" | sed -n "$((index + 2))p")
        if [ -z "$line" ]; then
          echo "there is no run $index" >&2
          exit 1
        fi
        read -r %8$s <<< "$line"
        export %8$s
        export PATCH=%9$d PIXELS=%10$d POOLING=%11$s CLASSES=%12$d
        export OUTPUT=${OUTPUT_ROOT:-output}/$RUN

        # The command of your trainer. It must train RUN's shape for STEPS steps of BATCH images and leave its results
        # under the name RUN (a folder, a run name or a tag), so that `shapelaw import` finds it again.
        mkdir -p "$OUTPUT"
        srun bash -c "${TRAINER:?must be the command of your trainer, say: python train.py --width \\$WIDTH --depth \\$DEPTH --mlp-dim \\$MLP_DIM --output \\$OUTPUT}"
        """
            .formatted(
                study,
                Math.min(runs.size(), ARRAY) - 1,
                runs.size(),
                parts(runs.size()),
                notes.comments("# ").stripTrailing(),
                String.join(" ", COLUMNS),
                runs.stream().map(SlurmScript::row).collect(Collectors.joining("\n")),
                String.join(" ", COLUMNS),
                first.model().patchSize(),
                first.model().imageSize(),
                first.model().pooling().name().toLowerCase(Locale.ROOT),
                first.model().classes());
    return new Export(List.of(new Export.File(FILE, text)), notes.all());
  }

  /// How to submit more runs than an array may have tasks.
  private static String parts(int runs) {
    if (runs <= ARRAY) {
      return "";
    }
    return "# They are more than an array may have tasks by default; submit the script in parts:\n"
        + IntStream.iterate(0, offset -> offset < runs, offset -> offset + ARRAY)
            .mapToObj(offset ->
                "#   sbatch --array=0-%d --export=ALL,OFFSET=%d %s%n"
                    .formatted(Math.min(ARRAY, runs - offset) - 1, offset, FILE)
                    .replace(System.lineSeparator(), "\n"))
            .collect(Collectors.joining());
  }

  private static String row(ExportedRun exported) {
    RunSpec run = exported.run();
    return List.of(
            exported.id(),
            exported.purpose(),
            run.model().width(),
            run.model().depth(),
            run.model().mlpDim(),
            run.model().heads(),
            run.steps(),
            run.recipe().batchSize(),
            run.recipe().learningRate(),
            exported.seed())
        .stream()
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }
}
