package shapelaw.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.Trunk;
import shapelaw.runs.CountingTrainer;
import shapelaw.runs.Executor;
import shapelaw.runs.ExecutorContractTest;
import shapelaw.runs.Specs;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.spark.SparkOrder;
import shapelaw.spark.SparkSettings;

/// The contract on a master and two workers, connected once for all tests.
class SparkExecutorIT extends ExecutorContractTest {

  @TempDir private static Path clusterFolder;
  private static StandaloneCluster spark;
  private static SparkCluster cluster;

  static SparkSettings onLoopback(int maxTrials) {
    return new SparkSettings(
        OptionalInt.of(maxTrials),
        0,
        SparkSettings.LEAST_MEMORY_GIB,
        Optional.empty(),
        Optional.empty(),
        Map.of("spark.driver.host", "127.0.0.1", "spark.driver.bindAddress", "127.0.0.1"),
        1);
  }

  static SparkOrder order(String master, LocalSettings trial, Path trials) {
    return new SparkOrder(master, "test", onLoopback(trial.workers()), trial, trials);
  }

  @BeforeAll
  static void connect() throws IOException {
    spark = new StandaloneCluster(clusterFolder);
    spark.startWorker("worker-1", 1);
    spark.startWorker("worker-2", 1);
    cluster =
        new SparkCluster(order(spark.master(), ExecutorContractTest.settings(2), clusterFolder));
  }

  @AfterAll
  static void end() throws InterruptedException {
    cluster.close();
    spark.stop();
  }

  @Override
  public Executor executor(LocalSettings trial, Path trials) {
    return new SparkExecutor(cluster, order(spark.master(), trial, trials));
  }

  @Test
  void bothWorkersServe() {
    assertThat(cluster.slots()).isEqualTo(2);
  }

  @Test
  void aKilledTrialIsLostAndTriedAgain() throws Exception {
    List<Trunk> trunks = plan(Specs.trunk(32, CountingTrainer.Behaviour.KILLED_ONCE, 20, 60));
    execute(1, trunks);
    assertResultsAreUndisturbed(trunks);
    assertThat(audit()).doesNotHaveDuplicates().hasSize(2);
    assertThat(store.attempts())
        .extracting(Attempt::status)
        .containsExactly(AttemptStatus.LOST, AttemptStatus.DONE);
    assertThat(store.attempts().getFirst().reason()).startsWith("killed by signal 9.");
    assertThat(store.attempts().getFirst().handle().orElseThrow())
        .matches("spark:app-\\d+-\\d+, executor \\d+ on 127.0.0.1");
  }
}
