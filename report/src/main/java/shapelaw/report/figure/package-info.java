/// Figures as data, and their renderers: SVG, PNG and JSON for plotly. Nothing here knows what a
/// figure is about.
@NullMarked
package shapelaw.report.figure;

import org.jspecify.annotations.NullMarked;
