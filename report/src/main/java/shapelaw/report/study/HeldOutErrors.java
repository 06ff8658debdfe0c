package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import shapelaw.cost.Compute;
import shapelaw.law.joint.HeldOutSplit;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawChoice.Candidate;
import shapelaw.law.joint.Measurements;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Tone;

/// What every candidate law predicts of measurements that it has not seen: a dot for each law and
/// each way to hold out.
final class HeldOutErrors {

  private static final List<Marker> MARKERS =
      List.of(Marker.CIRCLE, Marker.SQUARE, Marker.DIAMOND, Marker.TRIANGLE);

  /// A log axis has no zero; a noiseless simulation may predict exactly.
  private static final double LEAST_PERCENT = 1e-6;

  /// Distance between the dots of different quantities within a law's row.
  private static final double LANE = 0.16;

  private static final char NO_BREAK = '\u00a0';

  private HeldOutErrors() {}

  /// Empty if nothing was held out or no law could be fitted.
  static Optional<Figure> figure(LawChoice choice) {
    List<Candidate> fitted =
        choice.candidates().stream()
            .filter(c -> c.errors().stream().anyMatch(OptionalDouble::isPresent))
            .toList();
    return fitted.isEmpty() ? Optional.empty() : Optional.of(figure(choice, fitted));
  }

  private static Figure figure(LawChoice choice, List<Candidate> fitted) {
    var series = new ArrayList<Series>();
    series.add(
        new Series.Points(
            "score (geometric mean)",
            Tone.INK,
            Marker.BAR,
            points(fitted, Candidate::score, "score", 0)));
    series.add(
        new Series.Points(
            "in sample",
            Tone.MUTED,
            Marker.CIRCLE_OPEN,
            points(fitted, Candidate::inSample, "in sample, fitted to everything", 0)));
    List<String> quantities =
        choice.splits().stream().map(HeldOutSplit::quantity).distinct().toList();
    for (int q = 0; q < quantities.size(); q++) {
      double lane = LANE * (q - (quantities.size() - 1) / 2.0);
      series.add(heldOut(choice, fitted, quantities.get(q), q, lane));
    }
    Panel panel =
        new Panel(
            "",
            Axis.log("error of the predicted loss (%)"),
            Axis.categories("", fitted.stream().map(c -> c.form().name()).toList()),
            series);
    return new Figure(
        "held-out-errors",
        "What each law predicts of what it has not seen",
        "Each dot is the root mean square error of one law on the measurements above one limit, after a fit to those below it; left is better. "
            + "The bar is the geometric mean that ranks the laws. Open circles are errors on the very measurements that were fitted: a law "
            + "that fits well (open circle far left) but extrapolates badly (dots far right) has too many parameters or the wrong form.",
        certainty(choice),
        List.of(panel));
  }

  private static Series heldOut(
      LawChoice choice, List<Candidate> fitted, String quantity, int kind, double lane) {
    var points = new ArrayList<Point>();
    for (int s = 0; s < choice.splits().size(); s++) {
      if (choice.splits().get(s).quantity().equals(quantity)) {
        int split = s;
        points.addAll(
            points(
                fitted,
                c -> c.errors().get(split),
                words(choice.splits().get(s)) + " held out",
                lane));
      }
    }
    return new Series.Points(
        quantity + (quantity.equals("star centre") ? "" : " held out"),
        Tone.category(kind),
        MARKERS.get(kind % MARKERS.size()),
        points);
  }

  private interface Errors {
    OptionalDouble of(Candidate candidate);
  }

  private static List<Point> points(
      List<Candidate> fitted, Errors errors, String what, double lane) {
    return IntStream.range(0, fitted.size())
        .filter(row -> errors.of(fitted.get(row)).isPresent())
        .mapToObj(row -> {
          double percent = 100 * errors.of(fitted.get(row)).orElseThrow();
          return Point.at(Math.clamp(percent, LEAST_PERCENT, Double.MAX_VALUE), row + lane)
              .withHover(
                  "%s, %s: %s %%"
                      .formatted(
                          fitted.get(row).form().name(), what, Numbers.significant(percent, 3)));
        })
        .toList();
  }

  /// A split in words.
  static String words(HeldOutSplit split) {
    return Double.isNaN(split.limit())
        ? split.quantity()
        : split.quantity() + " above " + limit(split);
  }

  /// A limit with its unit.
  static String limit(HeldOutSplit split) {
    String limit =
        split.quantity().equals(Measurements.COMPUTE)
            ? Numbers.prefixed(split.limit() * Compute.FLOPS_PER_GFLOP) + "FLOPs"
            : Numbers.prefixed(split.limit());
    return limit.replace(' ', NO_BREAK);
  }

  private static String certainty(LawChoice choice) {
    int rows = choice.splits().getFirst().training().length;
    int[] heldOut =
        choice.splits().stream()
            .mapToInt(s -> (int) IntStream.range(0, rows).filter(i -> !s.training()[i]).count())
            .toArray();
    return "Of %s, %s were held out in each of the %s. The dots of one law are not independent: the same measurements are held out in several ways."
        .formatted(
            Words.plural(rows, "measurement"),
            range(heldOut),
            Words.plural(heldOut.length, "split"));
  }

  private static String range(int[] counts) {
    int least = IntStream.of(counts).min().orElse(0);
    int most = IntStream.of(counts).max().orElse(0);
    return least == most
        ? Numbers.count(least)
        : Numbers.count(least) + " to " + Numbers.count(most);
  }
}
