package shapelaw.runs.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.WorkerExecutor;
import shapelaw.runs.trial.TrialArguments;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.runs.trial.TrialMain;

/// Trains each trunk in a child process of its own ([TrialMain]), several side by side, each on its
/// share of the cores and with one of the GPUs. Whatever a trainer does, the coordinator lives on;
/// whatever kills the coordinator, its children die with it, and what they had written is stored
/// when the execution goes on.
public final class LocalExecutor extends WorkerExecutor {

  private final LocalSettings settings;
  private final CpuShares cores;
  private final GpuShares gpus;
  private final MemoryGuard memory;

  /// An executor on this machine.
  ///
  /// @param settings how the machine is used
  /// @param trials folder in which every trunk gets a folder of its own; on a local disk
  public LocalExecutor(LocalSettings settings, Path trials) {
    super(settings.trainer(), settings.workers(), settings.maxAttempts(), trials);
    this.settings = settings;
    this.cores = CpuShares.ofThisMachine(settings.workers(), settings.threadsPerWorker());
    this.gpus = GpuShares.ofThisMachine(settings.device());
    this.memory = new MemoryGuard(settings.workers(), settings.workerMemoryBytes());
  }

  @Override
  protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) throws IOException {
    return new LocalTrial(assignment, sink, memory, command(assignment), environment(assignment))
        .run();
  }

  private Map<String, String> environment(Assignment assignment) {
    var environment = new HashMap<>(gpus.environment(assignment.worker()));
    environment.putAll(threadEnvironment(settings.threadsPerWorker()));
    return environment;
  }

  /// What a tensor library reads when it loads; the trainer sets its own threads besides.
  public static Map<String, String> threadEnvironment(int threads) {
    String number = Integer.toString(threads);
    return Map.of("OMP_NUM_THREADS", number, "MKL_NUM_THREADS", number);
  }

  private List<String> command(Assignment assignment) {
    var command = new ArrayList<>(cores.commandPrefix(assignment.worker()));
    command.addAll(settings.javaCommandPrefix());
    command.add(TrialMain.class.getName());
    TrialFolder folder = assignment.folder();
    command.addAll(
        new TrialArguments(
                folder.trunkFile(),
                folder.path(),
                settings.trainer(),
                settings.trial(),
                assignment.attempt().token(),
                OptionalLong.of(ProcessHandle.current().pid()),
                assignment.finished())
            .toCommandLine());
    return command;
  }
}
