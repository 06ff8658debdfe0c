package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.Specs;

/// What happens to a store's files.
class StoreFaultsTest {

  private static final int FLIPS = 200;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("study.db");
  }

  /// A store of a few dozen pages, closed.
  private Map<RunId, RunResult> filled() {
    try (RunStore store = RunStore.open(file())) {
      var planned = new ArrayList<PlannedTrunk>();
      for (int width = 32; width < 32 + 16 * 24; width += 16) {
        planned.add(Specs.planned(width % 32 == 0 ? "star:width" : "grid", width, 20, 50, 90));
      }
      store.replacePlan(planned, "mark");
      for (PlannedTrunk each : planned.subList(0, 20)) {
        long token = store.beginAttempt(each.trunk(), "here").token();
        for (RunSpec run : each.trunk().runs()) {
          store.accept(token, Specs.done(run.id(), 1.0 / (2 + run.steps())));
        }
        store.endAttempt(token, AttemptStatus.DONE, "");
      }
      return store.results();
    }
  }

  /// Everything that a fit or a person would see.
  private static List<Object> seen(Path file) {
    try (RunStore store = RunStore.open(file)) {
      return List.of(
          store.results(),
          store.planned().stream().map(PlannedTrunk::trunk).toList(),
          store.attempts().stream().map(Attempt::token).toList());
    }
  }

  @Test
  void aFlippedByteIsNoticedOrChangesNoNumber() throws Exception {
    filled();
    byte[] sound = Files.readAllBytes(file());
    List<Object> truth = seen(file());
    Path damaged = folder.resolve("damaged.db");
    var random = new SplittableRandom(5);
    var outcomes = new TreeMap<String, Integer>();
    for (int i = 0; i < FLIPS; i++) {
      byte[] bytes = sound.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      String outcome = outcome(damaged, truth, at);
      outcomes.merge(outcome, 1, Integer::sum);
      Files.deleteIfExists(Path.of(damaged + "-wal"));
      Files.deleteIfExists(Path.of(damaged + "-shm"));
    }
    assertThat(outcomes).containsOnlyKeys("noticed", "unchanged");
    assertThat(outcomes.get("noticed")).isGreaterThan(FLIPS / 4);
  }

  private static String outcome(Path damaged, List<Object> truth, int at) {
    try {
      List<Object> now = seen(damaged);
      assertThat(now.get(0)).as("results, byte %d flipped", at).isEqualTo(truth.get(0));
      assertThat(now.get(1)).as("plan, byte %d flipped", at).isEqualTo(truth.get(1));
      return "unchanged";
    } catch (StoreException e) {
      assertThat(e).hasMessageMatching(".*(damaged|cannot be|must be).*");
      return "noticed";
    }
  }

  @Test
  void aCopyWithoutItsLogIsOlderButSound() throws Exception {
    Map<RunId, RunResult> before = filled();
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve("study.db");
    try (RunStore store = RunStore.open(file())) {
      PlannedTrunk open = store.planned().getLast();
      long token = store.beginAttempt(open.trunk(), "here").token();
      store.accept(token, Specs.done(open.trunk().longest().id(), 0.5));
      assertThat(Path.of(file() + "-wal")).isNotEmptyFile();
      Files.copy(file(), copy);
      assertThat(store.results()).hasSize(before.size() + 1);
    }
    try (RunStore store = RunStore.open(copy)) {
      assertThat(store.results()).isEqualTo(before);
      store.checkThoroughly();
    }
  }

  @Test
  void anEmptyFileIsANewStoreOnlyWhereNoneWasInUse() throws Exception {
    Files.createFile(file());
    RunStore.open(file()).close();
    try (RunStore store = RunStore.open(file())) {
      store.lock().close();
    }
    Files.write(file(), new byte[0]);
    Path lock = Path.of(file() + ".lock");
    assertEmptied(lock);
    Path trials = folder.resolve("trials");
    Path trial = Files.createDirectories(trials.resolve("0123456789abcdef"));
    Files.delete(lock);
    assertEmptied(trials);
    Files.delete(trial);
    Path log = Files.writeString(Path.of(file() + "-wal"), "what was stored last");
    assertEmptied(log);
    assertThat(log).hasContent("what was stored last");
    Files.delete(file());
    RunStore.open(file()).close();
  }

  private void assertEmptied(Path evidence) {
    assertThatThrownBy(() -> RunStore.openExisting(new StoreLocation.LocalFile(file())))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("must hold the study's results but is empty (0 bytes)")
        .hasMessageContaining(evidence + " shows")
        .hasMessageContaining("Maybe restore a copy, or delete the file to begin anew.");
    assertThat(file()).isEmptyFile();
  }

  @Test
  void aCoordinatorKeepsItsLockWhenItsOwnProcessAsksForItAgain() throws Exception {
    try (RunStore store = RunStore.open(file());
        RunStore other = RunStore.open(file());
        StudyLock _ = store.lock()) {
      assertThatThrownBy(other::lock).hasMessageContaining("another coordinator");
      assertThat(other.coordinator()).isPresent();
      assertThat(lockElsewhere()).contains("refused by pid");
    }
    assertThat(lockElsewhere()).contains("taken");
  }

  private String lockElsewhere() throws Exception {
    var command = new ArrayList<>(ChildJvm.command());
    command.add(LockMain.class.getName());
    command.add(file().toString());
    Process process = new ProcessBuilder(command).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /// Takes the lock of a store in a process of its own.
  static final class LockMain {
    private LockMain() {}

    public static void main(String[] arguments) {
      try (RunStore store = RunStore.open(Path.of(arguments[0]));
          StudyLock _ = store.lock()) {
        System.out.println("taken");
      } catch (StoreException e) {
        System.out.println("refused by " + String.valueOf(e.getMessage()).replaceAll(".*\\(", ""));
      }
    }
  }

  @Test
  void aReaderDisturbsNoCoordinatorAndIsNotDisturbed() {
    filled();
    try (RunStore store = RunStore.open(file());
        StudyLock _ = store.lock()) {
      PlannedTrunk open = store.planned().getLast();
      long token = store.beginAttempt(open.trunk(), "here").token();
      for (RunSpec run : open.trunk().runs()) {
        try (RunStore reader = RunStore.open(file())) {
          assertThat(reader.status().coordinator()).isPresent();
          assertThat(reader.status().running()).hasSize(1);
        }
        store.accept(token, Specs.done(run.id(), 0.5));
      }
    }
  }
}
