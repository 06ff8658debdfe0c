package shapelaw.dashboard;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.CurvePoint;

/// A trunk as a row of the page's table.
///
/// @param position in the plan, from 1
/// @param id of the trunk
/// @param purpose part of the study
/// @param shape sizes joined by `/`
/// @param examples images that its longest run sees
/// @param forwardGflops compute of its longest run
/// @param runs how many it has
/// @param finished how many of them have a result
/// @param status what it is up to
/// @param share part of its training that is done, in [0, 1]
/// @param attempt number of its last attempt; 0 before the first
/// @param machine where its last attempt runs or ran
/// @param errorRate of the longest run that is measured
/// @param trainingLoss at the last point of its learning curve
/// @param imagesPerSecond there, while it runs
/// @param seen last sign of life
/// @param note why it is as it is; may be empty
record TrunkRow(
    int position,
    String id,
    String purpose,
    String shape,
    long examples,
    double forwardGflops,
    int runs,
    int finished,
    TrunkStatus status,
    double share,
    int attempt,
    String machine,
    @Nullable Double errorRate,
    @Nullable Double trainingLoss,
    @Nullable Double imagesPerSecond,
    @Nullable Instant seen,
    String note) {

  /// The row of a trunk.
  static TrunkRow of(TrunkState state) {
    RunSpec longest = state.trunk().longest();
    TrunkStatus status = state.status();
    Optional<CurvePoint> point = state.lastPoint();
    return new TrunkRow(
        state.position(),
        state.id(),
        state.planned().purpose(),
        longest.model().shape().compact(),
        longest.examples(),
        state.forwardGflops(longest),
        state.runs().size(),
        state.results().size(),
        status,
        state.share(),
        state.lastAttempt().map(Attempt::number).orElse(0),
        state.lastAttempt().map(Attempt::machine).orElse(""),
        errorRate(state),
        point.map(p -> finite(p.trainingLoss())).orElse(null),
        status == TrunkStatus.RUNNING
            ? point.map(p -> finite(p.imagesPerSecond())).orElse(null)
            : null,
        seen(state),
        note(state, status));
  }

  /// JSON knows no other numbers.
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static @Nullable Double errorRate(TrunkState state) {
    Double errorRate = null;
    for (RunId run : state.runs().keySet()) {
      if (state.results().get(run) instanceof RunResult.Done done) {
        errorRate = done.errorRate();
      }
    }
    return errorRate;
  }

  private static @Nullable Instant seen(TrunkState state) {
    Optional<Instant> byAttempt = state.lastAttempt().map(a -> a.ended().orElse(a.started()));
    Optional<Instant> byCurve = state.lastPoint().map(CurvePoint::seen);
    return byCurve
        .filter(curve -> byAttempt.isEmpty() || curve.isAfter(byAttempt.get()))
        .or(() -> byAttempt)
        .orElse(null);
  }

  private static String note(TrunkState state, TrunkStatus status) {
    return switch (status) {
      case CANCELLED -> state.cancelReason().orElse("");
      case RUNNING -> state.cancelReason().map(why -> "Asked to stop: " + why).orElse("");
      case DONE -> "";
      case DIVERGED, FAILED, LOST, WAITING ->
          state.results().values().stream()
              .map(TrunkRow::reason)
              .flatMap(Optional::stream)
              .findFirst()
              .or(() -> state.lastAttempt().map(Attempt::reason))
              .orElse("");
    };
  }

  static Optional<String> reason(RunResult result) {
    return switch (result) {
      case RunResult.Done _ -> Optional.empty();
      case RunResult.Diverged diverged ->
          Optional.of(String.format(Locale.ROOT, "diverged at step %,d", diverged.step()));
      case RunResult.Failed failed -> Optional.of(failed.reason());
    };
  }

  /// True if a word that is looked for stands somewhere in the row.
  ///
  /// @param lowerCase what to look for
  boolean mentions(String lowerCase) {
    return contains(purpose, lowerCase)
        || contains(shape, lowerCase)
        || contains(id, lowerCase)
        || contains(machine, lowerCase)
        || contains(note, lowerCase)
        || status.text().contains(lowerCase);
  }

  private static boolean contains(String text, String lowerCase) {
    return text.toLowerCase(Locale.ROOT).contains(lowerCase);
  }
}
