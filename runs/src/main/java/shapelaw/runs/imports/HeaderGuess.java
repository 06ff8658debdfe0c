package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import shapelaw.shape.Dimension;

/// Completes what a user said about a table from its header, where that is unambiguous, and tells
/// what it guessed. What stays open is asked for, all at once.
public final class HeaderGuess {

  /// One-letter names of N, D and C in tables of scaling laws, taken only if all three are there.
  private static final List<String> LETTERS = List.of("N", "D", "C");

  private final TableFile table;
  private final MappingRequest said;
  private final boolean letters;

  /// Columns that hold something.
  private final List<String> candidates;

  private final List<String> guesses = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private HeaderGuess(TableFile table, MappingRequest said) {
    this.table = table;
    this.said = said;
    this.letters = table.columns().containsAll(LETTERS);
    this.candidates = table.columns().stream().filter(c -> !isEmpty(table, c)).toList();
  }

  /// True if a column says nothing in any row. One of a name that another has, too, cannot be read.
  private static boolean isEmpty(TableFile table, String column) {
    return table.rows() > 0
        && table.columns().stream().filter(column::equals).count() == 1
        && IntStream.range(0, table.rows()).allMatch(row -> table.text(row, column).isEmpty());
  }

  /// A mapping and how it came about.
  ///
  /// @param mapping which column means what
  /// @param guesses what was taken from the header, one sentence each
  public record Completed(ColumnMapping mapping, List<String> guesses) {}

  /// Completes `said` for `table`.
  ///
  /// @throws TableFileException if something must be said that was not; it lists the columns and
  ///   the flags
  /// @throws IllegalArgumentException if what was said cannot be together
  public static Completed complete(TableFile table, MappingRequest said) {
    return new HeaderGuess(table, said).complete();
  }

  private Completed complete() {
    if (said.loss() != null && said.accuracy() != null) {
      throw new IllegalArgumentException(
          "either a loss or an accuracy must be named but both were. Maybe leave out --accuracy.");
    }
    Map<Dimension, String> dimensions = dimensions();
    Optional<String> examples =
        said(said.examples())
            .or(() -> letter("D", "examples"))
            .or(() -> guess("--examples", HeaderNames.EXAMPLES));
    Optional<String> parameters =
        said(said.parameters())
            .or(() -> letter("N", "parameters"))
            .or(() -> guess("--parameters", HeaderNames.PARAMETERS));
    Measured measured = measured();
    Optional<ComputeSource> compute = compute(examples, parameters);
    Optional<String> run =
        said(said.run())
            .or(() -> guess("--run", HeaderNames.RUN))
            .or(() -> guess("--run", HeaderNames.NAME));
    Map<String, List<String>> where = where();
    if (!missing.isEmpty()) {
      throw new TableFileException(
          "%s: what its columns mean must be known, but this is open:%n  %s%nThe columns are: %s."
              .formatted(
                  table.file(),
                  String.join(System.lineSeparator() + "  ", missing),
                  String.join(", ", table.columns())));
    }
    return new Completed(
        new ColumnMapping(
            dimensions,
            compute.orElseThrow(),
            examples,
            parameters,
            measured.column(),
            measured.metric(),
            run,
            where),
        List.copyOf(guesses));
  }

  private record Measured(String column, LossMetric metric) {}

  private static Optional<String> said(@Nullable String column) {
    return Optional.ofNullable(column);
  }

  private Optional<String> guess(String flag, Set<String> names) {
    Optional<String> column = HeaderNames.only(candidates, names);
    column.ifPresent(c -> guesses.add("%s '%s'".formatted(flag, c)));
    return column;
  }

  private Optional<String> letter(String letter, String meaning) {
    if (!letters) {
      return Optional.empty();
    }
    guesses.add("--%s %s (beside %s)".formatted(meaning, letter, String.join(", ", LETTERS)));
    return Optional.of(letter);
  }

