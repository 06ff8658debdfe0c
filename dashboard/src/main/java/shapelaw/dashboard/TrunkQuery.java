package shapelaw.dashboard;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

  private static final Comparator<@Nullable Double> NUMBERS =
      Comparator.nullsLast(Comparator.naturalOrder());

  /// Columns to sort by. Rows that have nothing there come last.
  private static final Map<String, Comparator<TrunkRow>> COLUMNS =
      Map.ofEntries(
          Map.entry("position", Comparator.comparingInt(TrunkRow::position)),
          Map.entry("purpose", Comparator.comparing(TrunkRow::purpose)),
          Map.entry("shape", Comparator.comparingDouble(r -> r.forwardGflops() / r.examples())),
          Map.entry("examples", Comparator.comparingLong(TrunkRow::examples)),
          Map.entry("status", Comparator.comparing(TrunkRow::status)),
          Map.entry("share", Comparator.comparingDouble(TrunkRow::share)),
          Map.entry("attempt", Comparator.comparingInt(TrunkRow::attempt)),
          Map.entry("machine", Comparator.comparing(TrunkRow::machine)),
          Map.entry(
              "seen",
              Comparator.comparing(
                  TrunkRow::seen, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))),
          Map.entry("error", Comparator.comparing(TrunkRow::errorRate, NUMBERS)),
          Map.entry("loss", Comparator.comparing(TrunkRow::trainingLoss, NUMBERS)));

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
  record Rows(
      long version, int total, int matching, int page, int pages, List<TrunkRow> rows) {}

  /// The rows that it wants, in its order.
  List<TrunkRow> all(List<TrunkState> states) {
    Comparator<TrunkRow> order = Objects.requireNonNull(COLUMNS.get(sort));
    return states.stream()
        .map(TrunkState::row)
        .filter(wanted())
        .sorted(descending ? order.reversed() : order)
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
        matching.subList(
            at * PAGE_ROWS, Math.min(matching.size(), (at + 1) * PAGE_ROWS)));
  }
}
