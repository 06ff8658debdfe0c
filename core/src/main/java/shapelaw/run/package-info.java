/// One training run as data: its specification, its identity, its outcome, the trunk that shares
/// its training with other durations, and the interface of whoever trains it.
@NullMarked
package shapelaw.run;

import org.jspecify.annotations.NullMarked;
