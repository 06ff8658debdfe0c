package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.recommend.Analysis;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.TrainingSpeed;
import shapelaw.runs.files.DurableFiles;
import shapelaw.study.StudyException;
import shapelaw.study.StudyTemplates;
import shapelaw.sweep.Plan;

/// `shapelaw demo`: plan → run → fit → recommend → report on a small built-in study, with real
/// training.
@Command(
    name = "demo",
    description = "The whole method on a small built-in study, really trained, in minutes.")
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--folder",
      defaultValue = "shapelaw-demo",
      description = "Where study, results and report go (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("shapelaw-demo");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, StudyException, InterruptedException, TrainingFailure {
    Instant began = Instant.now();
    PrintWriter out = Main.out(spec);
    writeStudy();
    StudyFolder study = StudyFolder.open(folder).withoutSharedStore();
    out.printf(
        "Study: %s (seed %d)%n",
        study.folder().resolve(StudyTemplates.STUDY_FILE), study.study().seed());

    heading(out, "1 plan");
    Plan plan = study.plan();
    Optional<TrainingSpeed> speed =
        new MachineSpeed(Main.err(spec), "for the estimated times").of(study.study(), plan);
    out.print(new PlanText(study.study(), plan, speed).summary());

    heading(out, "2 run");
    ExecutionSummary summary = Execution.run(study, plan, out);
    out.print(Execution.text(summary, study));
    if (!summary.complete()) {
      return Main.FAILED;
    }

    heading(out, "3 fit");
    MeasuredStudy measured = MeasuredStudy.of(study, study.results());
    var arguments = new FitArguments();
    Analysis analysis = measured.analysis(arguments);
    out.print(AnalysisText.of(measured, arguments, analysis));

    heading(out, "4 recommend");
    out.print(Recommendations.byDefault(measured, analysis));

    heading(out, "5 report");
    ReportCommand.write(measured, arguments, analysis, out);
    out.printf(
        "%nDemo finished in %d s. This was a toy: small models, minutes of training, wide intervals.%n"
            + "Your own study: shapelaw init my-study%n",
        Duration.between(began, Instant.now()).toSeconds());
    return 0;
  }

  private void writeStudy() throws IOException {
    Path file = folder.resolve(StudyTemplates.STUDY_FILE);
    if (!Files.exists(file)) {
      DurableFiles.makeFolder(folder);
      Files.writeString(file, StudyTemplates.demo());
      Files.writeString(folder.resolve(StudyTemplates.SCHEMA_FILE), StudyTemplates.schema());
    }
  }

  private static void heading(PrintWriter out, String title) {
    out.printf("%n== %s%n%n", title);
    out.flush();
  }
}