  private Map<Dimension, String> dimensions() {
    Map<Dimension, String> named = said.namedDimensions();
    if (!named.isEmpty()) {
      return named;
    }
    var found = new LinkedHashMap<Dimension, String>();
    HeaderNames.DIMENSIONS.forEach((name, names) -> {
      List<String> columns = HeaderNames.among(candidates, names);
      if (columns.size() == 1) {
        found.put(new Dimension(name), columns.getFirst());
        guesses.add("--dimension %s='%s'".formatted(name, columns.getFirst()));
      } else if (columns.size() > 1) {
        missing.add(
            "--dimension %s=COLUMN (it may be %s)".formatted(name, String.join(" or ", columns)));
      }
    });
    return found;
  }

  private Measured measured() {
    if (said.loss() != null || said.accuracy() != null) {
      boolean accuracy = said.accuracy() != null;
      String column = Objects.requireNonNull(accuracy ? said.accuracy() : said.loss());
      if (!accuracy && HeaderNames.isAccuracy(column)) {
        throw new IllegalArgumentException(
            "a loss must be less where a model is better but '%s' is an accuracy by its name. Maybe: %s"
                .formatted(column, accuracyFlags(column)));
      }
      return new Measured(column, LossMetric.of(accuracy, percent(column)));
    }
    List<String> losses = HeaderNames.among(candidates, HeaderNames.LOSS);
    List<String> accuracies = HeaderNames.among(candidates, HeaderNames.ACCURACY);
    if (losses.size() + accuracies.size() != 1) {
      var flags = new ArrayList<String>();
      losses.forEach(column -> flags.add("--loss " + column));
      accuracies.forEach(column -> flags.add(accuracyFlags(column)));
      missing.add(
          "--loss COLUMN or --accuracy COLUMN"
              + (flags.isEmpty() ? "" : " (it may be " + String.join(" or ", flags) + ")"));
      return new Measured("", LossMetric.LOSS);
    }
    boolean accuracy = losses.isEmpty();
    String column = accuracy ? accuracies.getFirst() : losses.getFirst();
    guesses.add("%s '%s'".formatted(accuracy ? "--accuracy" : "--loss", column));
    return new Measured(column, LossMetric.of(accuracy, percent(column)));
  }

  /// Says `--percent` where the numbers show it.
  private String accuracyFlags(String column) {
    boolean once = table.columns().stream().filter(column::equals).count() == 1;
    boolean aboveOne =
        once
            && IntStream.range(0, table.rows())
                .anyMatch(row -> table.numeric(row, column).orElse(0) > 1);
    return "--accuracy " + column + (aboveOne ? " --percent" : "");
  }

  private boolean percent(String column) {
    if (said.percent() == null && HeaderNames.isPercent(column)) {
      guesses.add("--percent, from the %% in '%s'".formatted(column));
      return true;
    }
    return said.inPercent();
  }

  /// The rows that are asked for, and of trackers' runs only those that ended well: the last number
  /// of a run that crashed is no result.
  private Map<String, List<String>> where() {
    Map<String, List<String>> asked = Objects.requireNonNullElse(said.where(), Map.of());
    var where = new LinkedHashMap<>(asked);
    for (String column : HeaderNames.among(table.columns(), HeaderNames.STATUS)) {
      if (!asked.containsKey(column)) {
        finished(column)
            .ifPresent(values -> {
              where.put(column, values);
              guesses.add(
                  "--where '%s=%s', because other runs did not end well"
                      .formatted(column, String.join("|", values)));
            });
      }
    }
    return where;
  }

  /// The values of a column of statuses that mean a good end, if there are others.
  private Optional<List<String>> finished(String column) {
    if (table.columns().stream().filter(column::equals).count() > 1) {
      return Optional.empty();
    }
    var finished = new LinkedHashSet<String>();
    boolean others = false;
    for (int row = 0; row < table.rows(); row++) {
      String status = table.text(row, column);
      String lower = status.toLowerCase(Locale.ROOT);
      if (status.isEmpty() || HeaderNames.FINISHED.contains(lower)) {
        finished.add(status);
      } else if (HeaderNames.UNFINISHED.contains(lower)) {
        others = true;
      } else {
        return Optional.empty();
      }
    }
    if (finished.stream().allMatch(String::isEmpty)) {
      finished.add("finished");
    }
    return others ? Optional.of(List.copyOf(finished)) : Optional.empty();
  }

