package shapelaw.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shapelaw.run.RunId;

/// The command line of a trial, written and read in one place.
///
/// @param trunkFile the trunk as JSON
/// @param folder the trial folder
/// @param trainer name of the trainer
/// @param threads intra-op threads
/// @param checkpointSeconds seconds between checkpoints
/// @param attempt fence token of the attempt
/// @param parentPid process without which this one ends
/// @param finished runs that have a result already
record TrialArguments(
    Path trunkFile,
    Path folder,
    String trainer,
    int threads,
    double checkpointSeconds,
    long attempt,
    long parentPid,
    Set<RunId> finished) {

  static final String USAGE =
      "TrialMain <trunk.json> <folder> --trainer <name> --threads <n> --checkpoint-seconds <s>"
          + " --attempt <token> --parent-pid <pid> [--finished <run,run,…>]";

  List<String> toCommandLine() {
    var line =
        new ArrayList<>(
            List.of(
                trunkFile.toString(),
                folder.toString(),
                "--trainer",
                trainer,
                "--threads",
                Integer.toString(threads),
                "--checkpoint-seconds",
                Double.toString(checkpointSeconds),
                "--attempt",
                Long.toString(attempt),
                "--parent-pid",
                Long.toString(parentPid)));
    if (!finished.isEmpty()) {
      line.add("--finished");
      line.add(finished.stream().map(RunId::hex).sorted().collect(Collectors.joining(",")));
    }
    return line;
  }

  /// Reads what [#toCommandLine()] wrote.
  ///
  /// @throws IllegalArgumentException if something is missing or of the wrong form
  static TrialArguments parse(List<String> line) {
    if (line.size() < 2 || line.size() % 2 != 0) {
      throw new IllegalArgumentException("usage: " + USAGE);
    }
    return new TrialArguments(
        Path.of(line.get(0)),
        Path.of(line.get(1)),
        option(line, "--trainer"),
        Integer.parseInt(option(line, "--threads")),
        Double.parseDouble(option(line, "--checkpoint-seconds")),
        Long.parseLong(option(line, "--attempt")),
        Long.parseLong(option(line, "--parent-pid")),
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
