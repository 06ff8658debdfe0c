package shapelaw.runs;

import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;
import shapelaw.runs.store.RefusedResultException;
import shapelaw.runs.store.StoreException;

/// Where a back-end brings what an attempt gives.
public interface AttemptSink {

  /// Stores a result; one that is stored already is passed over.
  ///
  /// @throws RefusedResultException if it may not be stored
  /// @throws StoreException if it cannot be stored
  void accept(RunResult result);

  /// Tells how far the trunk is.
  void progress(TrainingContext.Progress progress);

  /// Notes what carries out the attempt ([shapelaw.runs.store.Attempt#handle()]), so that a later
  /// coordinator finds it.
  void carriedBy(String handle);
}
