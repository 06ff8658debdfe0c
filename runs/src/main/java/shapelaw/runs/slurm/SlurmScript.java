package shapelaw.runs.slurm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shapelaw.runs.Assignment;
import shapelaw.runs.local.LocalExecutor;
import shapelaw.runs.local.LocalSettings;
import shapelaw.runs.trial.TrialArguments;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.runs.trial.TrialMain;

/// The text of batch scripts: plain shell that people can read, and submit again by hand.
///
/// @param trials how each trial trains
/// @param slurm what each job asks for
record SlurmScript(LocalSettings trials, SlurmSettings slurm) {

  /// The script of an array. Each of its tasks reads the file `<index>.task` beside it, and does
  /// nothing if the coordinator took that away. Java takes the shell's place, so that Slurm's
  /// signals reach it.
  ///
  /// @param name of the array
  /// @param folder of the script
  String job(String name, Path folder) {
    var text = new StringBuilder();
    text.append("#!/bin/bash\n");
    text.append(
        "# Trials of a Shapelaw study, one a task; tasks.txt names the trunk of each index.\n");
    options(name, folder).forEach(option -> text.append("#SBATCH ").append(option).append('\n'));
    text.append('\n');
    text.append("task=").append(quoted(folder.toString())).append("/$SLURM_ARRAY_TASK_ID.task\n");
    text.append(
        """
        if [ ! -r "$task" ]; then
          echo "Nothing to do: this attempt has ended."
          exit 0
        fi
        # Sets trial (its folder) and arguments.
        . "$task"
        exec >>"$trial/trial.log" 2>&1

        """);
    new TreeMap<>(environment())
        .forEach((key, value) ->
            text.append("export ").append(key).append('=').append(quoted(value)).append('\n'));
    slurm.setup().forEach(line -> text.append(line).append('\n'));
    text.append("exec ").append(command()).append(" \\\n  \"${arguments[@]}\"\n");
    return text.toString();
  }

  private List<String> options(String name, Path folder) {
    var options = new ArrayList<String>();
    options.add("--job-name=" + name);
    options.add("--output=" + doubleQuoted(folder.toString().replace("%", "%%") + "/%a.log"));
    options.add("--open-mode=append");
    options.add("--requeue");
    options.add("--signal=B:TERM@" + slurm.signalSeconds());
    options.add("--nodes=1");
    options.add("--ntasks=1");
    options.add("--cpus-per-task=" + trials.threadsPerWorker());
    slurm
        .memoryGib()
        .ifPresent(gib -> options.add("--mem=%dM".formatted((long) Math.ceil(gib * 1024))));
    slurm.time().ifPresent(time -> options.add("--time=" + time));
    slurm.partition().ifPresent(partition -> options.add("--partition=" + partition));
    slurm.account().ifPresent(account -> options.add("--account=" + account));
    slurm.qos().ifPresent(qos -> options.add("--qos=" + qos));
    if (slurm.gpus() > 0) {
      options.add("--gres=gpu:" + slurm.gpus());
    }
    options.addAll(slurm.options());
    return options;
  }

  private Map<String, String> environment() {
    return LocalExecutor.threadEnvironment(trials.threadsPerWorker());
  }

  /// What the JVM says of its own death comes to standard error with everything else.
  private String command() {
    var command = new ArrayList<>(trials.javaCommandPrefix());
    slurm.java().ifPresent(java -> command.set(0, java));
    command.add(1, "-XX:+DisplayVMOutputToStderr");
    command.add(TrialMain.class.getName());
    return command.stream().map(SlurmScript::quoted).collect(Collectors.joining(" \\\n  "));
  }

  /// The file of one task.
  String task(Assignment assignment) {
    TrialFolder folder = assignment.folder();
    List<String> arguments =
        new TrialArguments(
                folder.trunkFile(),
                folder.path(),
                trials.trainer(),
                trials.trial(),
                assignment.attempt().token(),
                OptionalLong.empty(),
                assignment.finished())
            .toCommandLine();
    return "trial=%s%narguments=(%n  %s%n)%n"
        .formatted(
            quoted(folder.path().toString()),
            arguments.stream().map(SlurmScript::quoted).collect(Collectors.joining("\n  ")));
  }

  /// As one word of a shell.
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// As one word of an option in a script, which Slurm splits itself.
  private static String doubleQuoted(String word) {
    return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
