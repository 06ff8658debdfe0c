package shapelaw.runs;

import java.util.List;
import shapelaw.run.Trunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;

/// Performs planned trunks. One executor at a time works on a study.
public interface Executor {

  /// Makes every run of `trunks` that has no result yet, and stores each result as soon as it is
  /// there. A crashed attempt is made again from its checkpoint; a trunk whose attempts keep
  /// failing is left unfinished and told in the answer. Whatever interrupts this, even a power cut:
  /// called again, it goes on, and repeats no finished run.
  ///
  /// A thread that holds the lock of `store` already keeps it.
  ///
  /// @param trunks planned in `store`; no run may be in two of them
  /// @throws StoreException if the study cannot be stored, or another coordinator runs it
  /// @throws ExecutorUnavailableException if nobody is there to carry out attempts
  /// @throws InterruptedException if the thread was interrupted; attempts have then been asked to
  ///   write a checkpoint, and have ended
  ExecutionSummary execute(List<Trunk> trunks, RunStore store, ExecutionListener listener)
      throws InterruptedException;
}
