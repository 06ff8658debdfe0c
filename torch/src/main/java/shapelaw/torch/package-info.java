/// The trainer that executors find, and what it runs on: libtorch with its BLAS, threads and memory
/// settings.
@NullMarked
package shapelaw.torch;

import org.jspecify.annotations.NullMarked;
