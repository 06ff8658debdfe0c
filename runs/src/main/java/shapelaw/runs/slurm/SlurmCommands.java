package shapelaw.runs.slurm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Slurm's commands. Their text is what every site has and what stays alike from version to
/// version; the REST service and JSON output are not everywhere.
public final class SlurmCommands {

  /// Tasks that one `scancel` names; a command line has room for many more.
  private static final int IDS_A_COMMAND = 500;

  /// Slurm's commands try again by themselves for up to a minute and a half.
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private static final List<String> NEEDED = List.of("sbatch", "squeue", "scancel", "scontrol");

  /// `scontrol ping` tries each controller once, which takes a few seconds at most.
  private static final Duration PING_PATIENCE = Duration.ofSeconds(15);

  /// `Slurmctld(primary) at head is UP`; older versions: `are UP/DOWN`.
  private static final Pattern UP = Pattern.compile("\\bUP\\b");

  private final Optional<Path> folder;
  private final Map<String, String> environment;

  /// @param folder where the commands are; empty to search the path
  /// @param environment what is set for them besides
  public SlurmCommands(Optional<Path> folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /// The commands on the path.
  ///
  /// @throws IllegalArgumentException if there are none
  public static SlurmCommands onPath() {
    List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
    String missing =
        NEEDED.stream()
            .filter(tool ->
                folders.stream().noneMatch(entry -> Files.isExecutable(Path.of(entry, tool))))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Slurm's commands (%s) must be on the path but these are not: %s. Maybe log in to a node from which jobs are submitted, or run elsewhere: --on local, or workers.on in study.yaml."
              .formatted(String.join(", ", NEEDED), missing));
    }
    return new SlurmCommands(Optional.empty(), Map.of());
  }

  /// Looks whether a controller answers, the primary or a backup.
  ///
  /// @throws SlurmUnavailableException if none does; the message has Slurm's words
  void ping() throws SlurmUnavailableException {
    CommandOutput output =
        CommandOutput.of(at(List.of("scontrol", "ping")), environment, PING_PATIENCE);
    if (!UP.matcher(output.out()).find()) {
      throw new SlurmUnavailableException("scontrol ping: " + output.firstWords());
    }
  }

  /// What became of a submission.
  sealed interface Submission {

    /// The cluster took it.
    ///
    /// @param array id of the array
    record Accepted(long array) implements Submission {}

    /// The cluster refused it, for now or for good.
    ///
    /// @param reason Slurm's words
    /// @param forGood true if it would refuse it again
    record Refused(String reason, boolean forGood) implements Submission {}
  }

  /// What only a change of the study or of the cluster could mend.
  private static final Pattern FOR_GOOD =
      Pattern.compile(
          "invalid (partition|account|qos|generic resource|feature|time|user|--)|unrecognized option"
              + "|requested node configuration is not available|can ?not be satisfied"
              + "|requested time limit is invalid|more processors requested than permitted"
              + "|unable to open file|access/permission denied|user's group not permitted"
              + "|invalid .*specification|invalid option|requires an argument",
          Pattern.CASE_INSENSITIVE);

  /// After these nobody knows whether the job exists.
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "timed out|unable to contact|connection|communication", Pattern.CASE_INSENSITIVE);

  /// A command that was killed by a signal has a code above this; it may have handed the array
  /// over.
  private static final int SIGNALLED = 128;

  private static final Pattern ARRAY_ID = Pattern.compile("(?m)^(\\d+)(;\\S+)?$");

  /// Submits a script as an array with the indices 0 to `tasks` − 1.
  ///
  /// @throws SlurmUnavailableException if it is not known whether the array exists
  Submission submit(Path script, int tasks) throws SlurmUnavailableException {
    CommandOutput output =
        run(List.of("sbatch", "--parsable", "--array=0-" + (tasks - 1), script.toString()));
    Matcher id = ARRAY_ID.matcher(output.out());
    if (output.code() == 0 && id.find()) {
      return new Submission.Accepted(Long.parseLong(id.group(1)));
    }
    String words = output.words();
    if (output.code() == 0 || output.code() > SIGNALLED || UNKNOWN.matcher(words).find()) {
      throw new SlurmUnavailableException(words);
    }
    return new Submission.Refused(words, FOR_GOOD.matcher(words).find());
  }

  /// The tasks of this user's arrays whose name begins so: those in the queue, and those that ended
  /// within the last minutes (`MinJobAge`).
  Map<JobId, JobRecord> queue(String namePrefix) throws SlurmUnavailableException {
    CommandOutput output =
        answered(
            List.of(
                "squeue",
                "--noheader",
                "--array",
                "--states=all",
                "--user=" + System.getProperty("user.name"),
                "--Format=" + JobRecord.COLUMNS));
    return output
        .out()
        .lines()
        .map(JobRecord::parse)
        .flatMap(Optional::stream)
        .filter(job -> job.name().startsWith(namePrefix))
        .collect(Collectors.toMap(JobRecord::id, job -> job, (a, b) -> b, LinkedHashMap::new));
  }

  /// Takes tasks out of the queue that have not begun.
  void cancelPending(Collection<JobId> ids) throws SlurmUnavailableException {
    cancel(List.of("--state=PENDING"), ids);
  }

  /// Sends SIGTERM to the processes of running tasks, which may take their time.
  void terminate(Collection<JobId> ids) throws SlurmUnavailableException {
    cancel(List.of("--batch", "--signal=TERM"), ids);
  }

  /// Ends tasks, whatever their state.
  void cancel(Collection<JobId> ids) throws SlurmUnavailableException {
    cancel(List.of(), ids);
  }

  /// A task that ended in the meantime is no error, but makes `scancel` end with one.
  private void cancel(List<String> options, Collection<JobId> ids)
      throws SlurmUnavailableException {
    var left = new ArrayList<>(ids);
    while (!left.isEmpty()) {
      List<JobId> some = left.subList(0, Math.min(IDS_A_COMMAND, left.size()));
      var command = new ArrayList<>(List.of("scancel"));
      command.addAll(options);
      some.forEach(id -> command.add(id.toString()));
      some.clear();
      run(command);
    }
  }

  /// Tasks that one array may have here (`MaxArraySize`, `MaxJobCount`); empty if the cluster does
  /// not say.
  OptionalInt maxArrayTasks() throws SlurmUnavailableException {
    String config = answered(List.of("scontrol", "show", "config")).out();
    return config
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .filter(pair -> pair[0].strip().matches("MaxArraySize|MaxJobCount"))
        .map(pair -> pair[1].strip())
        .filter(number -> number.matches("[1-9]\\d{0,8}"))
        .mapToInt(Integer::parseInt)
        .min();
  }

  /// What Slurm still knows of a task that is gone, in one line: from its accounts, where it keeps
  /// any, else from the controller's memory. Empty if nothing.
  String describe(JobId id) {
    try {
      CommandOutput accounts =
          run(
              List.of(
                  "sacct",
                  "--noheader",
                  "--parsable2",
                  "--allocations",
                  "--jobs=" + id,
                  "--format=State,ExitCode,NodeList"));
      Optional<String> line = accounts.out().lines().filter(text -> !text.isBlank()).findFirst();
      return accounts.code() == 0 && line.isPresent()
          ? line.get().replace('|', ' ')
          : fromController(id);
    } catch (SlurmUnavailableException e) {
      return "";
    }
  }

  private String fromController(JobId id) throws SlurmUnavailableException {
    return run(List.of("scontrol", "show", "job", id.toString()))
        .out()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("JobState=") || line.startsWith("NodeList="))
        .collect(Collectors.joining(" "));
  }

  private CommandOutput answered(List<String> command) throws SlurmUnavailableException {
    CommandOutput output = run(command);
    if (output.code() != 0) {
      throw new SlurmUnavailableException(output.words());
    }
    return output;
  }

  private CommandOutput run(List<String> command) throws SlurmUnavailableException {
    return CommandOutput.of(at(command), environment, PATIENCE);
  }

  private List<String> at(List<String> command) {
    var line = new ArrayList<>(command);
    folder.ifPresent(place -> line.set(0, place.resolve(command.getFirst()).toString()));
    return line;
  }
}
