/// Golden files that the tests of the report share.
@NullMarked
package shapelaw.report;

import org.jspecify.annotations.NullMarked;
