package shapelaw.runs.slurm;

import java.nio.file.Path;
import java.util.List;
import shapelaw.run.Trunk;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.Specs;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// A coordinator for tests that kill it: executes [#PLAN] under the folder given on a double of
/// Slurm, and writes a line for every stored result. Exits with 0 when all is done, 4 when it was
/// asked to stop.
final class SlurmCoordinatorMain {

  static final List<Trunk> PLAN =
      List.of(
          Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 60, 150, 600),
          Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 90, 500),
          Specs.trunk(64, CountingTrainer.Behaviour.SLOW, 120, 330),
          Specs.trunk(80, CountingTrainer.Behaviour.SLOW, 40, 80, 200));

  private SlurmCoordinatorMain() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    var settings = new LocalSettings(4, 1, ChildJvm.command(), CountingTrainer.NAME, 0.1, 3);
    var slurm = new FakeSlurm(folder.resolve("cluster"));
    int code = 0;
    try (RunStore store = RunStore.open(folder.resolve("runs.db"))) {
      store.plan(PLAN.stream().map(trunk -> new PlannedTrunk(trunk, "grid")).toList());
      new SlurmExecutor(
              settings,
              SlurmSettings.ofJobs(4),
              folder.resolve("trials"),
              slurm.commands(),
              SlurmExecutorIT.BRISK)
          .execute(PLAN, store, SlurmCoordinatorMain::tell);
    } catch (InterruptedException e) {
      code = 4;
    }
    System.exit(code);
  }

  private static void tell(ExecutionEvent event) {
    if (event instanceof ExecutionEvent.Finished finished) {
      System.out.println("finished " + finished.run().id());
    }
  }
}
