package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.Measurements;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Span;
import shapelaw.report.figure.Stroke;
import shapelaw.report.figure.Tone;
import shapelaw.report.study.SizeClasses.SizeClass;

/// The chosen law beside every measurement that it was fitted to.
final class LawAgainstMeasurements {

  /// More dots hide each other and make the page slow.
  private static final int MOST_DOTS = 1500;

  private static final List<Marker> MARKERS =
      List.of(Marker.CIRCLE, Marker.SQUARE, Marker.DIAMOND, Marker.TRIANGLE, Marker.CIRCLE_OPEN);

  private final LawFit fit;
  private final Measurements data;
  private final String loss;
  private final double[] predicted;
  private final int[] drawn;

  private LawAgainstMeasurements(LawFit fit, String loss) {
    this.fit = fit;
    this.data = fit.data();
    this.loss = loss;
    predicted = fit.law().losses(data);
    int every = Math.ceilDiv(data.rows(), MOST_DOTS);
    drawn = IntStream.range(0, data.rows()).filter(i -> i % every == 0).toArray();
  }

  static Figure figure(LawFit fit, String loss) {
    return new LawAgainstMeasurements(fit, loss).figure();
  }

  private Figure figure() {
    String against = against();
    return new Figure(
        "law-residuals",
        "The chosen law against every measurement",
        "Left, on the dashed line law and measurement agree. Right, how far the measurement lies above (+) or below (−) the law. "
            + "Dots of one colour that lie together on one side of zero, or bend with "
            + Words.variable(against)
            + ", mean that the law has the wrong form there; a band around zero is noise.",
        certainty(),
        List.of(agreement(), residuals(against)));
  }

  private String against() {
    return Stream.of(Measurements.COMPUTE, Measurements.EXAMPLES, Measurements.PARAMETERS)
        .filter(data::has)
        .findFirst()
        .orElse(data.variables().getFirst());
  }

  private Panel agreement() {
    var all =
        DoubleStream.concat(DoubleStream.of(data.losses()), DoubleStream.of(predicted))
            .summaryStatistics();
    double room = Math.pow(all.getMax() / all.getMin(), 0.04);
    Span shown = new Span(all.getMin() / room, all.getMax() * room);
    var diagonal =
        new Series.Line(
            "agreement",
            Tone.MUTED,
            Stroke.DASHED,
            List.of(
                new Series.Vertex(shown.low(), shown.low()),
                new Series.Vertex(shown.high(), shown.high())));
    return new Panel(
        "Law and measurement",
        Axis.log("measured " + loss).showing(shown),
        Axis.log(loss + " by the law").showing(shown),
        series(diagonal, i -> Point.at(data.loss(i), predicted[i])));
  }

  private Panel residuals(String against) {
    var ends = DoubleStream.of(data.column(against)).summaryStatistics();
    var zero =
        new Series.Line(
            "agreement",
            Tone.MUTED,
            Stroke.DASHED,
            List.of(new Series.Vertex(ends.getMin(), 0), new Series.Vertex(ends.getMax(), 0)));
    return new Panel(
        "What is left",
        Axis.log(Words.axis(against)),
        Axis.linear("measured above law (%)"),
        series(zero, i -> Point.at(data.value(i, against), 100 * excess(i))));
  }

  private double excess(int row) {
    return data.loss(row) / predicted[row] - 1;
  }

  private List<Series> series(Series reference, IntFunction<Point> point) {
    var series = new ArrayList<Series>();
    series.add(reference);
    List<SizeClass> classes = SizeClasses.of(data, drawn);
    for (int k = 0; k < classes.size(); k++) {
      SizeClass sizes = classes.get(k);
      series.add(
          new Series.Points(
              sizes.name(),
              sizes.tone(),
              MARKERS.get(k % MARKERS.size()),
              sizes.rows().stream().map(i -> point.apply(i).withHover(hover(i))).toList()));
    }
    return series;
  }

  private String hover(int row) {
    var text = new StringBuilder();
    data.row(row)
        .forEach((name, value) ->
            text.append(Words.variable(name))
                .append(' ')
                .append(Numbers.significant(value, 3))
                .append('\n'));
    return text
        + "%s %s, law %s (%s off)"
            .formatted(
                loss,
                Numbers.significant(data.loss(row), 4),
                Numbers.significant(predicted[row], 4),
                Numbers.percent(excess(row)));
  }

  private String certainty() {
    double worst =
        IntStream.range(0, data.rows()).mapToDouble(i -> Math.abs(excess(i))).max().orElse(0);
    return "%s of %s, all of which the law was fitted to: root mean square %s, largest %s. This does not test extrapolation; the held-out errors above do.%s"
        .formatted(
            Words.plural(data.rows(), "measurement"),
            Words.plural(data.shapeCount(), "shape"),
            Numbers.percent(fit.logError()),
            Numbers.percent(worst),
            drawn.length < data.rows()
                ? " One dot in %s is drawn.".formatted(Math.ceilDiv(data.rows(), MOST_DOTS))
                : "");
  }
}
