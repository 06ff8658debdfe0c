/// Tests of the launcher script `./shapelaw`.
@NullMarked
package shapelaw.launch;

import org.jspecify.annotations.NullMarked;
