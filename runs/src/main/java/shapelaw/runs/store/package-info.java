/// What a study planned, tried and measured: the run store.
@NullMarked
package shapelaw.runs.store;

import org.jspecify.annotations.NullMarked;
