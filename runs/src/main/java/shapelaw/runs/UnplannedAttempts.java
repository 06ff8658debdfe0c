package shapelaw.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  private final Path trials;
  private final List<PlannedTrunk> executed;

  /// @param executed trunks whose attempts are left to the execution
  UnplannedAttempts(RunStore store, Path trials, List<PlannedTrunk> executed) {
    this.store = store;
    this.trials = trials;
    this.executed = executed;
  }

  /// Stores the results that they left so far, and ends them.
  void end() {
    List<Attempt> left = store.unplannedAttempts();
    if (left.isEmpty()) {
      return;
    }
    Map<String, Trunk> known =
        store.planned().stream()
            .map(PlannedTrunk::trunk)
            .collect(Collectors.toMap(Trunk::id, trunk -> trunk));
    executed.forEach(planned -> known.remove(planned.trunk().id()));
    for (Attempt attempt : left) {
      Optional.ofNullable(known.get(attempt.trunk())).ifPresent(trunk -> end(attempt, trunk));
    }
  }

  private void end(Attempt attempt, Trunk trunk) {
    TrialFolder folder = TrialFolder.of(trials, trunk);
    Instant lastSeen = attempt.started();
    try {
      if (folder.exists()) {
        var _ = ExecutionSession.storeLeft(folder, attempt, r -> store.accept(attempt.token(), r));
        lastSeen = folder.lastChange().orElse(lastSeen);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The folder {} of a trunk that left the plan cannot be read.", folder.path(), e);
    }
    boolean complete = store.finished(trunk).size() == trunk.runs().size();
    store.endAttempt(
        attempt.token(),
        complete ? AttemptStatus.DONE : AttemptStatus.LOST,
        reason(attempt),
        lastSeen);
  }

  /// A process of the dead coordinator's machine died with it.
  private static String reason(Attempt attempt) {
    Optional<String> alive = attempt.handle().filter(handle -> !handle.startsWith("pid:"));
    if (alive.isEmpty()) {
      return "its coordinator died; its trunk is no longer planned";
    }
    LOG.warn(
        "{} may still work on trunk {}, which is no longer planned, and what it brings is not taken. Maybe end it.",
        alive.get(),
        attempt.trunk());
    return "its trunk is no longer planned; %s may still work".formatted(alive.get());
  }
}
