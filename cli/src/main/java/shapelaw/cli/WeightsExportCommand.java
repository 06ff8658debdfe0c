package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
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
import shapelaw.run.RunId;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.KeptWeights;
import shapelaw.study.StudyException;
import shapelaw.sweep.Plan;
import shapelaw.torch.weights.KnownFacts;
import shapelaw.torch.weights.WeightsExport;
import shapelaw.torch.weights.WeightsFile;

/// `shapelaw weights export`: the weights of a trained run, under names of one's choice.
@Command(
    name = "export",
    description =
        "Write the weights that a run of a study left, under names of timm or Hugging Face.")
final class WeightsExportCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "STUDY", description = "Study folder or its study.yaml.")
  private Path study = Path.of("");

  @Parameters(index = "1", paramLabel = "RUN", description = "Id of the run, or its first digits.")
  private String run = "";

  @Mixin private WeightsOutput output = new WeightsOutput();

  @Spec private @Nullable CommandSpec spec;

  private record Candidate(Trunk trunk, RunId run) {}

  @Override
  public Integer call() throws IOException, StudyException {
    PrintWriter out = Main.out(spec);
    StudyFolder folder = StudyFolder.open(study);
    Candidate candidate = find(folder.plan());
    Path kept = KeptWeights.file(folder.trials(), candidate.trunk, candidate.run);
    if (!Files.exists(kept)) {
      throw new CommandFailure(
          "run %s must have left its weights at %s but has not. Maybe it is not trained yet, or weights are not kept: set workers.keep_weights in the study file before you run it."
              .formatted(candidate.run, kept));
    }
    if (Files.exists(output.file())) {
      throw new FileAlreadyExistsException(output.file().toString());
    }
    try (WeightsFile weights = WeightsFile.open(kept, KnownFacts.NONE)) {
      WeightsText.print(out, weights);
      WeightsText.written(
          out,
          output.file(),
          output.names(),
          WeightsExport.convert(weights, output.names(), output.file()));
    }
    return 0;
  }

  private Candidate find(Plan plan) {
    var found = new ArrayList<Candidate>();
    for (Plan.PlannedTrunk planned : plan.trunks()) {
      for (RunSpec spec : planned.trunk().runs()) {
        if (spec.id().hex().startsWith(run)) {
          found.add(new Candidate(planned.trunk(), spec.id()));
        }
      }
    }
    List<Candidate> distinct = found.stream().distinct().toList();
    if (distinct.size() != 1) {
      throw new CommandFailure(
          "the id must be that of one run of the study but '%s' is that of %d. Maybe: shapelaw status %s, or the report, which list them."
              .formatted(run, distinct.size(), study));
    }
    return distinct.getFirst();
  }
}
