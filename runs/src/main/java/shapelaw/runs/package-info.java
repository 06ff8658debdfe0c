/// Performs planned runs and remembers them: the run store, the executors, and the child process
/// that trains a trunk.
///
/// Between processes go JSON files, never Java serialization. Child processes write result files;
/// only the coordinator writes the store, and a result counts only from the current attempt at its
/// trunk.
@NullMarked
package shapelaw.runs;

import org.jspecify.annotations.NullMarked;
