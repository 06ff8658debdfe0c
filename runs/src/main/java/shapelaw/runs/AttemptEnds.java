package shapelaw.runs;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialFolder;

/// Judges how attempts ended, by what they brought and what they were asked, and notes it.
final class AttemptEnds {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptEnds.class);

  private final RunStore store;
  private final StopRequests stops;
  private final AttemptLogs logs;

  AttemptEnds(ExecutionContext context) {
    this.store = context.store();
    this.stops = context.stops();
    this.logs = AttemptLogs.beside(context.executor().trials());
  }

  /// Keeps the log and stores how the attempt ended; one that goes on without this coordinator
  /// stays under way.
  AttemptEnd conclude(Assignment assignment, AttemptEnd end) {
    if (end.status() == AttemptStatus.RUNNING) {
      return end;
    }
    AttemptEnd judged = judged(assignment.trunk(), end, assignment.stop().get());
    keepLog(assignment.attempt(), assignment.folder());
    store.endAttempt(assignment.attempt().token(), judged.status(), judged.reason());
    return judged;
  }

  /// @param asked true if the attempt had been asked to stop
  private AttemptEnd judged(Trunk trunk, AttemptEnd end, boolean asked) {
    return switch (end.status()) {
      case DONE -> done(trunk, end);
      case CHECKPOINTED, CANCELLED -> asked && !stops.all() ? cancelled(trunk, end) : end;
      case RUNNING, DIVERGED, FAILED, LOST -> end;
    };
  }

  private AttemptEnd done(Trunk trunk, AttemptEnd end) {
    if (!complete(trunk)) {
      return AttemptEnd.failed("the trainer ended without a result for every run.");
    }
    return diverged(trunk)
        ? new AttemptEnd(AttemptStatus.DIVERGED, "the loss became non-finite.", false)
        : end;
  }

  private AttemptEnd cancelled(Trunk trunk, AttemptEnd end) {
    String reason = stops.cancelled(trunk.id()).orElse("cancelled, and opened again");
    return new AttemptEnd(AttemptStatus.CANCELLED, "%s (%s)".formatted(reason, how(end)), true);
  }

  private static String how(AttemptEnd end) {
    if (end.status() == AttemptStatus.CHECKPOINTED) {
      return "with a checkpoint";
    }
    return end.reason().startsWith(ExitReport.NO_NEW_CHECKPOINT)
        ? end.reason()
        : "without a checkpoint";
  }

  private boolean diverged(Trunk trunk) {
    return trunk.runs().stream()
        .anyMatch(run -> store.result(run.id()).orElseThrow() instanceof RunResult.Diverged);
  }

  /// Whether every run of a trunk has a result.
  boolean complete(Trunk trunk) {
    return store.finished(trunk).size() == trunk.runs().size();
  }

  /// Keeps what an attempt wrote, as far as that is possible.
  void keepLog(Attempt attempt, TrialFolder folder) {
    try {
      logs.keep(attempt, folder.log());
    } catch (IOException e) {
      LOG.warn("The log of attempt {} could not be kept in {}.", attempt, logs.folder(), e);
    }
  }
}
