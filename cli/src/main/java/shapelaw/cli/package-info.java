/// The command line: every command parses, makes one call, and prints.
@NullMarked
package shapelaw.cli;

import org.jspecify.annotations.NullMarked;
