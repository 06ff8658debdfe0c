package shapelaw.dashboard;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import shapelaw.run.RunResult;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;

/// How far the whole study is.
///
/// @param name of the study
/// @param folder where it lies
/// @param headline what stands above everything; may be empty
/// @param note why there is nothing to see, or why the store cannot be read; may be empty
/// @param now clock of the dashboard, to tell how long ago something was
/// @param runs planned runs
/// @param finishedRuns runs with a result
/// @param outcomes how many runs are done, diverged and failed
/// @param trunks how many trunks there are of each status
/// @param purposes the parts of the study
/// @param workShare part of the training compute that is done, in [0, 1]
/// @param secondsLeft estimate of the time to the end
/// @param imagesPerSecond of all attempts under way together
/// @param seen last sign of life of any attempt
/// @param attempts the newest, newest first
record Overview(
    String name,
    String folder,
    String headline,
    String note,
    Instant now,
    int runs,
    int finishedRuns,
    Map<String, Integer> outcomes,
    Map<TrunkStatus, Integer> trunks,
    List<String> purposes,
    double workShare,
    @Nullable Double secondsLeft,
    double imagesPerSecond,
    @Nullable Instant seen,
    List<AttemptRow> attempts) {

  /// An attempt as the page lists it.
  record AttemptRow(
      long token,
      String trunk,
      String purpose,
      String shape,
      int number,
      Instant started,
      @Nullable Instant ended,
      String status,
      String reason,
      String machine,
      @Nullable String handle) {

    static AttemptRow of(Attempt attempt, PlannedTrunk planned) {
      return new AttemptRow(
          attempt.token(),
          attempt.trunk(),
          planned.purpose(),
          planned.trunk().longest().model().shape().compact(),
          attempt.number(),
          attempt.started(),
          attempt.ended().orElse(null),
          attempt.status().name().toLowerCase(Locale.ROOT),
          attempt.reason(),
          attempt.machine(),
          attempt.handle().orElse(null));
    }
  }

  /// The same a while later, with another note.
  Overview withNote(String newNote, Instant later) {
    return new Overview(
        name,
        folder,
        headline,
        newNote,
        later,
        runs,
        finishedRuns,
        outcomes,
        trunks,
        purposes,
        workShare,
        secondsLeft,
        imagesPerSecond,
        seen,
        attempts);
  }

  /// Counts what there is.
  static Overview of(
      DashboardStudy study,
      String note,
      Collection<TrunkState> states,
      List<AttemptRow> attempts,
      Instant now) {
    var trunks = new EnumMap<TrunkStatus, Integer>(TrunkStatus.class);
    for (TrunkStatus status : TrunkStatus.values()) {
      trunks.put(status, 0);
    }
    states.forEach(state -> trunks.merge(state.row().status(), 1, Integer::sum));
    double work = states.stream().mapToDouble(TrunkState::forwardFlops).sum();
    double done = states.stream().mapToDouble(s -> s.row().share() * s.forwardFlops()).sum();
    OptionalDouble secondsLeft = TimeLeft.seconds(states, now);
    return new Overview(
        study.name(),
        study.folder().toString(),
        study.headline(),
        note,
        now,
        states.stream().mapToInt(s -> s.row().runs()).sum(),
        states.stream().mapToInt(s -> s.row().finished()).sum(),
        outcomes(states),
        trunks,
        states.stream().map(s -> s.row().purpose()).distinct().toList(),
        work == 0 ? 0 : done / work,
        secondsLeft.isPresent() ? TrunkRow.finite(secondsLeft.getAsDouble()) : null,
        states.stream()
            .map(s -> s.row().imagesPerSecond())
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sum(),
        states.stream()
            .map(s -> s.row().seen())
            .filter(Objects::nonNull)
            .max(Instant::compareTo)
            .orElse(null),
        attempts);
  }

  private static Map<String, Integer> outcomes(Collection<TrunkState> states) {
    var outcomes = new TreeMap<String, Integer>(Map.of("done", 0, "diverged", 0, "failed", 0));
    for (TrunkState state : states) {
      for (RunResult result : state.results().values()) {
        outcomes.merge(outcome(result), 1, Integer::sum);
      }
    }
    return outcomes;
  }

  /// The kind of a result in one word.
  static String outcome(RunResult result) {
    return switch (result) {
      case RunResult.Done _ -> "done";
      case RunResult.Diverged _ -> "diverged";
      case RunResult.Failed _ -> "failed";
    };
  }
}
