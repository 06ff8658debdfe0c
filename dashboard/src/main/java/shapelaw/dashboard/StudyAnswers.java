package shapelaw.dashboard;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import shapelaw.dashboard.StudyWatch.Snapshot;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialFolder;

/// What pages ask for. An answer is made once for each version of the study, however many pages
/// want it.
final class StudyAnswers {

  /// Curves in one picture.
  private static final int MOST_CURVES = 12;

  private static final Pattern COMMA = Pattern.compile(",");

  /// Answers of one version that are kept.
  private static final int MOST_KEPT = 64;

  private final DashboardStudy study;
  private final StudyWatch watch;
  private volatile Kept kept = new Kept(-1, new ConcurrentHashMap<>());

  private record Kept(long version, Map<Object, Object> answers) {}

  StudyAnswers(DashboardStudy study, StudyWatch watch) {
    this.study = study;
    this.watch = watch;
  }

  /// A page of the table.
  ///
  /// @throws IllegalArgumentException if the parameters make no sense
  TrunkQuery.Rows trunks(Parameters parameters) {
    var query =
        new TrunkQuery(
            parameters.text("sort", "position"),
            parameters.text("order", "up").equals("down"),
            parameters.text("text", ""),
            parameters.text("status", ""),
            parameters.text("purpose", ""));
    Snapshot now = watch.snapshot();
    List<TrunkRow> rows = once(now, query, snapshot -> query.all(snapshot.states()));
    return TrunkQuery.page(now, rows, parameters.number("page", 0));
  }

  /// One trunk.
  Optional<TrunkDetail> trunk(String id) {
    Snapshot now = watch.snapshot();
    return Optional.ofNullable(now.byId().get(id))
        .map(state -> TrunkDetail.of(now.version(), state));
  }

  /// The end of what the last attempt at a trunk logged: in the trial's folder while it is under
  /// way, beside the trials when it ended.
  Optional<LogTail> log(String id) throws IOException {
    TrunkState state = watch.snapshot().byId().get(id);
    if (state == null) {
      return Optional.empty();
    }
    Optional<Attempt> last = state.lastAttempt();
    if (last.isEmpty()) {
      return Optional.of(LogTail.NONE);
    }
    if (last.get().ended().isEmpty()) {
      return Optional.of(LogTail.of(TrialFolder.of(study.trials(), state.trunk()).log()));
    }
    return Optional.of(LogTail.of(AttemptLogs.beside(study.trials()).file(last.get())));
  }

  MeasuredPoints measured() {
    return once(
        watch.snapshot(),
        MeasuredPoints.class,
        now -> MeasuredPoints.of(now.version(), now.states()));
  }

  /// Learning curves of some trunks.
  ///
  /// @param ids separated by commas; empty for those under way
  List<LearningCurve> curves(String ids) {
    Snapshot now = watch.snapshot();
    Stream<TrunkState> wanted =
        ids.isEmpty()
            ? now.states().stream().filter(s -> s.row().status() == TrunkStatus.RUNNING)
            : COMMA
                .splitAsStream(ids)
                .map(id -> Optional.ofNullable(now.byId().get(id)))
                .flatMap(Optional::stream);
    return wanted.limit(MOST_CURVES).map(state -> curve(now, state)).toList();
  }

  private LearningCurve curve(Snapshot now, TrunkState state) {
    return once(now, "curve " + state.id(), _ -> LearningCurve.of(state, watch.curve(state.id())));
  }

  @SuppressWarnings("unchecked") // a key is only ever used for answers of one type
  private <T> T once(Snapshot now, Object key, Function<Snapshot, T> answer) {
    Kept current = kept;
    if (current.version() != now.version() || current.answers().size() > MOST_KEPT) {
      current = new Kept(now.version(), new ConcurrentHashMap<>());
      kept = current;
    }
    return (T)
        Objects.requireNonNull(current.answers().computeIfAbsent(key, _ -> answer.apply(now)));
  }
}
