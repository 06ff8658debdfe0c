package shapelaw.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.ChildJvm;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.RunStore;

/// Kills a worker and the coordinator amid a sweep, all processes of their own.
/// `scripts/spark-test.sh` does so with real training.
@Timeout(120)
class SparkFailureIT {

  private static final int RUNS = 10;

  /// Spark refuses to start with less than 450 MiB.
  private static final String DRIVER_HEAP = "-Xmx512m";

  @TempDir Path folder;
  private StandaloneCluster spark;
  private int starts;

  @BeforeEach
  void startCluster() throws IOException {
    spark = new StandaloneCluster(folder);
    spark.startWorker("worker-1", 1);
    spark.startWorker("worker-2", 1);
  }

  @AfterEach
  void endCluster() throws InterruptedException {
    spark.stop();
  }

  private Process coordinate(String master) throws IOException {
    var command = new ArrayList<>(ChildJvm.command());
    command.add(1, DRIVER_HEAP);
    command.removeIf("-Xmx128m"::equals);
    command.add(SparkCoordinatorMain.class.getName());
    command.add(folder.toString());
    command.add(master);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output(++starts).toFile())
        .start();
  }

  private Path output(int start) {
    return folder.resolve("output-" + start + ".log");
  }

  private void awaitFirstResult(Process coordinator) throws Exception {
    while (!Files.readString(output(starts)).contains("finished")) {
      assertThat(coordinator.isAlive()).as(Files.readString(output(starts))).isTrue();
      Thread.sleep(20);
    }
  }

  private void assertAllIsAsIfUndisturbed() throws IOException {
    try (RunStore store = RunStore.open(SparkCoordinatorMain.store(folder))) {
      Map<RunId, RunResult> results = store.results();
      var expected = new HashMap<RunId, RunResult>();
      for (Trunk trunk : SparkCoordinatorMain.PLAN) {
        for (RunSpec run : trunk.runs()) {
          RunResult result = Objects.requireNonNull(results.get(run.id()));
          expected.put(run.id(), CountingTrainer.expected(run, result.provenance()));
        }
      }
      assertThat(results).isEqualTo(expected).hasSize(RUNS);
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .doesNotContain(AttemptStatus.RUNNING, AttemptStatus.FAILED);
    }
    assertThat(Files.readAllLines(folder.resolve("audit.log"))).doesNotHaveDuplicates();
    try (Stream<Path> left = Files.list(folder.resolve("trials"))) {
      assertThat(left).isEmpty();
    }
  }

  private void assertEndsWith(int code, Process coordinator) throws Exception {
    assertThat(coordinator.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(coordinator.exitValue()).as(Files.readString(output(starts))).isEqualTo(code);
  }

  @Test
  void allRunsFinishThoughAWorkerIsKilledInMidSweep() throws Exception {
    Process coordinator = coordinate(spark.master());
    awaitFirstResult(coordinator);
    List<ProcessHandle> executors = spark.executors("worker-1");
    List<ProcessHandle> trials = executors.stream().flatMap(ProcessHandle::children).toList();
    StandaloneCluster.kill(spark.process("worker-1"));
    for (ProcessHandle orphan : Stream.concat(executors.stream(), trials.stream()).toList()) {
      assertThat(orphan.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
    assertEndsWith(0, coordinator);
    assertThat(Files.readString(output(1))).contains("again: Spark's executor");
    assertAllIsAsIfUndisturbed();
  }

  @Test
  void aCoordinatorThatIsStoppedOrKilledTakesItsTrialsAlongAndTheNextGoesOn() throws Exception {
    Process stopped = coordinate(spark.master());
    awaitFirstResult(stopped);
    stopped.toHandle().destroy();
    assertThat(stopped.waitFor(30, TimeUnit.SECONDS)).isTrue();
    try (RunStore store = RunStore.open(SparkCoordinatorMain.store(folder))) {
      assertThat(store.attempts())
          .extracting(Attempt::status)
          .contains(AttemptStatus.CHECKPOINTED)
          .doesNotContain(AttemptStatus.RUNNING, AttemptStatus.LOST);
    }
    Process killed = coordinate(spark.master());
    awaitFirstResult(killed);
    List<ProcessHandle> executors =
        Stream.of("worker-1", "worker-2").flatMap(w -> spark.executors(w).stream()).toList();
    assertThat(executors).isNotEmpty();
    StandaloneCluster.kill(killed.toHandle());
    for (ProcessHandle executor : executors) {
      assertThat(executor.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
    assertEndsWith(0, coordinate(spark.master()));
    assertAllIsAsIfUndisturbed();
  }

  @Test
  void aMasterThatIsNotThereIsToldWithinSeconds() throws Exception {
    Process coordinator = coordinate("spark://127.0.0.1:1");
    assertThat(coordinator.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(coordinator.exitValue()).isEqualTo(5);
    assertThat(Files.readString(output(1)).lines())
        .singleElement()
        .asString()
        .startsWith("a Spark master must listen at spark://127.0.0.1:1 but none does");
  }
}
