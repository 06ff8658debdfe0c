package shapelaw.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.TrialFolder;

/// Attempts that a dead coordinator left at trunks that then left the plan. Nobody works on these
/// trunks, so nobody else ends the attempts.
final class UnplannedAttempts {

  private static final Logger LOG = LoggerFactory.getLogger(UnplannedAttempts.class);

  private final RunStore store;
  private final WorkerExecutor executor;
  private final List<PlannedTrunk> executed;

  /// @param executed trunks whose attempts are left to the execution
  UnplannedAttempts(RunStore store, WorkerExecutor executor, List<PlannedTrunk> executed) {
    this.store = store;
    this.executor = executor;
    this.executed = executed;
  }

  /// Ends what may still carry them out, stores the results that they left so far, and ends them.
  void end() {
    List<Attempt> unplanned = store.unplannedAttempts();
    if (unplanned.isEmpty()) {
      return;
    }
    Map<String, Trunk> known =
        store.planned().stream()
            .map(PlannedTrunk::trunk)
            .collect(Collectors.toMap(Trunk::id, trunk -> trunk));
    executed.forEach(planned -> known.remove(planned.trunk().id()));
    List<Attempt> left = unplanned.stream().filter(a -> known.containsKey(a.trunk())).toList();
    Map<Long, AttemptEnd> dismissed = dismiss(left);
    for (Attempt attempt : left) {
      AttemptEnd end =
          Optional.ofNullable(dismissed.get(attempt.token())).orElseGet(() -> unheard(attempt));
      end(attempt, Objects.requireNonNull(known.get(attempt.trunk())), end);
    }
  }

  private Map<Long, AttemptEnd> dismiss(List<Attempt> left) {
    try {
      return executor.dismiss(left);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("What works on trunks that left the plan cannot be found.", e);
      return Map.of();
    }
  }

  private void end(Attempt attempt, Trunk trunk, AttemptEnd end) {
    TrialFolder folder = TrialFolder.of(executor.trials(), trunk);
    Instant lastSeen = attempt.started();
    try {
      if (folder.exists()) {
        var _ = LeftAttempts.storeLeft(folder, attempt, r -> store.accept(attempt.token(), r));
        lastSeen = folder.lastChange().orElse(lastSeen);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The folder {} of a trunk that left the plan cannot be read.", folder.path(), e);
    }
    boolean complete = store.finished(trunk).size() == trunk.runs().size();
    store.endAttempt(
        attempt.token(), complete ? AttemptStatus.DONE : end.status(), end.reason(), lastSeen);
  }

  /// Nobody knows what became of it. A process of the dead coordinator's machine died with it.
  private static AttemptEnd unheard(Attempt attempt) {
    Optional<String> alive = attempt.handle().filter(handle -> !handle.startsWith("pid:"));
    if (alive.isEmpty()) {
      return lost("its coordinator died; its trunk is no longer planned");
    }
    LOG.warn(
        "{} may still work on trunk {}, which is no longer planned, and what it brings is not taken. Maybe end it.",
        alive.get(),
        attempt.trunk());
    return lost("its trunk is no longer planned; %s may still work".formatted(alive.get()));
  }

  private static AttemptEnd lost(String reason) {
    return new AttemptEnd(AttemptStatus.LOST, reason, true);
  }
}
