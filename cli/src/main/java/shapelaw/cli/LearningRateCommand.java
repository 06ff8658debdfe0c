package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.TrainingSpeed;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreLocation;
import shapelaw.study.LearningRateEdit;
import shapelaw.study.Study;
import shapelaw.study.StudyException;
import shapelaw.sweep.LearningRateChoice;
import shapelaw.sweep.LearningRateSweep;
import shapelaw.torch.LibtorchTrainer;

/// `shapelaw learning-rate`: the paper's rule, by brief runs of the smallest and the largest shape.
@Command(
    name = "learning-rate",
    description =
        "Find the largest learning rate that is stable for the smallest and the largest shape, by brief runs.")
final class LearningRateCommand implements Callable<Integer> {

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Mixin private LearningRateOptions options = new LearningRateOptions();

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description =
          "How far above the shape's least training loss a stable rate may end (default: ${DEFAULT-VALUE}).")
  private double tolerance = LearningRateChoice.DEFAULT_TOLERANCE;

  @Option(names = "--plan", description = "Only show the runs, their cost and time here.")
  private boolean planOnly;

  @Option(
      names = "--no-timing",
      description = "With --plan: do not measure this machine's speed (saves seconds).")
  private boolean noTiming;

  @Option(names = "--write", description = "Write the chosen rate into study.yaml.")
  private boolean write;

  @Option(
      names = "--force",
      description =
          "Write even if the study has results: they belong to the old rate and count no more.")
  private boolean force;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, TrainingFailure, IOException, InterruptedException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = study.open();
    requireUse(folder);
    LearningRateSweep sweep = options.sweep(folder.study(), folder.plan());
    var text = new LearningRateText(folder.study(), sweep);
    // A plan alone runs nothing, so that nothing has to be known of its hours.
    boolean timed = planOnly ? !noTiming : folder.study().budget().maxHours().isPresent();
    boolean refused = text.refusal(Optional.empty()).isPresent();
    Optional<TrainingSpeed> speed =
        timed && !refused ? speed(folder.study(), sweep) : Optional.empty();
    out.println(text.plan(speed));
    Optional<String> refusal = text.refusal(speed);
    if (refusal.isPresent()) {
      throw new CommandFailure(refusal.get());
    }
    return planOnly ? 0 : choose(folder, sweep, text, out);
  }

  private void requireUse(StudyFolder folder) {
    if (!folder.study().trainer().equals(LibtorchTrainer.NAME)) {
      throw new CommandFailure(
          "a learning rate must be chosen by training but the trainer is %s, whose losses depend on no learning rate. Maybe set trainer: %s."
              .formatted(folder.study().trainer(), LibtorchTrainer.NAME));
    }
    int results = folder.stored().size();
    if (write && !force && results > 0) {
      throw new CommandFailure(
          "--write must come before the study's own runs but %,d have a result, which would belong to another recipe. Maybe leave --write out, or add --force: they stay stored and count no more."
              .formatted(results));
    }
  }

  private Optional<TrainingSpeed> speed(Study study, LearningRateSweep sweep)
      throws TrainingFailure, IOException, InterruptedException {
    boolean bounded = study.budget().maxHours().isPresent();
    return new MachineSpeed(
            Main.err(spec), bounded ? MachineSpeed.FOR_BUDGET : MachineSpeed.WITHOUT)
        .of(study, List.of(sweep.smallest(), sweep.largest()));
  }

  private int choose(
      StudyFolder folder, LearningRateSweep sweep, LearningRateText text, PrintWriter out)
      throws InterruptedException, IOException, StudyException {
    Path store = folder.learningRate().resolve("study.db");
    Study untracked = folder.study().withTracking(List.of());
    Execution.run(
        untracked,
        planned(sweep),
        new StoreLocation.LocalFile(store),
        folder.learningRate().resolve("trials"),
        out);
    Map<RunId, RunResult> results = results(store);
    Optional<LearningRateChoice> choice =
        text.trials(results).map(trials -> LearningRateChoice.of(trials, tolerance));
    out.printf("%n%s%n", text.table(results, choice));
    if (choice.isEmpty()) {
      out.println("No learning rate is chosen: some runs have no result. Maybe run this again.");
      return Main.FAILED;
    }
    out.print(text.choice(choice.get()));
    if (choice.get().rate().isEmpty()) {
      return Main.FAILED;
    }
    conclude(folder, choice.get().rate().getAsDouble(), out);
    return 0;
  }

  private static List<PlannedTrunk> planned(LearningRateSweep sweep) {
    var planned = new ArrayList<PlannedTrunk>();
    for (var trunk : sweep.trunks()) {
      planned.add(
          new PlannedTrunk(
              trunk, "rate " + LearningRateChoice.text(trunk.longest().recipe().learningRate())));
    }
    return planned;
  }

  private static Map<RunId, RunResult> results(Path store) {
    try (RunStore stored = RunStore.open(store)) {
      return stored.results();
    }
  }

  private void conclude(StudyFolder folder, double rate, PrintWriter out)
      throws IOException, StudyException {
    Path file = folder.file();
    double present = folder.study().recipe().learningRate();
    if (rate == present) {
      out.printf("%s has it already.%n", file);
    } else if (write) {
      LearningRateEdit.write(file, rate);
      out.printf("%s has it now; it had %s.%n", file, LearningRateChoice.text(present));
    } else {
      out.printf(
          "%s has %s. Maybe write it there: the same command with --write.%n",
          file, LearningRateChoice.text(present));
    }
  }
}
