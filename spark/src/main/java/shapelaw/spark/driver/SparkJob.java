package shapelaw.spark.driver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.jspecify.annotations.Nullable;
import shapelaw.spark.worker.TrialTask;

/// A Spark job of one task: one attempt at a trunk.
final class SparkJob {

  /// How long Spark's news of a task may take to be heard.
  private static final Duration NEWS = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(20);

  /// How a job ended.
  sealed interface End {
    /// Its task ran to its end.
    ///
    /// @param text what [TrialTask#call] said
    record Answered(String text) implements End {}

    /// Spark lost it.
    record Lost(String reason) implements End {}

    /// It was cancelled, and its task is over or never began.
    record Stopped() implements End {}
  }

  /// @param failure why it has no answer; empty if it has one
  private record TaskEnd(Optional<String> failure) {}

  private final CompletableFuture<JavaFutureAction<List<String>>> submitted =
      new CompletableFuture<>();
  private volatile @Nullable String place;
  private volatile @Nullable TaskEnd taskEnd;
  private long cancelledNanos;
  private boolean cancelled;

  /// Spark's news of it may come before Spark has handed it over.
  void carriedOutBy(JavaFutureAction<List<String>> future) {
    submitted.complete(future);
  }

  private JavaFutureAction<List<String>> future() {
    return submitted.join();
  }

  void started(String newPlace) {
    place = newPlace;
  }

  void taskEnded(Optional<String> failure) {
    taskEnd = new TaskEnd(failure);
  }

  /// Which executor carries it out; empty while it waits for one.
  Optional<String> place() {
    return Optional.ofNullable(place);
  }

  /// Asks Spark to kill the task.
  void cancel() {
    if (!cancelled) {
      cancelled = true;
      cancelledNanos = System.nanoTime();
      future().cancel(true);
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  /// How it ended, if it does so within `patience`.
  Optional<End> await(Duration patience) throws InterruptedException {
    return cancelled ? awaitStopped(patience) : awaitAnswer(patience);
  }

  private Optional<End> awaitAnswer(Duration patience) throws InterruptedException {
    try {
      return Optional.of(
          new End.Answered(future().get(patience.toMillis(), TimeUnit.MILLISECONDS).getFirst()));
    } catch (TimeoutException e) {
      // A lost task whose executor is not to blame waits for another one; its attempt is over.
      TaskEnd end = taskEnd;
      return end == null ? Optional.empty() : end.failure().map(End.Lost::new);
    } catch (ExecutionException | CancellationException e) {
      return Optional.of(new End.Lost(reason(e)));
    }
  }

  /// The task's own words come a moment after the job's end.
  private String reason(Exception failure) throws InterruptedException {
    long deadline = System.nanoTime() + NEWS.toNanos();
    while (taskEnd == null && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL);
    }
    TaskEnd end = taskEnd;
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return end == null ? firstLine(cause) : end.failure().orElseGet(() -> firstLine(cause));
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
  }

  private Optional<End> awaitStopped(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - deadline < 0) {
      long waited = System.nanoTime() - cancelledNanos;
      boolean neverBegan = place == null && waited > NEWS.toNanos();
      boolean tooLate = waited > TrialTask.STOP_PATIENCE.plusSeconds(10).toNanos();
      if (taskEnd != null || neverBegan || tooLate) {
        return Optional.of(new End.Stopped());
      }
      Thread.sleep(POLL);
    }
    return Optional.empty();
  }
}
