package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shapelaw.law.Interval;

/// What each rule recommends for one budget, side by side, and which to take.
///
/// @param rows one for each rule that can answer
/// @param recommended the rule to follow
/// @param reason why that one
/// @param absent a sentence for each rule that cannot answer, or whose answer is not to be shown
/// @param optimum the direct minimum before rounding
/// @param risks sentences on what could be wrong with it, most serious first
/// @param budget what was asked for
/// @param steps what sizes were rounded to
public record ShapeComparison(
    List<Row> rows,
    ScalingRule recommended,
    String reason,
    List<String> absent,
    Optimum optimum,
    List<String> risks,
    Budget budget,
    SizeSteps steps) {

  public ShapeComparison {
    rows = List.copyOf(rows);
    absent = List.copyOf(absent);
    risks = List.copyOf(risks);
  }

  /// One rule's answer.
  ///
  /// @param rule which
  /// @param unrounded the sizes before rounding
  /// @param shape the shape to build, with its costs and training
  /// @param loss that the joint law predicts for it
  /// @param excess the predicted loss over the least one that the law allows to any sizes, − 1
  /// @param broken limits that it does not obey
  /// @param beyond dimensions whose size lies outside of the range of the search, so that neither
  ///   the law's loss nor its excess means much
  public record Row(
      ScalingRule rule,
      Map<String, Double> unrounded,
      PricedShape shape,
      Interval loss,
      double excess,
      List<Limit> broken,
      List<String> beyond) {

    public Row {
      unrounded = Collections.unmodifiableMap(new LinkedHashMap<>(unrounded));
      broken = List.copyOf(broken);
      beyond = List.copyOf(beyond);
    }
  }

  /// The answers whose sizes lie in the range of the search: what is to be shown to people.
  public List<Row> shown() {
    return rows.stream().filter(row -> row.beyond().isEmpty()).toList();
  }

  /// The answer of a rule, if it has one.
  public Optional<Row> row(ScalingRule rule) {
    return rows.stream().filter(row -> row.rule() == rule).findFirst();
  }

  /// The answer to take.
  public Row recommendedRow() {
    return row(recommended).orElseThrow();
  }
}
