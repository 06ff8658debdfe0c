package shapelaw.cli;

import java.util.Optional;
import shapelaw.cli.bench.LawBenchmark.Result;
import shapelaw.cli.bench.LawBenchmark.Row;
import shapelaw.cli.bench.LawBenchmark.Speed;

/// What `bench laws` prints. A ratio is Shapelaw over the method of the row: above 1, Shapelaw is
/// faster.
final class LawBenchmarkText {

  private LawBenchmarkText() {}

  /// Which peer there is.
  static String peer(Optional<String> scipyVersion) {
    return scipyVersion
        .map(version -> "Peer: scipy " + version + ", one thread each, taking turns.\n")
        .orElse("No peer: no python3 here has scipy. Maybe: python3 -m pip install scipy\n");
  }

  /// Random starts and bootstrap, fits a second.
  static String chinchilla(Result result) {
    Row own = result.methods().getFirst();
    var cold =
        new Table(
            "cold fits", "best objective", "starts at it", "fits/s", "ratio", "ms to it", "ratio");
    var bootstrap = new Table("bootstrap", "at their optimum", "fits/s", "ratio");
    for (Row row : result.methods()) {
      cold.row(
          row.name(),
          objective(row),
          share(row.cold()),
          rate(row.cold()),
          ratio(own.cold().perSecond(), row.cold().perSecond()),
          "%.3g".formatted(row.cold().millisecondsToOptimum()),
          ratio(row.cold().millisecondsToOptimum(), own.cold().millisecondsToOptimum()));
      Speed ofRow = row.bootstrap().orElseThrow();
      double ofOwn = own.bootstrap().orElseThrow().perSecond();
      bootstrap.row(row.name(), share(ofRow), rate(ofRow), ratio(ofOwn, ofRow.perSecond()));
    }
    return heading(result)
        + cold
        + "\n"
        + bootstrap
        + "\nMedians of rounds. Ratios: shapelaw over the method; above 1, shapelaw is faster.\n"
        + "At the optimum: within 1e-6 of the least objective that any method found.\n"
        + "ms to it: expected time until a random start has reached the optimum.\n";
  }

  /// All starts, seconds.
  static String gemstones(Result result) {
    Row own = result.methods().getFirst();
    var table =
        new Table("all random starts", "best objective", "starts at it", "seconds", "ratio");
    for (Row row : result.methods()) {
      table.row(
          row.name(),
          objective(row),
          share(row.cold()),
          "%.3g".formatted(row.cold().roundSeconds()),
          ratio(row.cold().roundSeconds(), own.cold().roundSeconds()));
    }
    return heading(result)
        + table
        + "\ntight: ftol 1e-13, gtol 1e-9; scipy's default stops before the optimum.\n";
  }

  private static String heading(Result result) {
    return "\n%s, %d points, Huber's error (delta %s) of the log loss%n%n"
        .formatted(result.law(), result.points(), result.delta());
  }

  private static String objective(Row row) {
    return "%.6e".formatted(row.best());
  }

  private static String share(Speed speed) {
    return "%.1f %%".formatted(100 * speed.share());
  }

  private static String rate(Speed speed) {
    return Table.number(speed.perSecond());
  }

  private static String ratio(double over, double under) {
    double ratio = over / under;
    return (ratio >= 100 ? "%,.0f" : "%.3g").formatted(ratio);
  }
}
