package shapelaw.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Option;
import shapelaw.runs.exports.ExportedRun;
import shapelaw.sweep.Plan;

/// Which of a plan's runs a command is about.
final class RunSelection {

  @Option(
      names = "--purpose",
      paramLabel = "NAME",
      description = "Only runs of this purpose: star, star:width, centre or grid; repeatable.")
  private List<String> purposes = new ArrayList<>();

  @Option(
      names = "--shape",
      paramLabel = "W/D/M",
      description = "Only runs of this shape, width/depth/MLP size; repeatable.")
  private List<String> shapes = new ArrayList<>();

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "Only the run of this id, or of these first digits; repeatable.")
  private List<String> ids = new ArrayList<>();

  /// The runs that were asked for, in the order of the plan.
  ///
  /// @throws CommandFailure if there is none, or a choice fits none
  List<ExportedRun> of(Plan plan) {
    List<ExportedRun> all =
        plan.distinct().stream()
            .flatMap(planned ->
                planned.trunk().runs().stream()
                    .map(run -> new ExportedRun(planned.purpose().label(), run)))
            .toList();
    requireKnown(all);
    List<ExportedRun> chosen =
        all.stream()
            .filter(run -> purposes.isEmpty() || purposes.stream().anyMatch(p -> serves(run, p)))
            .filter(run -> shapes.isEmpty() || shapes.stream().anyMatch(s -> hasShape(run, s)))
            .filter(run -> ids.isEmpty() || ids.stream().anyMatch(id -> hasId(run, id)))
            .toList();
    if (chosen.isEmpty()) {
      throw new CommandFailure(
          "at least one of the %,d planned runs must fit all of --purpose, --shape and --run but none did."
              .formatted(all.size()));
    }
    return chosen;
  }

  private void requireKnown(List<ExportedRun> all) {
    for (String purpose : purposes) {
      if (all.stream().noneMatch(run -> serves(run, purpose))) {
        throw new CommandFailure(
            "a purpose must be one of the plan's (%s) but was '%s'."
                .formatted(
                    String.join(
                        ", ", new TreeSet<>(all.stream().map(ExportedRun::purpose).toList())),
                    purpose));
      }
    }
    for (String shape : shapes) {
      if (all.stream().noneMatch(run -> hasShape(run, shape))) {
        throw new CommandFailure(
            "a shape must be one of the plan's, as in %s, but was '%s'. Maybe list them: shapelaw plan"
                .formatted(all.getFirst().run().model().shape().compact(), shape));
      }
    }
    for (String id : ids) {
      if (all.stream().noneMatch(run -> hasId(run, id))) {
        throw new CommandFailure(
            "a run must be one of the plan's, by its id or its first digits, but was '%s'."
                .formatted(id));
      }
    }
  }

  /// `star` stands for every arm.
  private static boolean serves(ExportedRun run, String purpose) {
    return run.purpose().equals(purpose) || run.purpose().startsWith(purpose + ":");
  }

  private static boolean hasShape(ExportedRun run, String shape) {
    return run.run().model().shape().compact().equals(shape.strip());
  }

  private static boolean hasId(ExportedRun run, String id) {
    return !id.isBlank() && run.run().id().hex().startsWith(id);
  }
}
