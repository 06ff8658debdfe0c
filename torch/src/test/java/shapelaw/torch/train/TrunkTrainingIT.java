package shapelaw.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static shapelaw.torch.train.TrunkRuns.NEVER;
import static shapelaw.torch.train.TrunkRuns.numbers;
import static shapelaw.torch.train.TrunkRuns.train;
import static shapelaw.torch.train.TrunkRuns.undisturbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.NoCheckpointException;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.torch.RecordingContext;
import shapelaw.torch.Samples;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.weights.KnownFacts;
import shapelaw.torch.weights.PositionResampling;
import shapelaw.torch.weights.SafetensorsFile;
import shapelaw.torch.weights.WeightsEvaluation;
import shapelaw.torch.weights.WeightsFile;

class TrunkTrainingIT {

  /// Trunk of 34 steps, then cool-downs of 6: branches leave at 14, 24 and 34.
  private static final Trunk TRUNK =
      Samples.trunk(Samples.recipe(Optimizer.Adafactor.PAPER, 1e-3), 20, 30, 40);

  @TempDir Path folder;

  /// Trains with interruptions until all is done, as an executor does; every attempt has the next
  /// of `stops`.
  private List<RunResult> interrupted(Trunk trunk, double checkpointSeconds, long... stops)
      throws Exception {
    return TrunkRuns.interrupted(trunk, folder, checkpointSeconds, c -> c, stops);
  }

  private RecordingContext context(
      List<RunResult> results, double checkpointSeconds, LongPredicate stop) {
    Set<RunId> finished = results.stream().map(RunResult::run).collect(Collectors.toSet());
    return new RecordingContext(folder, finished, checkpointSeconds, stop);
  }

  @Test
  void aBranchGivesTheNumbersOfARunOfItsOwn(@TempDir Path other) throws Exception {
    List<RunResult> branches = undisturbed(TRUNK, folder);

    for (int i = 0; i < TRUNK.runs().size(); i++) {
      var alone = new Trunk(List.of(TRUNK.runs().get(i)));
      assertThat(numbers(undisturbed(alone, other))).containsExactly(numbers(branches.get(i)));
    }
    assertThat(branches).hasSize(3).allMatch(RunResult.Done.class::isInstance);
    assertThat(numbers(branches)).doesNotHaveDuplicates();
  }

