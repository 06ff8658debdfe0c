package shapelaw.runs.imports;

/// Rows that were not taken for one reason.
///
/// @param reason why, without details of a row
/// @param rows how many, ≥ 1
/// @param first where the first of them stands, and what was found there
public record LeftOut(String reason, int rows, String first) {}
