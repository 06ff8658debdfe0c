package shapelaw.runs.logs;

import java.io.Closeable;
import java.io.IOException;

/// Writes news of runs into a tracker's store. A run that is there already, written by whomever, is
/// found again by its id and gone on with; results that are there are not written twice.
public interface RunWriter extends Closeable {

  /// Writes news of one run.
  ///
  /// @throws IOException if the store cannot be reached or written; the same news may be written
  ///   again
  void write(RunEntry entry) throws IOException;

  /// For people: where it writes.
  String place();
}
