package shapelaw.spark.driver;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/// Hears from Spark which executors there are, and what becomes of each attempt's task.
final class TaskWatch extends SparkListener {

  /// Local property by which a stage tells whose it is.
  static final String ATTEMPT = "shapelaw.attempt";

  private final Map<String, SparkJob> jobs = new ConcurrentHashMap<>();
  private final Map<Integer, SparkJob> stages = new ConcurrentHashMap<>();
  private final Map<String, Integer> cores = new ConcurrentHashMap<>();
  private volatile boolean hadExecutors;
  private volatile long lastChangeNanos = System.nanoTime();

  void add(String attempt, SparkJob job) {
    jobs.put(attempt, job);
  }

  void remove(SparkJob job) {
    jobs.values().removeIf(job::equals);
    stages.values().removeIf(job::equals);
  }

  boolean isIdle() {
    return jobs.isEmpty();
  }

  /// Tasks of `cpus` cores that the executors of now can hold side by side.
  int slots(int cpus) {
    return cores.values().stream().mapToInt(each -> each / cpus).sum();
  }

  boolean hadExecutors() {
    return hadExecutors;
  }

  /// When an executor came or went last, by [System#nanoTime()].
  long lastChangeNanos() {
    return lastChangeNanos;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    cores.put(event.executorId(), event.executorInfo().totalCores());
    hadExecutors = true;
    lastChangeNanos = System.nanoTime();
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    cores.remove(event.executorId());
    lastChangeNanos = System.nanoTime();
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    SparkJob job = jobs.get(event.properties().getProperty(ATTEMPT, ""));
    if (job != null) {
      stages.put(event.stageInfo().stageId(), job);
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    SparkJob job = stages.get(event.stageId());
    if (job != null) {
      job.started(
          "executor %s on %s".formatted(event.taskInfo().executorId(), event.taskInfo().host()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    SparkJob job = stages.get(event.stageId());
    if (job != null) {
      job.taskEnded(failure(event.reason(), event.taskInfo().host()));
    }
  }

  /// Why a task ended without an answer, for people; empty if it has one.
  private static Optional<String> failure(TaskEndReason reason, String host) {
    return switch (reason) {
      case Success$ _ -> Optional.empty();
      case ExecutorLostFailure lost ->
          Optional.of(
              "Spark's executor %s on %s was lost%s"
                  .formatted(
                      lost.execId(),
                      host,
                      lost.reason().isDefined() ? ": " + lost.reason().get() : "."));
      case TaskFailedReason failed -> Optional.of(failed.toErrorString());
      default -> Optional.of(reason.toString());
    };
  }
}
