/// What is written to disk between processes: runs and results as JSON, files that survive a crash.
@NullMarked
package shapelaw.runs.files;

import org.jspecify.annotations.NullMarked;
