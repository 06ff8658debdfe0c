package shapelaw.runs.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shapelaw.run.DeviceChoice;
import shapelaw.run.RunId;

/// The command line of a trial, written and read in one place.
///
/// @param trunkFile the trunk as JSON
/// @param folder the trial folder
/// @param trainer name of the trainer
/// @param settings how it trains
/// @param attempt fence token of the attempt
/// @param parentPid process without which this one ends; empty for a trial that a cluster starts,
///   which outlives its coordinator
/// @param finished runs that have a result already
public record TrialArguments(
    Path trunkFile,
    Path folder,
    String trainer,
    TrialSettings settings,
    long attempt,
    OptionalLong parentPid,
    Set<RunId> finished) {

  public static final String USAGE =
      "TrialMain <trunk.json> <folder> --trainer <name> --threads <n> --checkpoint-seconds <s>"
          + " --device <auto|cpu|cuda> --recompute-activations <true|false>"
          + " --keep-weights <true|false> --attempt <token> [--parent-pid <pid>] [--finished <run,run,…>]";

  /// The same trial with more runs finished.
  TrialArguments withFinished(Set<RunId> more) {
    var all = new HashSet<>(finished);
    all.addAll(more);
    return new TrialArguments(
        trunkFile, folder, trainer, settings, attempt, parentPid, Set.copyOf(all));
  }

  public List<String> toCommandLine() {
    var line =
        new ArrayList<>(
            List.of(
                trunkFile.toString(),
                folder.toString(),
                "--trainer",
                trainer,
                "--threads",
                Integer.toString(settings.threads()),
                "--checkpoint-seconds",
                Double.toString(settings.checkpointSeconds()),
                "--device",
                settings.device().name().toLowerCase(Locale.ROOT),
                "--recompute-activations",
                Boolean.toString(settings.recomputesActivations()),
                "--keep-weights",
                Boolean.toString(settings.keepsWeights()),
                "--attempt",
                Long.toString(attempt)));
    parentPid.ifPresent(pid -> line.addAll(List.of("--parent-pid", Long.toString(pid))));
    if (!finished.isEmpty()) {
      line.add("--finished");
      line.add(finished.stream().map(RunId::hex).sorted().collect(Collectors.joining(",")));
    }
    return line;
  }

  /// Reads what [#toCommandLine()] wrote.
  ///
  /// @throws IllegalArgumentException if something is missing or of the wrong form
  public static TrialArguments parse(List<String> line) {
    if (line.size() < 2 || line.size() % 2 != 0) {
      throw new IllegalArgumentException("usage: " + USAGE);
    }
    return new TrialArguments(
        Path.of(line.get(0)),
        Path.of(line.get(1)),
        option(line, "--trainer"),
        new TrialSettings(
            Integer.parseInt(option(line, "--threads")),
            Double.parseDouble(option(line, "--checkpoint-seconds")),
            DeviceChoice.valueOf(option(line, "--device").toUpperCase(Locale.ROOT)),
            Boolean.parseBoolean(option(line, "--recompute-activations")),
            Boolean.parseBoolean(option(line, "--keep-weights"))),
        Long.parseLong(option(line, "--attempt")),
        line.contains("--parent-pid")
            ? OptionalLong.of(Long.parseLong(option(line, "--parent-pid")))
            : OptionalLong.empty(),
        line.contains("--finished") ? ids(option(line, "--finished")) : Set.of());
  }

  private static String option(List<String> line, String name) {
    int at = line.indexOf(name);
    if (at < 2 || at % 2 != 0) {
      throw new IllegalArgumentException(name + " must be given; usage: " + USAGE);
    }
    return line.get(at + 1);
  }

  private static Set<RunId> ids(String list) {
    return Stream.of(list.split(",")).map(RunId::new).collect(Collectors.toUnmodifiableSet());
  }
}
