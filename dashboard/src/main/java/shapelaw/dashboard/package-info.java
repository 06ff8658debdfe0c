/// A study in a browser while it grows: runs, learning curves, time left, the report. Served to
/// this machine alone, and it only reads: what changes comes from the run store, wherever its
/// coordinator runs.
@NullMarked
package shapelaw.dashboard;

import org.jspecify.annotations.NullMarked;
