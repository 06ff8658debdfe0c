/// Tests that hold the architecture, the layout of the code, and what the documents say about it.
@NullMarked
package shapelaw.conventions;

import org.jspecify.annotations.NullMarked;
