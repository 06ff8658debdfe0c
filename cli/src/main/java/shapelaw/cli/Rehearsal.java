package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import shapelaw.run.DeviceChoice;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.trial.TrialArguments;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.runs.trial.TrialMain;
import shapelaw.runs.trial.TrialSettings;
import shapelaw.study.StudyException;
import shapelaw.torch.LibtorchTrainer;

/// What every start repeats, done once when Shapelaw is built: the commands on a simulated study,
/// then a brief training as a trial does it. The JVM records which classes that needs and which
/// methods are hot, so that later starts find both prepared (JEP 483, 514 and 515).
final class Rehearsal {

  /// Every command ends within the study's own folder.
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("plan", "--no-timing"),
          List.of("run"),
          List.of("status"),
          List.of("status", "--json"),
          List.of("fit"),
          List.of("recommend", "--compute", "1e9 GFLOPs"),
          List.of("report"));

  /// Steps of the training: a few more than its warm-up and cool-down.
  private static final long STEPS = 120;

  private Rehearsal() {}

  /// Rehearses in the folder that the only argument names, and ends the process.
  public static void main(String[] args) throws IOException, StudyException {
    Path folder = Path.of(args[0]);
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    new StoreBenchmark(folder.resolve("study"), 1).fill(1, out);
    for (List<String> words : COMMANDS) {
      CommandLine command = Main.commandLine();
      int code =
          command.execute(
              Stream.concat(words.stream(), Stream.of(folder.resolve("study").toString()))
                  .toArray(String[]::new));
      if (code != 0) {
        System.err.printf("'%s' ended with %d.%n", String.join(" ", words), code);
      }
    }
    TrialMain.main(trial(folder).toArray(String[]::new));
  }

  private static List<String> trial(Path folder) throws IOException, StudyException {
    RunSpec planned =
        StudyFolder.open(folder.resolve("study")).plan().trunks().getFirst().trunk().longest();
    var trial = new TrialFolder(folder.resolve("trial"));
    trial.prepare(new Trunk(List.of(planned.withSteps(STEPS))));
    return new TrialArguments(
            trial.trunkFile(),
            trial.path(),
            LibtorchTrainer.NAME,
            new TrialSettings(1, 60, DeviceChoice.CPU, false, false),
            1,
            OptionalLong.empty(),
            Set.of())
        .toCommandLine();
  }
}
