package shapelaw.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.StoreStatus;
import shapelaw.runs.store.StoreStatus.Failure;
import shapelaw.runs.store.StoreStatus.Purpose;
import shapelaw.runs.store.StoreStatus.RunState;
import shapelaw.runs.store.StoreStatus.Running;
import tools.jackson.databind.json.JsonMapper;

/// A study's status for a terminal, and for scripts.
final class StatusText {

  /// More lines of one kind than this are counted, not shown.
  private static final int MOST_LINES = 20;

  /// A reason may be a stack trace.
  private static final int MOST_CHARACTERS = 160;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StatusText() {}

  static String of(StudyStatus status, Instant now) {
    StoreStatus counts = status.counts();
    var text = new StringBuilder(SimulateCommand.headline(status.folder().study()));
    text.append(
        "%d of %d planned runs have a result.%n%n"
            .formatted(counts.finishedRuns(), counts.plannedRuns()));
    text.append(table(counts));
    if (!status.planIsCurrent()) {
      text.append(
          "%nThe study file has changed since the last run: these are the runs of the plan as it was then. Maybe: %s%n"
              .formatted(status.folder().command("plan")));
    }
    text.append(coordinator(status));
    text.append(running(counts.running(), now));
    text.append(failures(counts.failures()));
    text.append(cancelled(status));
    text.append(attempts(counts));
    return text.toString();
  }

  private static String table(StoreStatus counts) {
    var header = new ArrayList<>(List.of("purpose", "planned"));
    for (RunState state : RunState.values()) {
      header.add(name(state));
    }
    var table = new Table(header.toArray(String[]::new));
    counts.purposes().forEach(purpose -> row(table, purpose));
    if (counts.purposes().size() > 1) {
      var all = new TreeMap<RunState, Long>();
      for (RunState state : RunState.values()) {
        all.put(state, counts.count(state));
      }
      row(table, new Purpose("all", all));
    }
    return table.toString();
  }

  private static void row(Table table, Purpose purpose) {
    var cells = new ArrayList<Object>(List.of(purpose.label(), purpose.planned()));
    for (RunState state : RunState.values()) {
      cells.add(purpose.count(state));
    }
    table.row(cells.toArray());
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String coordinator(StudyStatus status) {
    StoreStatus counts = status.counts();
    if (counts.coordinator().isPresent()) {
      return "%nRun by a coordinator (%s).%n".formatted(counts.coordinator().get());
    }
    return counts.count(RunState.LOST) + counts.count(RunState.WAITING) > 0
            && !counts.attemptsByStatus().isEmpty()
        ? "%nNo coordinator runs this study. Maybe: %s%n".formatted(status.folder().command("run"))
        : "";
  }

  private static String running(List<Running> running, Instant now) {
    if (running.isEmpty()) {
      return "";
    }
    var table = new Table("running", "purpose", "attempt", "for", "by", "on");
    for (Running each : running.stream().limit(MOST_LINES).toList()) {
      table.row(
          each.trunk().longest().model().shape().compact(),
          each.purpose(),
          each.attempt().number(),
          since(each.attempt().started(), now),
          each.attempt().handle().orElse("-"),
          each.attempt().machine());
    }
    return "%n%s%s".formatted(table, more(running.size()));
  }

  private static String more(int lines) {
    return lines > MOST_LINES ? "and %d more%n".formatted(lines - MOST_LINES) : "";
  }

  private static String since(Instant started, Instant now) {
    Duration time = Duration.between(started, now);
    return time.isNegative()
        ? "-" // the clocks of two machines, or one that was set
        : "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  private static String cancelled(StudyStatus status) {
    if (status.cancelled().isEmpty()) {
      return "";
    }
    var text = new StringBuilder("%nCancelled%n".formatted());
    status.cancelled().entrySet().stream()
        .limit(MOST_LINES)
        .forEach(reason ->
            text.append(
                "  %s: %s%n"
                    .formatted(
                        StoredTrunks.count(Math.toIntExact(reason.getValue())),
                        shortened(reason.getKey()))));
    return text.append(more(status.cancelled().size()))
        .append("  Left alone until: %s%n".formatted(status.folder().command("retry")))
        .toString();
  }

  /// Reasons that differ in numbers alone are told once, by the most frequent of them.
  private static List<Failure> byKind(List<Failure> failures) {
    var kinds = new LinkedHashMap<List<Object>, Failure>();
    failures.forEach(failure ->
        kinds.merge(
            List.of(failure.state(), failure.unit(), FailureWatch.withoutNumbers(failure.reason())),
            failure,
            (first, next) ->
                new Failure(
                    first.state(), first.reason(), first.count() + next.count(), first.unit())));
    return kinds.values().stream()
        .sorted(Comparator.comparingLong(Failure::count).reversed())
        .toList();
  }

  private static String failures(List<Failure> all) {
    if (all.isEmpty()) {
      return "";
    }
    List<Failure> failures = byKind(all);
    var text = new StringBuilder("%nWhy runs failed or were lost%n".formatted());
    for (Failure failure : failures.stream().limit(MOST_LINES).toList()) {
      text.append(
          "  %s, %,d %s%s: %s%n"
              .formatted(
                  name(failure.state()),
                  failure.count(),
                  failure.unit(),
                  failure.count() == 1 ? "" : "s",
                  shortened(failure.reason())));
    }
    return text.append(more(failures.size())).toString();
  }

  private static String shortened(String reason) {
    String line = reason.strip().lines().findFirst().orElse("no reason was told");
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS - 1) + "…";
  }

