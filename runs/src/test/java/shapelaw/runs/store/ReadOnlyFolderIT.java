package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.Specs;

/// A store on a file system that only reads, which root obeys, too. Needs the right to mount one.
class ReadOnlyFolderIT {

  private static final PlannedTrunk TRUNK = Specs.planned("grid", 32, 20, 50);

  @TempDir Path mountPoint;

  @Test
  void aFolderThatOnlyReadsIsOneClearMessageAndLosesNothing() throws Exception {
    try (MemoryDisk disk = MemoryDisk.mount(mountPoint, "8m")) {
      Path file = mountPoint.resolve("study.db");
      try (RunStore store = RunStore.open(file)) {
        store.plan(List.of(TRUNK));
        long token = store.beginAttempt(TRUNK.trunk(), "here").token();
        store.accept(token, Specs.done(TRUNK.trunk().longest().id(), 0.25));
      }
      disk.remount("ro");
      assertThatThrownBy(() -> RunStore.open(file))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("must be writable but is not")
          .hasMessageContaining("Maybe choose another folder or change its permissions.");
      assertThatThrownBy(() -> RunStore.open(mountPoint.resolve("new/study.db")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be made");
      try (RunStore store =
          RunStore.openExisting(new StoreLocation.LocalFile(file)).orElseThrow()) {
        assertThat(store.results()).containsOnlyKeys(TRUNK.trunk().longest().id());
        assertThat(store.status().finishedRuns()).isEqualTo(1);
        assertThat(store.coordinator()).isEmpty();
        assertThat(store.attempts()).hasSize(1);
      }
      disk.remount("rw");
      try (RunStore store = RunStore.open(file)) {
        assertThat(store.results()).containsOnlyKeys(TRUNK.trunk().longest().id());
      }
    }
  }
}
