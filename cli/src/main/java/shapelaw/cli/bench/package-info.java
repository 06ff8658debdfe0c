/// How fast and how well laws are fitted on this machine, beside scipy on the same problems.
@NullMarked
package shapelaw.cli.bench;

import org.jspecify.annotations.NullMarked;