  private static String attempts(StoreStatus counts) {
    long attempts = counts.attemptsByStatus().values().stream().mapToLong(Long::longValue).sum();
    if (attempts == 0) {
      return "";
    }
    long trunks = counts.trunksByAttempts().values().stream().mapToLong(Long::longValue).sum();
    String ends =
        new TreeMap<>(counts.attemptsByStatus())
            .entrySet().stream()
                .map(e -> "%,d %s".formatted(e.getValue(), name(e.getKey())))
                .collect(Collectors.joining(", "));
    String again =
        new TreeMap<>(counts.trunksByAttempts())
            .entrySet().stream()
                .filter(e -> e.getKey() > 1)
                .limit(MOST_LINES)
                .map(e -> "%,d took %d".formatted(e.getValue(), e.getKey()))
                .collect(Collectors.joining(", "));
    return "%n%s at %s: %s.%s%n"
        .formatted(
            Count.of(attempts, "attempt"),
            Count.of(trunks, "trunk"),
            ends,
            again.isEmpty() ? "" : " Of these trunks " + again + ".");
  }

  /// One JSON object on one line. Its keys are documented in docs/store.md.
  static String json(StudyStatus status) {
    StoreStatus counts = status.counts();
    var root = new LinkedHashMap<String, Object>();
    root.put("study", status.folder().study().name());
    root.put("trainer", status.folder().study().trainer());
    root.put("store", status.folder().store().toString());
    root.put("plan_is_current", status.planIsCurrent());
    counts.coordinator().ifPresent(who -> root.put("coordinator", who));
    root.put("planned", counts.plannedRuns());
    for (RunState state : RunState.values()) {
      root.put(name(state), counts.count(state));
    }
    root.put("purposes", counts.purposes().stream().map(StatusText::purpose).toList());
    root.put("under_way", counts.running().stream().map(StatusText::underWay).toList());
    root.put(
        "failures",
        counts.failures().stream()
            .map(f ->
                Map.of(
                    "state", name(f.state()),
                    "reason", f.reason(),
                    "count", f.count(),
                    "unit", f.unit()))
            .toList());
    root.put("cancel_reasons", new TreeMap<>(status.cancelled()));
    root.put("trunks_by_attempts", new TreeMap<>(counts.trunksByAttempts()));
    var ends = new TreeMap<String, Long>();
    for (AttemptStatus end : AttemptStatus.values()) {
      ends.put(name(end), counts.attemptsByStatus().getOrDefault(end, 0L));
    }
    root.put("attempts", ends);
    return JSON.writeValueAsString(root) + System.lineSeparator();
  }

  private static Map<String, Object> purpose(Purpose purpose) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("purpose", purpose.label());
    fields.put("planned", purpose.planned());
    for (RunState state : RunState.values()) {
      fields.put(name(state), purpose.count(state));
    }
    return fields;
  }

  private static Map<String, Object> underWay(Running running) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("trunk", running.trunk().id());
    fields.put("shape", running.trunk().longest().model().shape().toString());
    fields.put("purpose", running.purpose());
    fields.put("attempt", running.attempt().number());
    fields.put("started", running.attempt().started().toString());
    running.attempt().handle().ifPresent(handle -> fields.put("by", handle));
    fields.put("machine", running.attempt().machine());
    return fields;
  }
}