  private Optional<ComputeSource> compute(Optional<String> examples, Optional<String> parameters) {
    if (said.estimates()) {
      return Optional.of(new ComputeSource.SixNd());
    } else if (said.patch() != null || said.pixels() != null) {
      return visionTransformers();
    } else if (said.computePerExample() != null) {
      String column = said.computePerExample();
      return unit(column, Optional.empty()).map(unit -> new ComputeSource.PerExample(column, unit));
    }
    Optional<String> total =
        said(said.compute())
            .or(() -> letter("C", "compute"))
            .or(() -> guess("--compute", HeaderNames.COMPUTE));
    if (total.isPresent()) {
      String column = total.get();
      return unit(column, perParameterAndExample(column, examples, parameters))
          .map(unit -> new ComputeSource.Total(column, unit));
    }
    Optional<String> each = guess("--compute-per-example", HeaderNames.PER_EXAMPLE);
    if (each.isPresent()) {
      return unit(each.get(), Optional.empty())
          .map(unit -> new ComputeSource.PerExample(each.get(), unit));
    }
    missing.add(
        "the training compute: --compute COLUMN --compute-unit UNIT for whole runs, --compute-per-example COLUMN --compute-unit UNIT, --patch N --pixels N to count the FLOPs of Vision Transformers, or --six-nd to estimate 6 × parameters × tokens");
    return Optional.empty();
  }

  private Optional<ComputeSource> visionTransformers() {
    if (said.patch() == null || said.pixels() == null) {
      missing.add("--patch N and --pixels N must be given together");
      return Optional.empty();
    }
    return Optional.of(
        new ComputeSource.VisionTransformerCount(
            said.patch(), said.pixels(), said.poolingOrDefault()));
  }

  /// What the user said, what the column's name says, or what its numbers show: 6·N·D counts
  /// forward and backward passes, 2·N·D forward ones.
  private Optional<ComputeUnit> unit(String column, Optional<Double> perParameterAndExample) {
    if (said.computeUnit() != null) {
      return Optional.of(ComputeUnit.of(said.computeUnit()));
    }
    Optional<ComputeUnit> named = HeaderNames.unit(column);
    if (named.isPresent()) {
      guesses.add("--compute-unit %s, from the name '%s'".formatted(named.get().id(), column));
      return named;
    }
    for (ComputeUnit unit : List.of(ComputeUnit.TRAINING_FLOPS, ComputeUnit.FORWARD_FLOPS)) {
      double expected = unit.countsBackward() ? 6 : 2;
      if (perParameterAndExample.filter(r -> ImportFindings.isNear(r, expected)).isPresent()) {
        guesses.add(
            "--compute-unit %s, because '%s' is %.2f × parameters × examples"
                .formatted(unit.id(), column, perParameterAndExample.get()));
        return Optional.of(unit);
      }
    }
    missing.add(
        "--compute-unit UNIT for column %s: %s"
            .formatted(column, String.join(", ", ComputeUnit.ids())));
    return Optional.empty();
  }

  /// Median of compute / (parameters × examples), if all are there.
  private Optional<Double> perParameterAndExample(
      String compute, Optional<String> examples, Optional<String> parameters) {
    if (examples.isEmpty() || parameters.isEmpty()) {
      return Optional.empty();
    }
    var ratios = new ArrayList<Double>();
    for (int row = 0; row < table.rows(); row++) {
      double ratio =
          table.numeric(row, compute).orElse(Double.NaN)
              / (table.numeric(row, examples.get()).orElse(Double.NaN)
                  * table.numeric(row, parameters.get()).orElse(Double.NaN));
      if (ratio > 0) {
        ratios.add(ratio);
      }
    }
    double[] sorted = ratios.stream().mapToDouble(r -> r).sorted().toArray();
    return sorted.length == 0 ? Optional.empty() : Optional.of(sorted[sorted.length / 2]);
  }
}
