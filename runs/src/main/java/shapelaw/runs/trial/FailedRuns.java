package shapelaw.runs.trial;

import java.util.List;
import java.util.Map;
import java.util.Set;
import shapelaw.run.Provenance;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.runs.store.RunStore;

/// Turns a trainer's final "no" into a result of each run that it concerns.
public final class FailedRuns {

  private FailedRuns() {}

  public static List<RunResult> of(
      Trunk trunk, Set<RunId> withResult, TrainingFailure failure, String trainer) {
    var provenance =
        new Provenance(
            trainer,
            codeVersion(),
            Machine.describe(),
            Map.of("java", Runtime.version().toString()),
            Map.of());
    return trunk.runs().stream()
        .map(RunSpec::id)
        .filter(run -> !withResult.contains(run))
        .<RunResult>map(
            run -> new RunResult.Failed(run, String.valueOf(failure.getMessage()), provenance))
        .toList();
  }

  private static String codeVersion() {
    String version = RunStore.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
