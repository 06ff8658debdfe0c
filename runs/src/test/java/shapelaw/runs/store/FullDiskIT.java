package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.ExecutionEvent;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.Specs;
import shapelaw.runs.local.InProcessExecutor;
import shapelaw.runs.local.LocalExecutor;
import shapelaw.runs.local.LocalSettings;

/// Fills a small file system of its own during an execution. Needs the right to mount one.
@Execution(ExecutionMode.CONCURRENT)
class FullDiskIT {

  @TempDir Path mountPoint;

  private Path filler() {
    return mountPoint.resolve("filler");
  }

  private void fill() {
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(new byte[512]);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFullDiskGivesOneClearErrorAndLosesNothing(boolean childProcesses) throws Exception {
    try (var _ = MemoryDisk.mount(mountPoint, "2m")) {
      Path trials = mountPoint.resolve("trials");
      LocalSettings settings = ExecutorContractTest.settings(1);
      Executor executor =
          childProcesses
              ? new LocalExecutor(settings, trials)
              : new InProcessExecutor(new CountingTrainer(), settings, trials);
      Trunk before = Specs.trunk(64, 50, 100);
      Trunk after = Specs.trunk(32, CountingTrainer.Behaviour.SLOW, 50, 100);
      try (RunStore store = RunStore.open(mountPoint.resolve("runs.db"))) {
        store.plan(List.of(new PlannedTrunk(before, "grid"), new PlannedTrunk(after, "grid")));
        var filled = new AtomicBoolean();
        assertThatThrownBy(() ->
                executor.execute(
                    List.of(before, after),
                    store,
                    event -> {
                      if (event instanceof ExecutionEvent.Progressed progressed
                          && progressed.planned().trunk().equals(after)
                          && filled.compareAndSet(false, true)) {
                        fill();
                      }
                    }))
            .isInstanceOf(StoreException.class)
            .hasMessageMatching(".*(is full|No space left).*");
        assertThat(store.results()).containsOnlyKeys(Specs.ids(before));
      }
      Files.delete(filler());
      try (RunStore store = RunStore.open(mountPoint.resolve("runs.db"))) {
        assertThat(store.results()).containsOnlyKeys(Specs.ids(before));
        executor.execute(List.of(before, after), store, ExecutionListener.SILENT);
        for (RunSpec run : after.runs()) {
          var result = store.result(run.id()).orElseThrow();
          assertThat(result).isEqualTo(CountingTrainer.expected(run, result.provenance()));
        }
      }
    }
  }
}
