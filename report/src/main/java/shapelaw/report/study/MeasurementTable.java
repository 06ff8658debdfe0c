package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.Measurements;

/// Every measurement as the joint laws see it.
final class MeasurementTable {

  private MeasurementTable() {}

  /// The measurements in their order, beside the chosen law if there is one.
  static Table of(StudyReport report) {
    Measurements data = report.analysis().evidence().all();
    Optional<LawFit> fit = report.jointFit();
    var columns = new ArrayList<Stream<Table.Reader<Integer>>>();
    columns.add(Table.count("Row", "row", i -> i + 1L));
    for (String variable : data.variables()) {
      columns.add(
          Table.number(
              header(variable), key(variable), 4, i -> Optional.of(data.value(i, variable))));
    }
    columns.add(Table.number("Loss", "loss", 5, i -> Optional.of(data.loss(i))));
    fit.ifPresent(f -> {
      columns.add(Table.number("Law", "law", 5, i -> Optional.of(f.law().loss(data, i))));
      columns.add(
          Table.number(
              "Measured above law (%)",
              "measured_above_law_percent",
              2,
              i -> Optional.of(100 * (data.loss(i) / f.law().loss(data, i) - 1))));
    });
    List<Integer> rows = IntStream.range(0, data.rows()).boxed().toList();
    return Table.of(
        "measurements",
        "Measurements",
        "What the laws over whole shapes are fitted to. Compute counts forward passes only.%s"
            .formatted(fit.map(f -> " Law: “%s”.".formatted(f.law().form().name())).orElse("")),
        rows,
        columns.stream().flatMap(c -> c));
  }

  private static String header(String variable) {
    return variable.equals(Measurements.COMPUTE)
        ? "Compute (forward GFLOPs)"
        : Words.title(variable);
  }

  private static String key(String variable) {
    return variable.equals(Measurements.COMPUTE) ? "forward_gflops" : variable;
  }
}
