package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.trial.KeptWeights;
import shapelaw.study.StudyException;
import shapelaw.sweep.Plan;
import shapelaw.torch.weights.KnownFacts;
import shapelaw.torch.weights.WeightsFile;

/// `shapelaw weights export`: the weights of a trained run, under names of one's choice.
@Command(
    name = "export",
    description =
        "Write the weights that a run of a study left, under names of timm or Hugging Face.")
final class WeightsExportCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "STUDY", description = "Study folder or its study.yaml.")
  private Path study = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RUN",
      description =
          "Id of the run, or its first digits; none: list the runs whose weights are kept.")
  private @Nullable String run;

  @Mixin private WeightsOutput output = new WeightsOutput();

  @Spec private @Nullable CommandSpec spec;

  private record Candidate(Trunk trunk, RunSpec run, Path weights) {}

  @Override
  public Integer call() throws IOException, StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = StudyFolder.open(study);
    List<Candidate> candidates = candidates(folder);
    if (run == null) {
      list(out, candidates);
      return 0;
    }
    Candidate candidate = find(candidates, run);
    if (!Files.exists(candidate.weights)) {
      throw new CommandFailure(
          "run %s must have left its weights at %s but has not. Maybe it is not trained yet, or weights are not kept: set workers.keep_weights in the study file before you run it."
              .formatted(candidate.run.id(), candidate.weights));
    }
    try (WeightsFile weights = WeightsFile.open(candidate.weights, KnownFacts.NONE)) {
      WeightsText.print(out, weights);
      output.write(out, weights);
    }
    return 0;
  }

  private static List<Candidate> candidates(StudyFolder folder) {
    var candidates = new ArrayList<Candidate>();
    for (Plan.PlannedTrunk planned : folder.plan().distinct()) {
      Trunk trunk = planned.trunk();
      for (RunSpec spec : trunk.runs()) {
        Path weights = KeptWeights.file(folder.trials(), trunk, spec.id());
        candidates.add(new Candidate(trunk, spec, weights));
      }
    }
    return candidates;
  }

  private static void list(PrintWriter out, List<Candidate> candidates) {
    var table = new Table("run", "shape", "steps");
    List<Candidate> kept = candidates.stream().filter(c -> Files.exists(c.weights)).toList();
    kept.forEach(c -> table.row(c.run.id(), c.run.model().shape(), c.run.steps()));
    out.printf("Weights are kept of %d of %s.%n", kept.size(), Count.of(candidates.size(), "run"));
    if (!kept.isEmpty()) {
      out.print(table);
    }
  }

  private Candidate find(List<Candidate> candidates, String id) {
    List<Candidate> found =
        candidates.stream().filter(c -> c.run.id().hex().startsWith(id)).distinct().toList();
    if (found.size() != 1) {
      throw new CommandFailure(
          "the id must be that of one run of the study but '%s' is that of %d. Maybe list those with weights: shapelaw weights export %s"
              .formatted(id, found.size(), study));
    }
    return found.getFirst();
  }
}
