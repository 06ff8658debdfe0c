package shapelaw.runs.local;

import java.nio.file.Path;
import java.util.List;
import shapelaw.run.Trunk;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.Specs;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;

/// A coordinator for tests that kill it: executes a plan (`short` or `long`) under the folder given
/// and writes a line for every stored result and every sign of progress. Exits with 0 when all is
/// done, 4 when it was asked to stop, 5 when it was refused.
final class CoordinatorMain {

  static final List<Trunk> PLAN =
      List.of(
          Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 60, 150, 300),
          Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 90, 250),
          Specs.trunk(64, CountingTrainer.Behaviour.SLOW, 120, 330),
          Specs.trunk(80, CountingTrainer.Behaviour.SLOW, 40, 80, 200));

  /// Takes half a minute: whatever ends sooner was ended.
  static final List<Trunk> LONG_PLAN =
      List.of(
          Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 7_500),
          Specs.trunk(48, CountingTrainer.Behaviour.SLOW, 7_500));

  private CoordinatorMain() {}

  static Path store(Path folder) {
    return folder.resolve("runs.db");
  }

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    List<Trunk> trunks = args[1].equals("long") ? LONG_PLAN : PLAN;
    var settings = new LocalSettings(2, 1, ChildJvm.command(), CountingTrainer.NAME, 0.1, 100);
    int code = 0;
    try (RunStore store = RunStore.open(store(folder))) {
      store.plan(trunks.stream().map(trunk -> new PlannedTrunk(trunk, "star:width")).toList());
      new LocalExecutor(settings, folder.resolve("trials"))
          .execute(trunks, store, CoordinatorMain::tell);
    } catch (InterruptedException e) {
      code = 4;
    } catch (StoreException e) {
      System.out.println(e.getMessage());
      code = 5;
    }
    System.exit(code);
  }

  private static void tell(ExecutionEvent event) {
    if (event instanceof ExecutionEvent.Finished finished) {
      System.out.println("finished " + finished.run().id());
    } else if (event instanceof ExecutionEvent.Progressed) {
      System.out.println("working");
    }
  }
}
