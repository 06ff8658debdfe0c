package shapelaw.runs.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.ExecutorContractTest;

class SlurmBatchTest {

  private static final String NAMES = "shapelaw-0a1b2c3d-";
  private static final SlurmScript SCRIPT =
      new SlurmScript(ExecutorContractTest.settings(1), SlurmSettings.ofJobs(1));

  @TempDir Path parent;

  private SlurmBatch write(long... tokens) throws IOException {
    return SlurmBatch.write(
        parent,
        NAMES,
        SCRIPT,
        LongStream.of(tokens)
            .mapToObj(token -> new SlurmBatch.Task(token, "trunk" + token, "arguments=()\n"))
            .toList(),
        0);
  }

  @Test
  void anAttemptIsFoundInItsLastSubmission() throws Exception {
    write(7, 8);
    SlurmBatch second = write(7, 9);
    assertThat(SlurmBatch.find(parent, 7)).contains(new SlurmBatch.Place(second, 0));
    assertThat(SlurmBatch.find(parent, 9)).contains(new SlurmBatch.Place(second, 1));
    assertThat(SlurmBatch.find(parent, 10)).isEmpty();
    assertThat(second.name(NAMES)).isEqualTo("shapelaw-0a1b2c3d-7-1");
  }

  @Test
  void aWithdrawnTaskIsFoundNoMoreAndTheLastOneTakesTheFolderAlong() throws Exception {
    SlurmBatch batch = write(7, 8);
    batch.storeArray(812);
    assertThat(batch.array()).hasValue(812);
    batch.withdraw(0);
    assertThat(SlurmBatch.find(parent, 7)).isEmpty();
    assertThat(SlurmBatch.find(parent, 8)).isPresent();
    batch.withdraw(1);
    batch.withdraw(1);
    assertThat(batch.folder()).doesNotExist();
  }

  @Test
  void tasksMayEndAtTheSameMoment() throws Exception {
    long[] tokens = LongStream.range(0, 8).toArray();
    try (var threads = Executors.newFixedThreadPool(tokens.length)) {
      for (int round = 0; round < 100; round++) {
        SlurmBatch batch = write(tokens);
        List<Callable<Boolean>> ends = new ArrayList<>();
        IntStream.range(0, tokens.length)
            .forEach(index ->
                ends.add(() -> {
                  batch.withdraw(index);
                  return true;
                }));
        for (var end : threads.invokeAll(ends)) {
          assertThat(end.get()).isTrue();
        }
        assertThat(Files.exists(batch.folder())).isFalse();
      }
    }
  }
}
