package shapelaw.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.dashboard.Overview.AttemptRow;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.CurvePoint;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;

/// Follows the store on a thread of its own: asks it several times a second whether anything
/// changed, and if so brings the study up to date and tells the pages. Pages read what this thread
/// laid ready last, so that however many there are, the store is read once.
final class StudyWatch implements AutoCloseable {

  /// Trunks that an event names; of more, it only says how many.
  static final int TRUNKS_IN_EVENT = 50;

  private static final Logger LOG = LoggerFactory.getLogger(StudyWatch.class);

  /// Each look for a store on a server is a connection.
  private static final Duration WITHOUT_STORE = Duration.ofSeconds(1);

  private static final Duration AFTER_FAULT = Duration.ofSeconds(5);

  private final DashboardStudy study;
  private final EventLog log;
  private final StudyModel model;
  private final ReportBoard report;
  private final Duration poll;
  private final Thread thread;
  private volatile @Nullable RunStore store;
  private long changes;
  private volatile Snapshot snapshot;

  /// The study at one moment.
  ///
  /// @param version grows with every change
  /// @param states every trunk in the plan's order
  /// @param byId the same by id
  /// @param overview how far it all is
  record Snapshot(
      long version, List<TrunkState> states, Map<String, TrunkState> byId, Overview overview) {}

  /// What an event tells.
  ///
  /// @param version of the study
  /// @param overview how far it all is
  /// @param report how the report is
  /// @param trunks ids of those that changed
  /// @param more how many others did
  /// @param measured true if there are new results
  record Change(
      long version,
      Overview overview,
      ReportBoard.State report,
      List<String> trunks,
      int more,
      boolean measured) {}

  /// @param poll how often the store is asked
  /// @param reportInterval shortest time between two reports
  StudyWatch(DashboardStudy study, EventLog log, Duration poll, Duration reportInterval) {
    this.study = study;
    this.log = log;
    this.poll = poll;
    this.model = new StudyModel(study);
    this.snapshot = snapshot(0, study.whyNoTrunks());
    this.report = new ReportBoard(study, reportInterval, this::reportChanged);
    this.thread = Thread.ofPlatform().daemon().name("study-watch").unstarted(this::work);
  }

  /// Starts to follow, and returns when the store was read for the first time.
  ///
  /// @throws StoreException if the store cannot be read
  void start() {
    look();
    report.resultsChanged();
    report.start();
    thread.start();
  }

  Snapshot snapshot() {
    return snapshot;
  }

  ReportBoard report() {
    return report;
  }

  /// The whole as an event tells it.
  String snapshotJson() {
    Snapshot now = snapshot;
    return Json.text(
        new Change(
            now.version(), now.overview(), report.state(), List.of(), now.states().size(), true));
  }

  private void work() {
    Duration pause = poll;
    try {
      while (true) {
        Thread.sleep(pause);
        try {
          look();
          pause = store == null ? WITHOUT_STORE : poll;
        } catch (Throwable e) {
          // Whatever it is, the next look may be well: a store or a study file that is being
          // mended, memory that the report needed. Without this thread the page would stand still.
          tell(e);
          closeStore();
          pause = AFTER_FAULT;
        }
      }
    } catch (InterruptedException e) {
      // The dashboard ends.
    } finally {
      closeStore();
    }
  }

  /// The number of changes is read before what changed, so that nothing slips through between.
  private void look() {
    RunStore known = store;
    if (known == null) {
      study.openStore().ifPresent(this::readWhole);
    } else if (known.changes() != changes) {
      changes = known.changes();
      readChanges(known);
    }
  }

  private void readWhole(RunStore opened) {
    store = opened;
    changes = opened.changes();
    model.load(opened);
    publish(model.states(), study.whyNoTrunks(), true);
  }

  private void readChanges(RunStore store) {
    int finished = snapshot.overview().finishedRuns();
    var changed = new ArrayList<TrunkState>();
    Collection<String> ids = model.update(store);
    for (TrunkState state : model.states()) {
      if (ids.contains(state.id())) {
        changed.add(state);
      }
    }
    boolean measured =
        changed.stream().anyMatch(state -> !state.results().equals(before(state)))
            || finished != finishedRuns();
    publish(changed, study.whyNoTrunks(), measured);
  }

  private Map<?, ?> before(TrunkState state) {
    return Optional.ofNullable(snapshot.byId().get(state.id()))
        .<Map<?, ?>>map(TrunkState::results)
        .orElse(Map.of());
  }

  private int finishedRuns() {
    return model.states().stream().mapToInt(state -> state.results().size()).sum();
  }

  /// What was read last stays, with a note of what is wrong.
  private void tell(Throwable fault) {
    String note =
        fault instanceof StoreException
            ? String.valueOf(fault.getMessage())
            : "the study cannot be read: %s.".formatted(fault);
    Snapshot last = snapshot;
    if (!last.overview().note().equals(note)) {
      LOG.warn("The study cannot be read.", fault);
      Overview overview = last.overview().withNote(note, Instant.now());
      publish(
          new Snapshot(last.version() + 1, last.states(), last.byId(), overview), List.of(), false);
    }
  }

  private void publish(Collection<TrunkState> changed, String note, boolean measured) {
    publish(snapshot(snapshot.version() + 1, note), changed, measured);
  }

  private void publish(Snapshot now, Collection<TrunkState> changed, boolean measured) {
    snapshot = now;
    List<String> named = changed.stream().limit(TRUNKS_IN_EVENT).map(TrunkState::id).toList();
    log.append(
        Json.text(
            new Change(
                now.version(),
                now.overview(),
                report.state(),
                named,
                changed.size() - named.size(),
                measured)));
    if (measured) {
      report.resultsChanged();
    }
  }

  /// Called on the report's thread.
  private void reportChanged() {
    Snapshot now = snapshot;
    log.append(
        Json.text(new Change(now.version(), now.overview(), report.state(), List.of(), 0, false)));
  }

  private Snapshot snapshot(long version, String note) {
    var byId = new LinkedHashMap<String, TrunkState>();
    model.states().forEach(state -> byId.put(state.id(), state));
    List<AttemptRow> attempts =
        model.latestAttempts().stream().map(attempt -> row(attempt, byId)).toList();
    return new Snapshot(
        version,
        List.copyOf(byId.values()),
        byId,
        Overview.of(study, note, byId.values(), attempts, Instant.now()));
  }

  private static AttemptRow row(Attempt attempt, Map<String, TrunkState> byId) {
    return AttemptRow.of(
        attempt, Objects.requireNonNull(byId.get(attempt.trunk()), "the model knows it").planned());
  }

  /// The learning curve of a trunk; empty while there is no store.
  List<CurvePoint> curve(String trunk) {
    RunStore known = store;
    return known == null ? List.of() : known.curve(trunk);
  }

  private void closeStore() {
    RunStore known = store;
    store = null;
    if (known != null) {
      try {
        known.close();
      } catch (StoreException e) {
        LOG.warn("The store cannot be closed.", e);
      }
    }
  }

  @Override
  public void close() {
    report.close();
    thread.interrupt();
  }
}
