package shapelaw.runs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.Specs;
import shapelaw.runs.files.RunJson;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.trial.ExitCode;
import shapelaw.runs.trial.TrialFolder;

@Timeout(20)
class FolderWatchTest {

  private static final long TOKEN = 7;
  private static final Trunk TRUNK = Specs.trunk(32, 20, 40);

  @TempDir Path trials;

  private final List<RunResult> stored = new ArrayList<>();
  private final List<TrainingContext.Progress> told = new ArrayList<>();
  private TrialFolder folder;

  @BeforeEach
  void prepare() throws IOException {
    folder = TrialFolder.of(trials, TRUNK);
    folder.prepare(TRUNK);
  }

  private FolderWatch watch(Set<RunId> finished, Duration settling) {
    return watch(finished, settling, TrialFolder::written);
  }

  private FolderWatch watch(Set<RunId> finished, Duration settling, FolderWatch.Lister lister) {
    var attempt =
        new Attempt(
            TOKEN,
            TRUNK.id(),
            1,
            Instant.EPOCH,
            Optional.empty(),
            AttemptStatus.RUNNING,
            "",
            "here",
            Optional.empty());
    var sink =
        new AttemptSink() {
          @Override
          public void accept(RunResult result) {
            stored.add(result);
          }

          @Override
          public void progress(TrainingContext.Progress progress) {
            told.add(progress);
          }

          @Override
          public void carriedBy(String handle) {}
        };
    return new FolderWatch(
        new Assignment(TRUNK, attempt, finished, folder, 0, new AtomicBoolean()),
        sink,
        settling,
        lister);
  }

  private RunResult result(int run) {
    return Specs.done(TRUNK.runs().get(run).id(), 0.5);
  }

  private Path write(int run) throws IOException {
    folder.writeResult(result(run), TOKEN);
    return folder.resultFiles(TOKEN).stream()
        .filter(file -> file.toString().contains(TRUNK.runs().get(run).id().hex()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyResultOfTheAttemptIsHandedOverOnce() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ZERO);
    assertThat(watch.look()).isFalse();
    folder.writeResult(result(1), TOKEN - 1);
    write(0);
    assertThat(watch.look()).isTrue();
    assertThat(watch.look()).isFalse();
    assertThat(stored).containsExactly(result(0));
    write(1);
    assertThat(watch.look()).isTrue();
    assertThat(stored).containsExactly(result(0), result(1));
    assertThat(watch.complete()).isTrue();
  }

  @Test
  void whatAnEarlierCoordinatorStoredIsPassedOver() throws Exception {
    FolderWatch watch = watch(Set.of(TRUNK.runs().getFirst().id()), Duration.ZERO);
    write(0);
    assertThat(watch.look()).isFalse();
    assertThat(stored).isEmpty();
  }

  @Test
  void aTornResultIsReadAgainLaterAndKeepsNoOtherBack() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ZERO);
    Path torn = write(0);
    String whole = Files.readString(torn);
    Files.writeString(torn, whole.substring(0, whole.length() / 2));
    write(1);
    assertThat(watch.look()).isTrue();
    assertThat(stored).containsExactly(result(1));
    assertThat(watch.trouble()).get().asString().contains(torn.getFileName().toString());
    Files.writeString(torn, whole);
    watch.look();
    assertThat(stored).containsExactly(result(1), result(0));
    assertThat(watch.trouble()).isEmpty();
  }

  @Test
  void progressIsToldWhenItChanges() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ZERO);
    Path file = folder.path().resolve("progress-" + TOKEN + ".json");
    var progress = new TrainingContext.Progress(5, 40, 0.5, 100);
    Files.writeString(file, "{\"trained");
    assertThat(watch.look()).isFalse();
    Files.writeString(file, RunJson.write(progress));
    assertThat(watch.look()).isTrue();
    assertThat(watch.look()).isFalse();
    assertThat(told).containsExactly(progress);
  }

  @Test
  void aTrialThatSaysDoneIsWaitedForUntilItsResultsAreSeen() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ofSeconds(15));
    write(0);
    Thread late =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(500);
                write(1);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(watch.ended(ExitCode.DONE)).isEqualTo(AttemptEnd.done());
    assertThat(stored).containsExactly(result(0), result(1));
    late.join();
  }

  /// Shows an empty folder for a while, as a file system does that keeps what it knows.
  private static FolderWatch.Lister late() {
    var looks = new AtomicInteger();
    return (folder, token) ->
        looks.incrementAndGet() <= 5
            ? new TrialFolder.Written(List.of(), false)
            : folder.written(token);
  }

  private void writeExitCode(int code) throws IOException {
    Files.writeString(folder.path().resolve("exit-" + TOKEN), Integer.toString(code));
  }

  @Test
  void aTrialThatWroteACheckpointIsWaitedForUntilTheListingShowsItsEnd() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ofMinutes(5), late());
    write(0);
    writeExitCode(ExitCode.CHECKPOINTED);
    assertThat(watch.awaitExitCode()).as("read by its name").hasValue(ExitCode.CHECKPOINTED);
    assertThat(stored).isEmpty();
    assertThat(watch.ended(ExitCode.CHECKPOINTED).status()).isEqualTo(AttemptStatus.CHECKPOINTED);
    assertThat(stored).containsExactly(result(0));
  }

  @Test
  void aTrialThatCrashedInItsOwnWordsIsNotWaitedForLonger() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ofMinutes(5), late());
    write(0);
    writeExitCode(ExitCode.CRASHED);
    assertThat(watch.ended(ExitCode.CRASHED).status()).isEqualTo(AttemptStatus.FAILED);
    assertThat(stored).containsExactly(result(0));
  }

  @Test
  void whatAKilledTrialWroteIsWaitedForAsLongAsItMayTakeToBeSeen() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ofSeconds(3), late());
    write(0);
    assertThat(watch.ended(137).status()).isEqualTo(AttemptStatus.LOST);
    assertThat(stored).containsExactly(result(0));
  }

  @Test
  void allWaitingTogetherIsNoLongerThanItMay() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ofSeconds(2));
    long began = System.nanoTime();
    assertThat(watch.awaitExitCode()).isEmpty();
    long known = System.nanoTime();
    assertThat(watch.ended(137).status()).isEqualTo(AttemptStatus.LOST);
    assertThat(Duration.ofNanos(known - began)).isGreaterThan(Duration.ofSeconds(2));
    assertThat(Duration.ofNanos(System.nanoTime() - known)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aDamagedResultOfATrialThatEndedIsTold() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ZERO);
    Files.writeString(write(0), "{");
    AttemptEnd end = watch.ended(ExitCode.DONE);
    assertThat(end.status()).isEqualTo(AttemptStatus.FAILED);
    assertThat(end.reason()).startsWith("a result file is damaged: result-");
    assertThat(end.again()).isTrue();
  }

  @Test
  void anUnreadableExitCodeIsNoneYet() throws Exception {
    FolderWatch watch = watch(Set.of(), Duration.ZERO);
    assertThat(watch.exitCode()).isEmpty();
    Path file = folder.path().resolve("exit-" + TOKEN);
    Files.writeString(file, "");
    assertThat(watch.exitCode()).isEmpty();
    Files.writeString(file, "75");
    assertThat(watch.exitCode()).hasValue(75);
  }
}
