package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a user should know about a table that was read, beyond the rows that were left out.
final class ImportFindings {

  /// More texts than this are names of runs, not kinds of rows.
  private static final int MOST_KINDS = 20;

  /// How near compute must be to 6·N·D to be nothing else: counts of parameters differ by their
  /// embeddings.
  private static final double NEAR = 0.02;

  /// Forward FLOPs for each parameter and token, by the same estimate.
  private static final double FORWARD_FLOPS_PER = 2;

  /// Columns in which our own runs tell which part of a study they are: a fit wants all parts.
  private static final Pattern PURPOSE = Pattern.compile("(.*shapelaw\\.)?purpose|sweep");

  /// What stands in them: [shapelaw.sweep.Purpose#label()].
  private static final Pattern SWEEP = Pattern.compile("(\\s?(star:\\w+|centre|grid))+");

  private final TableFile table;
  private final ColumnMapping mapping;
  private final List<ImportedRun> runs;

  ImportFindings(TableFile table, ColumnMapping mapping, List<ImportedRun> runs) {
    this.table = table;
    this.mapping = mapping;
    this.runs = runs;
  }

  List<String> all() {
    var findings = new ArrayList<String>();
    if (mapping.dimensions().isEmpty()) {
      findings.add(
          "The table says nothing of shapes: only laws in parameters, examples and compute apply, and no shape can be recommended.");
    }
    convention(findings);
    constants(findings);
    kinds(findings);
    return findings;
  }

  /// Compute that is 6·N·D counts the backward pass, whatever the user said.
  private void convention(List<String> findings) {
    if (mapping.examples().isEmpty()
        || mapping.parameters().isEmpty()
        || !(mapping.compute() instanceof ComputeSource.Total(String column, ComputeUnit unit))) {
      return;
    }
    double[] ratios =
        runs.stream()
            .mapToDouble(run ->
                unit.amountOf(run.forwardGflops())
                    / (run.parameters().orElseThrow() * run.examples().orElseThrow()))
            .toArray();
    Arrays.sort(ratios);
    double ratio = ratios[ratios.length / 2];
    if (!unit.countsBackward() && isNear(ratio, ComputeSource.SixNd.TRAINING_FLOPS_PER)) {
      findings.add(
          "%s is %.2f × parameters × examples, which counts forward and backward passes, but was taken as %s. Maybe --compute-unit %s."
              .formatted(column, ratio, unit, ComputeUnit.TRAINING_FLOPS.id()));
    } else if (unit.countsBackward() && isNear(ratio, FORWARD_FLOPS_PER)) {
      findings.add(
          "%s is %.2f × parameters × examples, which counts forward passes alone, but was taken as %s. Maybe --compute-unit %s."
              .formatted(column, ratio, unit, ComputeUnit.FORWARD_FLOPS.id()));
    }
  }

  static boolean isNear(double ratio, double expected) {
    return Math.abs(ratio / expected - 1) < NEAR;
  }

  private void constants(List<String> findings) {
    mapping
        .dimensions()
        .forEach((dimension, column) -> {
          if (runs.stream()
                  .mapToInt(run -> run.sizes().getOrDefault(dimension, 0))
                  .distinct()
                  .count()
              == 1) {
            findings.add(
                "%s is %d in every row, so that nothing can be learnt about it."
                    .formatted(dimension, runs.getFirst().sizes().getOrDefault(dimension, 0)));
          }
        });
  }

  /// A column of few texts that is not used may mix results that do not belong together.
  private void kinds(List<String> findings) {
    Set<String> used = new LinkedHashSet<>(mapping.columns());
    for (String column : table.columns()) {
      if (!used.contains(column)
          && table.columns().indexOf(column) == table.columns().lastIndexOf(column)) {
        Set<String> kinds = texts(column);
        if (kinds.size() > 1 && kinds.size() <= MOST_KINDS && !isSweeps(column, kinds)) {
          findings.add(
              "Column %s, which is not used, tells %d kinds of rows apart (%s). Maybe take one: --where '%s=%s'."
                  .formatted(
                      column,
                      kinds.size(),
                      String.join(", ", kinds.stream().limit(3).toList())
                          + (kinds.size() > 3 ? ", …" : ""),
                      column,
                      kinds.iterator().next()));
        }
      }
    }
  }

  private static boolean isSweeps(String column, Set<String> kinds) {
    return PURPOSE.matcher(column).matches()
        && kinds.stream().allMatch(kind -> SWEEP.matcher(kind).matches());
  }

  /// Texts of a column that are no numbers; more than [#MOST_KINDS] are not all gathered, and a
  /// column with a number in it has none.
  private Set<String> texts(String column) {
    var texts = new LinkedHashSet<String>();
    for (int row = 0; row < table.rows() && texts.size() <= MOST_KINDS; row++) {
      String text = table.text(row, column);
      if (!text.isEmpty()) {
        if (table.numeric(row, column).isPresent()) {
          return Set.of();
        }
        texts.add(text);
      }
    }
    return texts;
  }
}
