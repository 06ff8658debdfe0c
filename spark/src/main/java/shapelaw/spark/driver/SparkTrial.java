package shapelaw.spark.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.cluster.FolderWatch;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.spark.worker.TrialTask;

/// One attempt from start to end, seen from the coordinator.
final class SparkTrial {

  private static final Duration LOOK = Duration.ofMillis(300);

  /// How long the process of a lost executor may take to die.
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(60);

  private final Assignment assignment;
  private final AttemptSink sink;
  private final SparkCluster cluster;
  private final FolderWatch watch;
  private boolean told;

  SparkTrial(Assignment assignment, AttemptSink sink, SparkCluster cluster, Duration settling) {
    this.assignment = assignment;
    this.sink = sink;
    this.cluster = cluster;
    this.watch = new FolderWatch(assignment, sink, settling);
  }

  AttemptEnd run(TrialTask task) throws IOException {
    Files.deleteIfExists(assignment.folder().log());
    SparkApplication application = cluster.application();
    SparkJob job = application.submit(assignment.attempt().token(), task);
    try {
      return follow(job, application);
    } catch (InterruptedException e) {
      assignment.stop().set(true); // nobody interrupts workers, but whoever does means this
      return new AttemptEnd(AttemptStatus.LOST, "the coordinator was interrupted", true);
    } finally {
      job.cancel();
      application.forget(job);
    }
  }

  private AttemptEnd follow(SparkJob job, SparkApplication application)
      throws IOException, InterruptedException {
    while (true) {
      Optional<SparkJob.End> end = job.await(LOOK);
      tellPlace(job, application);
      if (end.isPresent()) {
        return switch (end.get()) {
          case SparkJob.End.Answered(String text) -> answered(text);
          case SparkJob.End.Lost(String reason) -> lost(reason);
          case SparkJob.End.Stopped() -> stopped(job.place().isPresent());
        };
      }
      watch.look();
      if (assignment.stop().get()) {
        job.cancel();
      }
      if (job.place().isEmpty()) {
        var _ = cluster.application(); // given up if it has no executors for long
      }
    }
  }

  private void tellPlace(SparkJob job, SparkApplication application) {
    if (!told && job.place().isPresent()) {
      sink.carriedBy("spark:%s, %s".formatted(application.id(), job.place().get()));
      told = true;
    }
  }

  private AttemptEnd answered(String text) throws IOException, InterruptedException {
    if (text.equals(TrialTask.BEGUN_BEFORE)) {
      return lost("Spark's executor was lost.");
    }
    return text.matches("-?\\d+") ? watch.ended(Integer.parseInt(text)) : AttemptEnd.failed(text);
  }

  /// What the trial wrote before its end counts, once nobody can write any more.
  private AttemptEnd lost(String reason) throws IOException, InterruptedException {
    Optional<FileChannel> lock = assignment.folder().lock(ORPHAN_PATIENCE);
    if (lock.isPresent()) {
      lock.get().close();
    }
    OptionalInt code = watch.awaitExitCode();
    if (code.isEmpty()) {
      return new AttemptEnd(AttemptStatus.LOST, reason, true);
    }
    AttemptEnd end = watch.ended(code.getAsInt());
    return end.status() == AttemptStatus.CHECKPOINTED && !assignment.stop().get()
        ? new AttemptEnd(end.status(), reason, true)
        : end;
  }

  private AttemptEnd stopped(boolean began) throws IOException, InterruptedException {
    OptionalInt code = began ? watch.awaitExitCode() : watch.exitCode();
    return code.isPresent()
        ? watch.ended(code.getAsInt())
        : new AttemptEnd(AttemptStatus.CANCELLED, "stopped without a checkpoint", true);
  }
}
