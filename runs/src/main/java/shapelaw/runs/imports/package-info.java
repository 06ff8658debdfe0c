/// Brings in results that were trained elsewhere: reads tables of runs (CSV, JSON, Parquet), learns
/// which column means what, and keeps the normalised runs in a folder with a record of where they
/// came from.
@NullMarked
package shapelaw.runs.imports;

import org.jspecify.annotations.NullMarked;
