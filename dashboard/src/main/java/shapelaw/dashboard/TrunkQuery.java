package shapelaw.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which rows of the table a page wants to see.
///
/// @param sort a column of [#COLUMNS]
/// @param descending largest first
/// @param text what a row must mention, in lower case; may be empty
/// @param status of the rows; empty for all
/// @param purpose of the rows; empty for all
record TrunkQuery(String sort, boolean descending, String text, String status, String purpose) {

  /// Rows of a page.
  static final int PAGE_ROWS = 50;

  /// Columns to sort by. Rows that have nothing there come last in either order.
  private static final Map<String, Order> COLUMNS =
      Map.ofEntries(
          Map.entry("position", by(TrunkRow::position)),
          Map.entry("purpose", by(TrunkRow::purpose)),
          Map.entry("shape", by(row -> row.forwardGflops() / row.examples())),
          Map.entry("examples", by(TrunkRow::examples)),
          Map.entry("status", by(TrunkRow::status)),
          Map.entry("share", by(TrunkRow::share)),
          Map.entry("attempt", by(TrunkRow::attempt)),
          Map.entry("machine", by(row -> row.machine().isEmpty() ? null : row.machine())),
          Map.entry("seen", by(TrunkRow::seen)),
          Map.entry("error", by(TrunkRow::errorRate)),
          Map.entry("loss", by(TrunkRow::trainingLoss)));

  /// The order of rows by one column.
  @FunctionalInterface
  private interface Order {
    Comparator<TrunkRow> comparator(boolean descending);
  }

  private static <T extends Comparable<T>> Order by(Function<TrunkRow, @Nullable T> value) {
    return descending -> {
      Comparator<T> values = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
      return Comparator.comparing(value, Comparator.nullsLast(values));
    };
  }

  TrunkQuery {
    if (!COLUMNS.containsKey(sort)) {
      throw new IllegalArgumentException(
          "the column to sort by must be one of %s but was another."
              .formatted(String.join(", ", COLUMNS.keySet().stream().sorted().toList())));
    }
    text = text.toLowerCase(Locale.ROOT).strip();
  }

  /// A page of rows.
  ///
  /// @param version of the study
  /// @param total rows of the study
  /// @param matching rows that the query wants
  /// @param page number of this page, from 0
  /// @param pages how many there are, at least 1
  /// @param rows of this page
  record Rows(long version, int total, int matching, int page, int pages, List<TrunkRow> rows) {}

  /// The rows that it wants, in its order.
  List<TrunkRow> all(List<TrunkState> states) {
    Order order = Objects.requireNonNull(COLUMNS.get(sort), "the constructor checks it");
    return states.stream()
        .map(TrunkState::row)
        .filter(wanted())
        .sorted(order.comparator(descending))
        .toList();
  }

  private Predicate<TrunkRow> wanted() {
    Predicate<TrunkRow> all = row -> true;
    Predicate<TrunkRow> byText = text.isEmpty() ? all : row -> row.mentions(text);
    Predicate<TrunkRow> byStatus =
        status.isEmpty() ? all : row -> row.status().text().equals(status);
    Predicate<TrunkRow> byPurpose = purpose.isEmpty() ? all : row -> row.purpose().equals(purpose);
    return byStatus.and(byPurpose).and(byText);
  }

  /// One page of rows that [#all] gave.
  ///
  /// @param page from 0; the last one if there are fewer
  static Rows page(StudyWatch.Snapshot now, List<TrunkRow> matching, int page) {
    int pages = Math.max(1, (matching.size() + PAGE_ROWS - 1) / PAGE_ROWS);
    int at = Math.clamp(page, 0, pages - 1);
    return new Rows(
        now.version(),
        now.states().size(),
        matching.size(),
        at,
        pages,
        matching.subList(at * PAGE_ROWS, Math.min(matching.size(), (at + 1) * PAGE_ROWS)));
  }
}
