package shapelaw.runs;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// Small runs for tests.
public final class Specs {

  public static final Provenance PROVENANCE =
      new Provenance("test", "1", "here", Map.of("lib", "2"), Map.of("threads", "1"));

  private Specs() {}

  public static RunSpec run(int width, long steps) {
    return run(width, CountingTrainer.Behaviour.NORMAL, steps);
  }

  public static RunSpec run(int width, CountingTrainer.Behaviour behaviour, long steps) {
    return new RunSpec(
        new VisionTransformer(
            Shape.vit(width, 2, behaviour.mlpDim()), 2, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 4, 1),
        new Recipe(
            8, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(5, 10), 1),
        steps,
        EvaluationSpec.PAPER,
        0);
  }

  public static Trunk trunk(int width, long... steps) {
    return trunk(width, CountingTrainer.Behaviour.NORMAL, steps);
  }

  public static Trunk trunk(int width, CountingTrainer.Behaviour behaviour, long... steps) {
    return new Trunk(Arrays.stream(steps).mapToObj(s -> run(width, behaviour, s)).toList());
  }

  public static PlannedTrunk planned(String purpose, int width, long... steps) {
    return new PlannedTrunk(trunk(width, steps), purpose);
  }

  public static RunResult.Done done(RunId run, double errorRate) {
    return new RunResult.Done(run, errorRate, Map.of(10, errorRate), 0.01, 0.5, 12.5, PROVENANCE);
  }

  public static List<RunId> ids(Trunk trunk) {
    return trunk.runs().stream().map(RunSpec::id).toList();
  }
}
