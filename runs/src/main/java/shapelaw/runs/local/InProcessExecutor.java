package shapelaw.runs.local;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.Assignment;
import shapelaw.runs.AttemptEnd;
import shapelaw.runs.AttemptSink;
import shapelaw.runs.WorkerExecutor;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.StoreException;
import shapelaw.runs.trial.FailedRuns;
import shapelaw.runs.trial.SettingsContext;
import shapelaw.runs.trial.TrialSettings;

/// Trains in this process: for trainers that take milliseconds, such as the simulated one. A
/// trainer that brings the process down takes the coordinator with it; [LocalExecutor] does not
/// have that weakness.
public final class InProcessExecutor extends WorkerExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(InProcessExecutor.class);

  private final Trainer trainer;
  private final TrialSettings settings;

  /// An executor for one trainer.
  ///
  /// @param trainer must be safe for use by several threads at once if there are several workers
  /// @param settings how many at once; the trainer's name and the Java command are not used
  /// @param trials folder in which every trunk gets a folder of its own
  public InProcessExecutor(Trainer trainer, LocalSettings settings, Path trials) {
    super(trainer.name(), settings.workers(), settings.maxAttempts(), trials);
    this.trainer = trainer;
    this.settings = settings.trial();
  }

  @Override
  protected AttemptEnd attempt(Assignment assignment, AttemptSink sink) {
    var context = new Context(assignment, sink);
    try {
      trainer.train(assignment.trunk(), context);
      return AttemptEnd.done();
    } catch (TrainingFailure e) {
      FailedRuns.of(assignment.trunk(), context.withResult(), e, trainer.name())
          .forEach(sink::accept);
      return AttemptEnd.impossible(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      // The context's own way to stop, not an interrupt of this thread.
      return new AttemptEnd(AttemptStatus.CHECKPOINTED, "asked to stop", true);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      LOG.debug("Trunk {} crashed.", assignment.trunk().id(), e);
      return AttemptEnd.failed(e.toString());
    }
  }

  private final class Context extends SettingsContext {
    private final Assignment assignment;
    private final AttemptSink sink;
    private final Set<RunId> accepted = ConcurrentHashMap.newKeySet();

    Context(Assignment assignment, AttemptSink sink) {
      super(settings);
      this.assignment = assignment;
      this.sink = sink;
    }

    Set<RunId> withResult() {
      var all = new HashSet<>(assignment.finished());
      all.addAll(accepted);
      return all;
    }

    @Override
    public Path folder() {
      return assignment.folder().checkpoints();
    }

    @Override
    public Set<RunId> finished() {
      return assignment.finished();
    }

    @Override
    public void accept(RunResult result) {
      sink.accept(result);
      accepted.add(result.run());
    }

    @Override
    public void progress(Progress progress) {
      sink.progress(progress);
    }

    @Override
    public boolean stopRequested() {
      return assignment.stop().get();
    }
  }
}
