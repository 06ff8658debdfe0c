package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.study.StudyException;

/// `shapelaw logs`: what an attempt wrote.
@Command(
    name = "logs",
    description = "Show what an attempt at a run wrote; without a name, the latest attempts.")
final class LogsCommand implements Callable<Integer> {

  private static final int LATEST = 20;

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "STUDY",
      description = "Study folder or its study.yaml (default: this folder).")
  private Path study = Path.of(".");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "WHAT",
      description = "Run or trunk id (six digits are enough), or shape (width/depth/MLP).")
  private @Nullable String what;

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Which attempt (default: the latest).")
  private @Nullable Integer number;

  @Option(names = "--follow", description = "Go on showing what a running attempt writes.")
  private boolean follow;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, IOException, InterruptedException {
    PrintWriter out = Main.out(spec);
    if (what == null && TrunkSelection.isSelection(study, Path.of("."))) {
      what = study.toString();
      study = Path.of(".");
    }
    StudyFolder folder = StudyFolder.open(study);
    Optional<RunStore> existing = folder.openStore();
    String name = what;
    if (existing.isEmpty()) {
      if (name == null) {
        out.print(noAttempt(folder));
        return 0;
      }
      throw new CommandFailure(noAttempt(folder).strip());
    }
    try (RunStore store = existing.get()) {
      if (name == null) {
        out.print(latest(store, folder));
        return 0;
      }
      PlannedTrunk planned = one(store, name, TrunkSelection.named(store.planned(), List.of(name)));
      var log = new AttemptLog(store, folder.trials(), planned, attempt(store, planned));
      log.print(out, follow);
      return 0;
    }
  }

  private static String noAttempt(StudyFolder folder) {
    return "No attempt was made yet. Maybe: %s%n".formatted(folder.command("run"));
  }

  private static String latest(RunStore store, StudyFolder folder) {
    List<Attempt> attempts = store.attempts();
    if (attempts.isEmpty()) {
      return noAttempt(folder);
    }
    Map<String, PlannedTrunk> planned =
        store.planned().stream().collect(Collectors.toMap(p -> p.trunk().id(), p -> p));
    var table = new Table("trunk", "purpose", "shape", "attempt", "status");
    var reasons = new StringBuilder();
    boolean coordinated = store.coordinator().isPresent();
    for (Attempt attempt :
        attempts.subList(Math.max(0, attempts.size() - LATEST), attempts.size())) {
      PlannedTrunk trunk = planned.get(attempt.trunk());
      if (trunk != null) {
        table.row(
            attempt.trunk(),
            trunk.purpose(),
            TrunkSelection.shape(trunk),
            attempt.number(),
            AttemptLog.status(attempt, coordinated));
        if (!attempt.reason().isEmpty()) {
          reasons.append(
              "%s-%d: %s%n".formatted(attempt.trunk(), attempt.number(), attempt.reason()));
        }
      }
    }
    return "%s%n%s%sMore: %s TRUNK%n"
        .formatted(table, reasons, reasons.isEmpty() ? "" : "\n", folder.command("logs"));
  }

  private static PlannedTrunk one(RunStore store, String name, List<PlannedTrunk> found) {
    if (found.size() == 1) {
      return found.getFirst();
    }
    List<PlannedTrunk> tried =
        found.stream().filter(p -> store.lastAttempt(p.trunk()).isPresent()).toList();
    if (tried.size() == 1) {
      return tried.getFirst();
    }
    throw new CommandFailure(
        "one trunk must be named but '%s' names %d. Maybe one of: %s"
            .formatted(name, found.size(), String.join(", ", StoredTrunks.ids(found))));
  }

  private Attempt attempt(RunStore store, PlannedTrunk planned) {
    List<Attempt> attempts =
        store.attempts().stream().filter(a -> a.trunk().equals(planned.trunk().id())).toList();
    if (attempts.isEmpty()) {
      throw new CommandFailure(
          "no attempt at %s %s was made yet%s."
              .formatted(
                  planned.purpose(),
                  TrunkSelection.shape(planned),
                  AttemptLog.cancelReason(store, planned)
                      .map(reason -> "; it was cancelled: " + reason.replaceFirst("\\.$", ""))
                      .orElse("")));
    }
    int wanted = number == null ? attempts.getLast().number() : number;
    return attempts.stream()
        .filter(attempt -> attempt.number() == wanted)
        .findFirst()
        .orElseThrow(() ->
            new CommandFailure(
                "the attempt must be from 1 to %d but was %d.".formatted(attempts.size(), wanted)));
  }
}
