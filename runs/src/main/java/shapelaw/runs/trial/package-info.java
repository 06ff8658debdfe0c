/// One trial: the process that trains a trunk, its command line and its folder.
@NullMarked
package shapelaw.runs.trial;

import org.jspecify.annotations.NullMarked;
