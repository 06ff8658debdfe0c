/// Trunks trained on this machine: in child processes, or in this process.
@NullMarked
package shapelaw.runs.local;

import org.jspecify.annotations.NullMarked;