  /// Before the first step, on the trunk, at and in branches, just before the end of each.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 13, 14, 15, 19, 20, 21, 30, 31, 35, 36, 37, 46, 51})
  void goesOnAfterAnInterruptionBitForBit(long stop, @TempDir Path other) throws Exception {
    assertThat(numbers(interrupted(TRUNK, NEVER, stop)))
        .isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  @Test
  void saysWhereItBeginsAndEnds() throws Exception {
    var results = new ArrayList<RunResult>();
    RecordingContext stopped = context(results, NEVER, done -> done >= 16);
    assertThatThrownBy(() -> train(TRUNK, stopped)).isInstanceOf(InterruptedException.class);
    assertThat(stopped.said())
        .satisfiesExactly(
            begun ->
                assertThat(begun)
                    .startsWith(TRUNK.longest().model().shape() + "; ")
                    .contains("1 threads, float32 precision; 3 of 3 runs, ")
                    .endsWith(" steps in all, from the start"),
            ended ->
                assertThat(ended)
                    .isEqualTo("asked to stop at step 2 of the cool-down that begins at step 14"));
    results.addAll(stopped.results());
    RecordingContext next = context(results, NEVER, done -> false);
    train(TRUNK, next);
    assertThat(next.said())
        .singleElement()
        .asString()
        .endsWith("going on from a checkpoint at step 2 of the cool-down that begins at step 14");
  }

  @Test
  void goesOnAfterManyInterruptionsBitForBit(@TempDir Path other) throws Exception {
    assertThat(numbers(interrupted(TRUNK, NEVER, 5, 0, 11, 9, 3, 1, 9)))
        .isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  /// A killed process writes nothing at its end: it goes on from the checkpoint that time made.
  @ParameterizedTest
  @ValueSource(ints = {1, 14, 17, 20, 25, 37, 45, 51})
  void goesOnAfterAKillBitForBit(int steps, @TempDir Path other) throws Exception {
    var killed = new AssertionError("killed");
    var results = new ArrayList<RunResult>();
    RecordingContext context =
        context(
            results,
            0,
            done -> {
              if (done >= steps) {
                throw killed;
              }
              return false;
            });
    assertThatThrownBy(() -> train(TRUNK, context)).isSameAs(killed);
    results.addAll(context.results());
    RecordingContext next = context(results, NEVER, done -> false);
    train(TRUNK, next);
    results.addAll(next.results());

    assertThat(numbers(results)).isEqualTo(numbers(undisturbed(TRUNK, other)));
    assertThat(next.allProgress().getFirst().trainedSteps()).isEqualTo(steps + 1L);
  }

  @Test
  void adamWGoesOnBitForBitToo(@TempDir Path other) throws Exception {
    Trunk trunk = Samples.trunk(Samples.recipe(Optimizer.AdamW.USUAL, 1e-3), 20, 30);

    assertThat(numbers(interrupted(trunk, NEVER, 7, 9, 4)))
        .isEqualTo(numbers(undisturbed(trunk, other)));
  }

  /// Large enough for libtorch and MKL to split their work between threads.
  @Test
  void severalThreadsGoOnBitForBitToo(@TempDir Path other) throws Exception {
    var recipe =
        new Recipe(
            128,
            Optimizer.Adafactor.PAPER,
            1e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(5, 6),
            1.0);
    Trunk trunk = Samples.trunk(recipe, 12, 16);
    var undisturbed = RecordingContext.undisturbed(other).withThreads(3);
    train(trunk, undisturbed);
    var stopped = context(List.of(), NEVER, steps -> steps >= 9).withThreads(3);
    assertThatThrownBy(() -> train(trunk, stopped)).isInstanceOf(InterruptedException.class);
    var next = context(List.of(), NEVER, steps -> false).withThreads(3);
    train(trunk, next);

    assertThat(numbers(next.results())).isEqualTo(numbers(undisturbed.results()));
  }

  @Test
  void trainsNothingThatIsFinished(@TempDir Path other) throws Exception {
    List<RunResult> all = undisturbed(TRUNK, other);
    var context =
        new RecordingContext(folder, Set.of(TRUNK.runs().get(1).id()), NEVER, steps -> false);
    train(TRUNK, context);

    assertThat(numbers(context.results()))
        .containsExactly(numbers(all.get(0)), numbers(all.get(2)));
    assertThat(context.allProgress()).hasSize(34 + 2 * 6);
  }

  @Test
  void trainsNoFurtherThanTheLastRunThatIsNotFinished(@TempDir Path other) throws Exception {
    List<RunResult> all = undisturbed(TRUNK, other);
    var context =
        new RecordingContext(
            folder,
            Set.of(TRUNK.runs().get(1).id(), TRUNK.runs().get(2).id()),
            NEVER,
            steps -> false);
    train(TRUNK, context);

    assertThat(numbers(context.results())).containsExactly(numbers(all.get(0)));
    assertThat(context.allProgress()).hasSize(14 + 6);
  }

  @Test
  void leavesNoFilesBehindWhenAllIsDone() throws Exception {
    interrupted(TRUNK, 0, 16);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDamagedCheckpointIsIgnoredAndThePreviousOneUsed(@TempDir Path other) throws Exception {
    var context = context(List.of(), 0, steps -> steps >= 12);
    assertThatThrownBy(() -> train(TRUNK, context)).isInstanceOf(InterruptedException.class);
    damage(folder.resolve("checkpoint.safetensors"));

    var next = context(List.of(), NEVER, steps -> false);
    train(TRUNK, next);

    assertThat(numbers(next.results())).isEqualTo(numbers(undisturbed(TRUNK, other)));
    assertThat(next.allProgress().getFirst().trainedSteps()).isEqualTo(13);
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 100, 5000})
  void trainingStartsOverWhereNoCheckpointIsWhole(int bytes, @TempDir Path other) throws Exception {
    for (String name : List.of("checkpoint.safetensors", "checkpoint.previous.safetensors")) {
      Files.write(folder.resolve(name), new byte[bytes]);
    }

    assertThat(numbers(undisturbed(TRUNK, folder))).isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  @Test
  void aCheckpointOfAnotherTrunkIsIgnored(@TempDir Path other) throws Exception {
    Trunk foreign = Samples.trunk(Samples.recipe(Optimizer.Adafactor.PAPER, 2e-3), 20, 30, 40);
    var context = context(List.of(), NEVER, steps -> steps >= 12);
    assertThatThrownBy(() -> train(foreign, context)).isInstanceOf(InterruptedException.class);

    assertThat(numbers(undisturbed(TRUNK, folder))).isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  @Test
  void aCheckpointBeyondWhatIsMissingIsNotUsed(@TempDir Path other) throws Exception {
    var context =
        new RecordingContext(folder, Set.of(TRUNK.runs().get(0).id()), NEVER, steps -> steps >= 20);
    assertThatThrownBy(() -> train(TRUNK, context)).isInstanceOf(InterruptedException.class);

    // The first run's result turns out to be lost after all.
    assertThat(numbers(undisturbed(TRUNK, folder))).isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  @Test
  void trainingGoesOnWhereNoCheckpointCanBeWritten(@TempDir Path other) throws Exception {
    // A folder where the file should be makes every write fail, as a full disk does.
    Files.createDirectories(folder.resolve("checkpoint.tmp/blocked"));
    var context = context(List.of(), 0, steps -> false);
    train(TRUNK, context);

    assertThat(numbers(context.results())).isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  @Test
  void whoIsAskedToStopHearsThatNoCheckpointCouldBeWritten(@TempDir Path other) throws Exception {
    RecordingContext first = context(List.of(), NEVER, steps -> steps >= 5);
    assertThatThrownBy(() -> train(TRUNK, first))
        .isInstanceOf(InterruptedException.class)
        .isNotInstanceOf(NoCheckpointException.class);
    Path blocked = Files.createDirectories(folder.resolve("checkpoint.tmp/blocked"));
    RecordingContext second = context(List.of(), NEVER, steps -> steps >= 9);
    assertThatThrownBy(() -> train(TRUNK, second))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessageContaining("checkpoint.tmp");
    Files.delete(blocked);
    Files.delete(blocked.getParent());
    RecordingContext third = context(List.of(), NEVER, steps -> false);
    train(TRUNK, third);
    assertThat(third.allProgress().getFirst().trainedSteps()).as("from the older one").isEqualTo(6);
    assertThat(numbers(third.results())).isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  /// Every access to a closed file system throws what is no `IOException`.
  @Test
  void trainingGoesOnWhereWritingFailsInAnUnexpectedWay(@TempDir Path other) throws Exception {
    FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("folder.zip"), Map.of("create", "true"));
    var context =
        new RecordingContext(
                zip.getPath("/"),
                Set.of(),
                0,
                steps -> {
                  closeAfter(4, steps, zip);
                  return false;
                })
            .keepingWeights();
    train(TRUNK, context);

    assertThat(numbers(context.results())).isEqualTo(numbers(undisturbed(TRUNK, other)));
  }

  private static void closeAfter(long last, long steps, FileSystem files) {
    if (steps > last) {
      try {
        files.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aTrunkThatDivergesLosesAllRunsThatAreNotFinished() throws Exception {
    // A step of this size takes the weights beyond float32 at once.
    Recipe wild = Samples.recipe(Optimizer.Adafactor.PAPER, 1e38);
    List<RunResult> results = undisturbed(Samples.trunk(wild, 20, 30), folder);

    assertThat(results).hasSize(2).allMatch(RunResult.Diverged.class::isInstance);
    assertThat(((RunResult.Diverged) results.getFirst()).step()).isBetween(2L, 4L);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aCheckpointIsASafetensorsFileWithEveryParameterUnderItsName() throws Exception {
    var context = context(List.of(), NEVER, steps -> steps >= 16);
    assertThatThrownBy(() -> train(TRUNK, context)).isInstanceOf(InterruptedException.class);

    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("checkpoint.safetensors"))) {
      file.requireIntact();
      List<String> parameters =
          ParameterLayout.of(TRUNK.longest().model()).slots().stream()
              .map(ParameterLayout.Slot::name)
              .toList();
      assertThat(file.tensors().keySet())
          .containsAll(parameters)
          .containsAll(parameters.stream().map("branch_point."::concat).toList())
          .contains("optimizer.momentum", "branch_point.optimizer.momentum")
          .filteredOn(name -> name.startsWith("optimizer.second_moment."))
          .hasSizeGreaterThan(5);
      assertThat(file.metadata())
          .containsEntry("trunk", TRUNK.id())
          .containsEntry("trunk_step", "14")
          .containsEntry("branch_run", TRUNK.runs().getFirst().id().hex())
          .containsEntry("branch_step", "2");
    }
    try (WeightsFile weights =
        WeightsFile.open(folder.resolve("checkpoint.safetensors"), KnownFacts.NONE)) {
      assertThat(weights.architecture().model()).isEqualTo(TRUNK.longest().model());
    }
  }

  /// The format before this one, which a study that is gone on with may have in its folders.
  @Test
  void aCheckpointOfTheEarlierFormatIsPassedOverAndRemoved(@TempDir Path other) throws Exception {
    Files.write(folder.resolve("checkpoint.bin"), new byte[1000]);
    Files.write(folder.resolve("checkpoint.previous.bin"), new byte[1000]);

    assertThat(numbers(undisturbed(TRUNK, folder))).isEqualTo(numbers(undisturbed(TRUNK, other)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void weightsOfEveryRunAreKeptWhenAskedFor(@TempDir Path other) throws Exception {
    var context = RecordingContext.undisturbed(folder).keepingWeights();
    train(TRUNK, context);

    assertThat(numbers(context.results())).isEqualTo(numbers(undisturbed(TRUNK, other)));
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              TRUNK.runs().stream().map(run -> run.id().hex() + ".safetensors").toList());
    }
    for (int i = 0; i < TRUNK.runs().size(); i++) {
      assertThat(errorRateOfWeights(TRUNK.runs().get(i)))
          .isEqualTo(((RunResult.Done) context.results().get(i)).errorRate());
    }
  }

  /// Few-shot error of the weights that a run left, as anybody measures it.
  private double errorRateOfWeights(RunSpec run) throws IOException {
    Path path = folder.resolve(run.id().hex() + ".safetensors");
    try (WeightsFile weights = WeightsFile.open(path, KnownFacts.NONE)) {
      return WeightsEvaluation.evaluate(
              weights,
              run.evaluation(),
              ImageSources.open(run.data()),
              run.data().seed(),
              PositionResampling.BILINEAR)
          .outcome()
          .errorRate();
    }
  }

  @Test
  void lossIsTheMeanOverTheCoolDown() throws Exception {
    Trunk trunk = Samples.trunk(Samples.recipe(Optimizer.AdamW.USUAL, 1e-3), 20);
    var context = RecordingContext.undisturbed(folder);
    train(trunk, context);

    double mean =
        context.allProgress().subList(14, 20).stream()
                .mapToDouble(progress -> progress.trainingLoss())
                .sum()
            / 6;
    assertThat(((RunResult.Done) context.results().getFirst()).trainingLoss()).isEqualTo(mean);
  }

  @Test
  void learnsToTellFractalsApart() throws Exception {
    var recipe =
        new Recipe(
            32,
            Optimizer.Adafactor.PAPER,
            2e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(100, 100),
            1.0);
    List<RunResult> results = undisturbed(Samples.trunk(recipe, 1000), folder);

    // Whoever knows nothing but that 1 class in 8 is right has 8 times the entropy of 1/8: 3.01.
    assertThat(((RunResult.Done) results.getFirst()).trainingLoss()).isLessThan(2.6);
  }
}
