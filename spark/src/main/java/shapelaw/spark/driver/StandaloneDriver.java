package shapelaw.spark.driver;

import java.util.List;
import shapelaw.run.Trunk;
import shapelaw.runs.ExecutionListener;
import shapelaw.runs.ExecutionSummary;
import shapelaw.runs.Executor;
import shapelaw.runs.store.RunStore;
import shapelaw.spark.SparkDriver;
import shapelaw.spark.SparkOrder;

/// Executors on Spark's own cluster manager, the standalone one.
public final class StandaloneDriver implements SparkDriver {

  @Override
  public Executor executor(SparkOrder order) {
    return (trunks, store, listener) -> execute(order, trunks, store, listener);
  }

  /// Spark's threads find their classes by the context class loader of the thread that began them.
  private static ExecutionSummary execute(
      SparkOrder order, List<Trunk> trunks, RunStore store, ExecutionListener listener)
      throws InterruptedException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(StandaloneDriver.class.getClassLoader());
    try (var cluster = new SparkCluster(order)) {
      return new SparkExecutor(cluster, order).execute(trunks, store, listener);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
