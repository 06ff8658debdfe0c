package shapelaw.cli;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import shapelaw.law.Interval;
import shapelaw.law.curve.CurveCandidate;
import shapelaw.law.curve.CurveChoice;
import shapelaw.law.curve.CurveChoiceOutcome;
import shapelaw.law.curve.CurveForm;
import shapelaw.law.curve.CurveLaw;
import shapelaw.law.curve.CurvePoint;

/// Fitted learning curves as text for a terminal.
final class CurvesText {

  private CurvesText() {}

  /// One curve: its laws, the chosen one, what they predict.
  ///
  /// @param at where forecasts were asked for
  /// @param reach losses to be reached
  static String of(CurveResult result, List<Double> at, List<Double> reach) {
    return title(result.curve())
        + switch (result.outcome()) {
          case CurveChoiceOutcome.Chosen(CurveChoice choice) ->
              laws(result, choice) + chosen(choice) + consequences(result, choice, at, reach);
          case CurveChoiceOutcome.Refused(String reason) -> "No law was fitted: " + reason + "\n";
        }
        + "\n";
  }

  private static String title(CurveTable.Curve curve) {
    return "%s: %s up to x = %.4g%s%s\n\n"
        .formatted(
            curve.name().isEmpty() ? "Learning curve" : curve.name(),
            Count.of(curve.fitted().size(), "point"),
            curve.fitted().stream().mapToDouble(CurvePoint::x).max().orElse(Double.NaN),
            curve.beyond().isEmpty() ? "" : ", %d beyond".formatted(curve.beyond().size()),
            curve.leftOut() == 0
                ? ""
                : ", %s without a number left out".formatted(Count.of(curve.leftOut(), "row")));
  }

  private static String laws(CurveResult result, CurveChoice choice) {
    double last = result.curve().fitted().stream().mapToDouble(CurvePoint::x).max().orElseThrow();
    var table =
        new Table(
            "law",
            "held-out",
            "share",
            "in sample",
            "beyond",
            "limit",
            "exponent",
            "starts at best");
    for (CurveCandidate c : choice.candidates()) {
      CurveLaw law = c.fit().law();
      table.row(
          c.form().symbol() + (c.equals(choice.chosen()) ? " *" : ""),
          percent(c.heldOutRmse()),
          "%.2f".formatted(c.weight()),
          percent(OptionalDouble.of(c.fit().rmse())),
          percent(result.logRmse(law::loss)),
          Table.number(law.limitLoss()),
          "%.3f".formatted(law.localExponent(last)),
          "%d of %d".formatted(c.fit().atOptimum(), c.fit().starts()));
    }
    table.row(
        "all, by share",
        percent(meanSquare(choice.heldOutErrors())),
        "",
        "",
        percent(result.logRmse(choice::loss)),
        Table.number(choice.limitLoss()),
        "",
        "");
    String refused =
        choice.refused().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> "  - " + e.getValue() + "\n")
            .collect(Collectors.joining());
    return table + refused;
  }

  private static OptionalDouble meanSquare(List<Double> errors) {
    return errors.stream().mapToDouble(e -> e * e).average().stream().map(Math::sqrt).findFirst();
  }

  private static String percent(OptionalDouble rmse) {
    return rmse.isPresent() ? "%.2f %%".formatted(100 * rmse.getAsDouble()) : "-";
  }

  private static String chosen(CurveChoice choice) {
    CurveCandidate chosen = choice.chosen();
    CurveForm form = chosen.form();
    double[] values = chosen.fit().law().values();
    String parameters =
        IntStream.range(0, values.length)
            .mapToObj(i -> "%s = %.4g".formatted(form.parameters().get(i), values[i]))
            .collect(Collectors.joining(", "));
    String findings =
        chosen.fit().findings().stream().map(f -> "  - " + f + "\n").collect(Collectors.joining());
    return "* %s: %s, with %s\n%s".formatted(form.symbol(), form.equation(), parameters, findings);
  }

  private static String consequences(
      CurveResult result, CurveChoice choice, List<Double> at, List<Double> reach) {
    var text = new StringBuilder();
    for (int i = 0; i < at.size(); i++) {
      Interval loss = result.forecasts().get(i);
      text.append(
          "  at x = %.4g: loss %.4g, %.0f %% interval [%.4g, %.4g]\n"
              .formatted(at.get(i), loss.estimate(), 100 * loss.level(), loss.low(), loss.high()));
    }
    CurveLaw law = choice.chosen().fit().law();
    for (double loss : reach) {
      double x = law.reaches(loss);
      text.append(
          Double.isInfinite(x)
              ? "  loss %.4g: never, %s goes to %.4g\n"
                  .formatted(loss, law.form().symbol(), law.limitLoss())
              : "  loss %.4g: at x = %.4g by %s\n".formatted(loss, x, law.form().symbol()));
    }
    return text.toString();
  }
}
