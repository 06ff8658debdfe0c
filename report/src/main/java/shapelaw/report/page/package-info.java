/// The HTML page and the CSV files.
@NullMarked
package shapelaw.report.page;

import org.jspecify.annotations.NullMarked;
