package shapelaw.runs.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder of runs, each in a folder of its own with a log in it: TensorBoard's event files, or
/// what timm (`summary.csv`), transformers (`trainer_state.json`) and big_vision
/// (`big_vision_metrics.txt`) leave.
///
/// What a run is stands in the log (TensorBoard's hyper-parameters), in a config beside it
/// (`config.json`, `args.yaml`, `hparams.yaml` …), or in the folder's name (`width=64,depth=2`).
public final class RunFolders {

  /// Runs lie at most this deep.
  private static final int MOST_DEEP = 8;

  private static final int MOST_CONFIG_BYTES = 1 << 20;

  private static final Pattern CONFIG =
      Pattern.compile("(config|args|hparams|params)\\.(json|yaml|yml)");

  private static final Pattern NAMED_VALUE =
      Pattern.compile("([A-Za-z][A-Za-z0-9_]*?)=([-+]?[0-9][-+0-9.eE]*)");

  /// transformers saves the state of a training beside each checkpoint.
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(\\d{1,18})");

  /// PyTorch's `add_hparams` writes into a folder named by the time, inside the run's.
  private static final Pattern TIME = Pattern.compile("\\d{9,}(\\.\\d+)?");

  private final Path root;

  /// Folder of a run → what is known of it.
  private final Map<Path, RunLog> runs = new TreeMap<>();

  private RunFolders(Path root) {
    this.root = root;
  }

  /// True if there is a log of a run at this place.
  public static boolean isAt(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return TrainerLog.of(place).isPresent();
    }
    return walk(place, files -> files.anyMatch(file -> TrainerLog.of(file).isPresent()));
  }

  /// Reads every run in a folder, or the one of a single log.
  ///
  /// @throws LogException if a log is damaged
  /// @throws IOException if a file cannot be read
  public static List<LoggedRun> read(Path place) throws IOException {
    boolean folder = Files.isDirectory(place);
    Path root = folder ? place : place.toAbsolutePath().getParent();
    List<Path> logs =
        folder
            ? walk(
                place, files -> files.filter(f -> TrainerLog.of(f).isPresent()).sorted().toList())
            : List.of(place);
    return new RunFolders(root == null ? place : root).read(logs);
  }

  private static <T> T walk(Path place, java.util.function.Function<Stream<Path>, T> use)
      throws IOException {
    try (Stream<Path> files = Files.walk(place, MOST_DEEP)) {
      return use.apply(files.filter(Files::isRegularFile));
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private List<LoggedRun> read(List<Path> logs) throws IOException {
    for (Path file : currentStates(logs)) {
      RunLog run = runs.computeIfAbsent(folderOfRun(file), _ -> new RunLog());
      TrainerLog.of(file).orElseThrow().read(file, run);
    }
    var read = new ArrayList<LoggedRun>();
    for (Map.Entry<Path, RunLog> entry : runs.entrySet()) {
      addConfigs(entry.getKey(), entry.getValue());
      String name = name(entry.getKey());
      addNamedValues(name, entry.getValue());
      read.add(entry.getValue().run(name));
    }
    return read;
  }

  /// Of a training's states, the one that goes furthest: its folder's own, else that of the last
  /// checkpoint.
  private static List<Path> currentStates(List<Path> logs) {
    var furthest = new LinkedHashMap<Path, Path>();
    var others = new ArrayList<Path>();
    for (Path file : logs) {
      if (TrainerLog.of(file).orElseThrow() == TrainerLog.TRANSFORMERS) {
        furthest.merge(folderOfRun(file), file, (a, b) -> checkpoint(a) >= checkpoint(b) ? a : b);
      } else {
        others.add(file);
      }
    }
    others.addAll(furthest.values());
    return others;
  }

  private static long checkpoint(Path state) {
    Matcher checkpoint = CHECKPOINT.matcher(lastName(parent(state)));
    return checkpoint.matches() ? Long.parseLong(checkpoint.group(1)) : Long.MAX_VALUE;
  }

  private static Path folderOfRun(Path file) {
    Path folder = parent(file);
    String name = lastName(folder);
    boolean inside = CHECKPOINT.matcher(name).matches() || TIME.matcher(name).matches();
    return inside ? parent(folder) : folder;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static String lastName(Path path) {
    return String.valueOf(path.getFileName());
  }

  private String name(Path folder) {
    Path relative = root.toAbsolutePath().relativize(folder.toAbsolutePath());
    return relative.toString().isEmpty() || relative.startsWith("..")
        ? lastName(folder.toAbsolutePath().normalize())
        : relative.toString();
  }

  private static void addConfigs(Path folder, RunLog run) throws IOException {
    List<Path> configs;
    try (Stream<Path> files = Files.list(folder)) {
      configs =
          files
              .filter(file -> CONFIG.matcher(lastName(file)).matches())
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    for (Path file : configs) {
      ConfigTree.flat("config.", ConfigTree.read(file, BoundedText.read(file, MOST_CONFIG_BYTES)))
          .forEach(run::fact);
    }
  }

  private static void addNamedValues(String name, RunLog run) {
    Matcher value = NAMED_VALUE.matcher(name);
    while (value.find()) {
      run.fact("folder." + value.group(1), value.group(2));
    }
  }
}
