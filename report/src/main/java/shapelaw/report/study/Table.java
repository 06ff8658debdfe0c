package shapelaw.report.study;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import shapelaw.report.figure.Numbers;

/// A table with what a reader must know to use it.
///
/// @param id file name without ending
/// @param title what it lists
/// @param shows what a row is, units, conventions
/// @param columns from left to right
/// @param rows one cell for each column
/// @param emphasised index of the row to look at; empty for none
public record Table(
    String id,
    String title,
    String shows,
    List<Column> columns,
    List<List<Cell>> rows,
    OptionalInt emphasised) {

  private static final Cell UNKNOWN = new Cell(() -> "–", "");

  /// Rows that more than one core should write.
  private static final int MANY_ROWS = 5000;

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of table %s must have %d cells but had %d."
                .formatted(id, columns.size(), row.size()));
      }
    }
  }

  /// A column.
  ///
  /// @param header for people
  /// @param key for programs: lower case with underscores, unit included
  /// @param kind what its cells are
  public record Column(String header, String key, Kind kind) {}

  /// What the cells of a column are.
  public enum Kind {
    TEXT,
    NUMBER,

    /// An equation as a program would write it, such as `sum_k alpha_k x_k^-a_k + E`.
    EQUATION
  }

  /// A cell.
  ///
  /// @param words writes it for people, which takes longer and which most rows of a long table
  ///   never need
  /// @param exact for programs: numbers in full precision
  public record Cell(Supplier<String> words, String exact) {
    static Cell of(String text) {
      return new Cell(() -> text, text);
    }

    /// For people.
    public String shown() {
      return words.get();
    }
  }

  /// How one column is read from whatever a row is about.
  ///
  /// @param column the column
  /// @param cell its cell
  /// @param <R> what a row is about
  record Reader<R>(Column column, Function<R, Cell> cell) {}

  /// A table of one row for each item.
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static <R> Table of(
      String id, String title, String shows, List<R> items, Stream<Reader<R>>... readers) {
    List<Reader<R>> all = Arrays.stream(readers).flatMap(s -> s).toList();
    return new Table(
        id,
        title,
        shows,
        all.stream().map(Reader::column).toList(),
        (items.size() > MANY_ROWS ? items.parallelStream() : items.stream())
            .map(item -> all.stream().map(r -> r.cell().apply(item)).toList())
            .toList(),
        OptionalInt.empty());
  }

  /// The same table with one row to look at.
  Table emphasising(int row) {
    return new Table(id, title, shows, columns, rows, OptionalInt.of(row));
  }

  /// A column of texts.
  static <R> Stream<Reader<R>> text(String header, String key, Function<R, String> text) {
    return Stream.of(new Reader<>(new Column(header, key, Kind.TEXT), r -> Cell.of(text.apply(r))));
  }

  /// A column of equations.
  static <R> Stream<Reader<R>> equation(String header, String key, Function<R, String> equation) {
    return Stream.of(
        new Reader<>(new Column(header, key, Kind.EQUATION), r -> Cell.of(equation.apply(r))));
  }

  /// A column of shares, shown as percentages and kept as fractions; an empty one is a dash.
  static <R> Stream<Reader<R>> share(String header, String key, Function<R, OptionalDouble> share) {
    return Stream.of(
        new Reader<>(
            new Column(header, key, Kind.NUMBER),
            r -> {
              OptionalDouble value = share.apply(r);
              return value.isPresent() ? number(value.getAsDouble(), Table::percent) : UNKNOWN;
            }));
  }

  /// A column of small excesses over a least value, shown as percentages and kept as fractions.
  static <R> Stream<Reader<R>> excess(String header, String key, Function<R, Double> excess) {
    return Stream.of(
        new Reader<>(
            new Column(header, key, Kind.NUMBER), r -> number(excess.apply(r), Words::excess)));
  }

  /// Three digits: errors are compared by ratios.
  private static String percent(double share) {
    return Numbers.significant(100 * share, 3) + " %";
  }

  /// A column of whole numbers.
  static <R> Stream<Reader<R>> count(String header, String key, Function<R, Long> count) {
    return Stream.of(
        new Reader<>(
            new Column(header, key, Kind.NUMBER), r -> number(count.apply(r), Numbers::count)));
  }

  /// A column of amounts over many orders of magnitude, shown with unit prefixes; one that is not
  /// known is a dash.
  static <R> Stream<Reader<R>> amount(
      String header, String key, Function<R, OptionalDouble> amount) {
    return Stream.of(
        new Reader<>(
            new Column(header, key, Kind.NUMBER),
            r -> {
              OptionalDouble value = amount.apply(r);
              return value.isPresent() ? number(value.getAsDouble(), Numbers::prefixed) : UNKNOWN;
            }));
  }

  /// A column of a shape's sizes.
  static <R> Stream<Reader<R>> size(String header, String key, Function<R, Double> size) {
    return Stream.of(
        new Reader<>(
            new Column(header, key, Kind.NUMBER), r -> number(size.apply(r), Words::size)));
  }

  /// A column of numbers, shown with some significant digits; an empty one is shown as a dash.
  static <R> Stream<Reader<R>> number(
      String header, String key, int digits, Function<R, Optional<Double>> number) {
    return Stream.of(
        new Reader<>(
            new Column(header, key, Kind.NUMBER),
            r ->
                number
                    .apply(r)
                    .map(v -> number(v, n -> Numbers.significant(n, digits)))
                    .orElse(UNKNOWN)));
  }

  private static <N extends Number> Cell number(N value, Function<N, String> words) {
    return new Cell(() -> words.apply(value), value.toString());
  }
}
