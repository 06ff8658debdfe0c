/// What experiment trackers keep of trainings, read and written: TensorBoard's event files,
/// MLflow's folders and its server, and the logs that other trainers leave in a run's folder.
///
/// Files and answers come from anybody: sizes are bounded, checksums are checked, and what cannot
/// be read is one message that names the file and the place in it.
@NullMarked
package shapelaw.runs.logs;

import org.jspecify.annotations.NullMarked;
