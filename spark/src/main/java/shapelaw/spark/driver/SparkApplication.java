package shapelaw.spark.driver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.BoxedUnit;
import shapelaw.spark.SparkOrder;
import shapelaw.spark.SparkUnavailableException;
import shapelaw.spark.worker.TrialTask;

/// An application that a master has accepted. There is at most one in a JVM: Spark will have no
/// more.
final class SparkApplication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SparkApplication.class);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// Spark itself tries for a minute.
  private static final Duration REGISTRATION = Duration.ofSeconds(25);

  /// No executor for that long after the last: they have all come.
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration REMINDER = Duration.ofSeconds(15);

  /// Above Spark's own hooks, which end the application and its trials with it.
  private static final int BEFORE_SPARK = 1_000;

  private final SparkOrder order;
  private final JavaSparkContext context;
  private final TaskWatch watch;

  private SparkApplication(SparkOrder order, JavaSparkContext context, TaskWatch watch) {
    this.order = order;
    this.context = context;
    this.watch = watch;
  }

  /// Connects to the master.
  ///
  /// @throws SparkUnavailableException if none answers
  static SparkApplication connect(SparkOrder order) {
    requireMaster(order.master());
    // Checkpoints come first when this process is asked to end; Hadoop's hooks give 30 s by
    // default.
    System.setProperty(
        "spark.shutdown.timeout", TrialTask.STOP_PATIENCE.plusSeconds(30).toSeconds() + "s");
    JavaSparkContext context = register(order, ApplicationConf.of(order));
    var watch = new TaskWatch();
    context.sc().addSparkListener(watch);
    var application = new SparkApplication(order, context, watch);
    ShutdownHookManager.addShutdownHook(BEFORE_SPARK, application::awaitTrials);
    return application;
  }

  private static void requireMaster(String master) {
    @Nullable IOException reason = null;
    for (String address : master.substring("spark://".length()).split(",", -1)) {
      int colon = address.lastIndexOf(':');
      try (var socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
            (int) CONNECT.toMillis());
        return;
      } catch (IOException e) {
        reason = e;
      }
    }
    throw new SparkUnavailableException(
        "a Spark master must listen at %s but none does (%s). Maybe it is not running, or listens under another name: its log says 'Starting Spark master at spark://…'."
            .formatted(master, reason),
        reason);
  }

  private static JavaSparkContext register(SparkOrder order, SparkConf conf) {
    var context = new CompletableFuture<JavaSparkContext>();
    Thread thread =
        new Thread(
            () -> {
              try {
                context.complete(new JavaSparkContext(conf));
              } catch (Throwable e) { // told below
                context.completeExceptionally(e);
              }
            },
            "spark-registration");
    thread.setDaemon(true);
    thread.start();
    try {
      return context.get(REGISTRATION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw refused(order, "it does not answer", e);
    } catch (ExecutionException e) {
      throw refused(order, String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(order, "interrupted", e);
    }
  }

  private static SparkUnavailableException refused(
      SparkOrder order, String reason, @Nullable Throwable cause) {
    return new SparkUnavailableException(
        "the Spark master at %s must accept this study but did not: %s. Maybe it is of another version than SPARK_HOME, or something else listens there."
            .formatted(order.master(), reason),
        cause);
  }

  String id() {
    return context.sc().applicationId();
  }

  /// True if Spark ended it, or [#close] did.
  boolean hasEnded() {
    return context.sc().isStopped();
  }

  /// True if it had executors and has had none for that long: a master that was started anew knows
  /// nothing of it. Before it has any it waits in the master's queue.
  boolean isForsaken(Duration patience) {
    return watch.hadExecutors()
        && slots() == 0
        && System.nanoTime() - watch.lastChangeNanos() > patience.toNanos();
  }

  private int slots() {
    return watch.slots(order.trial().threadsPerWorker());
  }

  /// Trials that fit on the executors side by side. Waits for the first executor, however long the
  /// cluster is busy, and for all that come soon after it.
  ///
  /// @return at least 1
  int awaitSlots() {
    long reminder = System.nanoTime() + REMINDER.toNanos();
    try {
      while (slots() == 0 || System.nanoTime() - watch.lastChangeNanos() < SETTLED.toNanos()) {
        if (hasEnded()) {
          throw refused(order, "it ended the application", null);
        }
        if (slots() == 0 && System.nanoTime() - reminder > 0) {
          LOG.warn(
              "Waiting for Spark: no worker of {} has {} free cores and {} GiB for {} yet.",
              order.master(),
              order.trial().threadsPerWorker(),
              order.settings().memoryGib(),
              order.name());
          reminder = Long.MAX_VALUE;
        }
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session looks at it next
    }
    return Math.max(1, slots());
  }

  /// Gives a task to Spark. It may wait for an executor.
  SparkJob submit(long token, TrialTask task) {
    String attempt = Long.toString(token);
    context.setLocalProperty(TaskWatch.ATTEMPT, attempt);
    context.setJobDescription("attempt " + attempt + " at " + Path.of(task.folder()).getFileName());
    context.setInterruptOnCancel(true);
    var job = new SparkJob();
    watch.add(attempt, job);
    JavaFutureAction<List<String>> future =
        context.parallelize(List.of(token), 1).map(task).collectAsync();
    job.carriedOutBy(future);
    return job;
  }

  /// Hears no more of a job.
  void forget(SparkJob job) {
    watch.remove(job);
  }

  private BoxedUnit awaitTrials() {
    try {
      while (!watch.isIdle()) {
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return BoxedUnit.UNIT;
  }

  /// Ends the application and its executors. While the JVM shuts down, Spark's own hook does that.
  @Override
  public void close() {
    if (!ShutdownHookManager.inShutdown()) {
      context.close();
    }
  }
}
