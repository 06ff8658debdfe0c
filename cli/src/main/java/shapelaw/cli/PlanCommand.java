package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.TrainingSpeed;
import shapelaw.study.GridExtension;
import shapelaw.study.StudyException;
import shapelaw.sweep.Plan;

/// `shapelaw plan`: every run, its FLOPs, and the time on this machine, against the brute-force
/// grid.
@Command(
    name = "plan",
    description = "Show every run, its cost and time here, and what brute force would cost.")
final class PlanCommand implements Callable<Integer> {

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Option(
      names = "--no-timing",
      description = "Do not measure this machine's speed (saves seconds).")
  private boolean noTiming;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, TrainingFailure, IOException, InterruptedException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = study.open();
    Plan plan = folder.plan();
    boolean refused = new PlanText(folder.study(), plan, Optional.empty()).refusal().isPresent();
    Optional<TrainingSpeed> speed =
        noTiming || refused
            ? Optional.empty()
            : new MachineSpeed(Main.err(spec), MachineSpeed.WITHOUT).of(folder.study(), plan);
    var text = new PlanText(folder.study(), plan, speed);
    out.print(SimulateCommand.headline(folder.study()));
    out.print(text.study(folder.data()));
    CroppedPixels.remark(plan.trunks().getFirst().trunk().longest().model())
        .ifPresent(remark -> out.printf("Cut off     %s%n", remark));
    out.println(extension(folder));
    out.println(text.runs());
    out.print(text.summary());
    folder
        .repeatedImages(plan.distinct().stream().flatMap(p -> p.trunk().runs().stream()).toList())
        .warning()
        .ifPresent(warning -> out.printf("%nRepeated images: %s%n", warning));
    return text.refusal()
        .map(reason -> {
          out.println();
          out.println(reason);
          return Main.FAILED;
        })
        .orElse(0);
  }

  private static String extension(StudyFolder folder) {
    GridExtension extension = GridExtension.read(folder.folder());
    return extension.rounds() == 0
        ? ""
        : "Grid        extended in %d %s by %s (%s; delete it to take that back)%n"
            .formatted(
                extension.rounds(),
                extension.rounds() == 1 ? "round" : "rounds",
                extension.text(),
                GridExtension.FILE);
  }
}
