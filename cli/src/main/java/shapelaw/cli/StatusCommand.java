package shapelaw.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreStatus;
import shapelaw.runs.store.StoreStatus.RunState;
import shapelaw.study.StudyException;

/// `shapelaw status`: how far the study is, what runs now, and what failed.
@Command(
    name = "status",
    description = "How far the study is, what runs now, what failed and why. Disturbs nothing.")
final class StatusCommand implements Callable<Integer> {

  @Mixin private PlannedStudyArgument study = new PlannedStudyArgument();

  @Option(names = "--json", description = "One JSON object, for scripts.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException {
    StudyStatus status = of(study.open());
    Main.out(spec).print(json ? StatusText.json(status) : StatusText.of(status, Instant.now()));
    return 0;
  }

  private static StudyStatus of(StudyFolder folder) {
    Optional<RunStore> existing = folder.openStore();
    if (existing.isEmpty()) {
      return new StudyStatus(folder, planned(folder), true, Map.of());
    }
    try (RunStore open = existing.get()) {
      StoreStatus status = open.status();
      boolean present =
          open.planMark().map(mark -> mark.equals(folder.study().planMark())).orElse(true);
      return new StudyStatus(
          folder,
          status.plannedRuns() == 0 ? planned(folder) : status,
          present,
          status.count(RunState.CANCELLED) == 0 ? Map.of() : StoredTrunks.openByCancelReason(open));
    }
  }

  /// A study of which nothing is stored yet.
  private static StoreStatus planned(StudyFolder folder) {
    Map<String, Long> runs =
        folder.plan().distinct().stream()
            .collect(
                Collectors.groupingBy(
                    planned -> planned.purpose().label(),
                    LinkedHashMap::new,
                    Collectors.summingLong(planned -> planned.trunk().runs().size())));
    List<StoreStatus.Purpose> purposes =
        runs.entrySet().stream()
            .map(e -> new StoreStatus.Purpose(e.getKey(), Map.of(RunState.WAITING, e.getValue())))
            .toList();
    return new StoreStatus(
        Optional.empty(),
        purposes,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        runs.values().stream().mapToLong(Long::longValue).sum(),
        0);
  }
}
