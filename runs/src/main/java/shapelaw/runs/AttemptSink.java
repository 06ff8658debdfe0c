package shapelaw.runs;

import shapelaw.run.RunResult;
import shapelaw.run.TrainingContext;

/// Where a back-end brings what an attempt gives.
interface AttemptSink {

  /// Stores a result; one that is stored already is passed over.
  ///
  /// @throws RefusedResultException if it may not be stored
  /// @throws StoreException if it cannot be stored
  void accept(RunResult result);

  /// Tells how far the trunk is.
  void progress(TrainingContext.Progress progress);

  /// Notes the process that carries out the attempt.
  void process(long pid);
}
