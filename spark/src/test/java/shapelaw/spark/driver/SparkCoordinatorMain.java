package shapelaw.spark.driver;

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
import shapelaw.spark.SparkExecutors;
import shapelaw.spark.SparkUnavailableException;

/// A coordinator for tests that kill it: `<folder> <master>`. Writes a line for each result that
/// was stored. Exits with 0 when all is done, 3 when something was given up, 4 when it was asked to
/// stop, 5 when there is no cluster.
final class SparkCoordinatorMain {

  static final List<Trunk> PLAN =
      List.of(
          Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 100, 300, 600),
          Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 90, 500),
          Specs.trunk(64, CountingTrainer.Behaviour.SLOW, 120, 700),
          Specs.trunk(80, CountingTrainer.Behaviour.SLOW, 40, 80, 400));

  private SparkCoordinatorMain() {}

  static Path store(Path folder) {
    return folder.resolve("runs.db");
  }

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    var trial = new LocalSettings(2, 1, ChildJvm.command(), CountingTrainer.NAME, 0.1, 3);
    int code = 0;
    try (RunStore store = RunStore.open(store(folder))) {
      store.plan(PLAN.stream().map(trunk -> new PlannedTrunk(trunk, "star:width")).toList());
      boolean complete =
          SparkExecutors.executor(SparkExecutorIT.order(args[1], trial, folder.resolve("trials")))
              .execute(PLAN, store, SparkCoordinatorMain::tell)
              .complete();
      code = complete ? 0 : 3;
    } catch (InterruptedException e) {
      code = 4;
    } catch (SparkUnavailableException e) {
      System.out.println(e.getMessage());
      code = 5;
    }
    System.exit(code);
  }

  private static void tell(ExecutionEvent event) {
    switch (event) {
      case ExecutionEvent.Finished finished ->
          System.out.println("finished " + finished.run().id());
      case ExecutionEvent.Progressed _ -> System.out.println("working");
      case ExecutionEvent.Retrying retrying -> System.out.println("again: " + retrying.reason());
      case ExecutionEvent.GaveUp gaveUp -> System.out.println("gave up: " + gaveUp.reason());
      case ExecutionEvent.Began _,
          ExecutionEvent.Started _,
          ExecutionEvent.Cancelled _,
          ExecutionEvent.Ended _ -> {}
    }
  }
}
