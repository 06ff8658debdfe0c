package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Stroke;
import shapelaw.report.figure.Tone;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Measurement;
import shapelaw.sweep.ParetoStart;
import shapelaw.sweep.SweepResults;

/// Figure 4: the grid's runs, their frontier and the start shape on it.
final class GridFrontier {

  private GridFrontier() {}

  static Optional<Figure> figure(StudyReport report) {
    return report
        .trained()
        .filter(t -> !t.results().grid().isEmpty())
        .map(t -> figure(report, t.grid(), t.results()));
  }

  private static Figure figure(StudyReport report, GridSweep grid, SweepResults results) {
    List<Measurement> measured = report.analysis().evidence().grid();
    String loss = report.loss();
    var series = new ArrayList<Series>();
    series.add(runs("on an edge of the grid", Marker.SQUARE_OPEN, 4, measured, grid, false, loss));
    series.add(runs("inside the grid", Marker.CIRCLE, 0, measured, grid, true, loss));
    report
        .start()
        .ifPresent(start -> {
          series.add(frontier(start));
          series.add(chosen(start, loss));
        });
    Panel panel = new Panel("", Axis.log(Words.computeAxis()), Axis.log(loss), series);
    return new Figure(
        "grid-frontier",
        "Small models: where to start scaling",
        (measured.size() < results.grid().size()
                ? "Every point is the mean of a shape’s repeats in the grid sweep. "
                : "Every point is a run of the grid sweep. ")
            + "The line is the frontier: the least loss reached within each compute, with "
            + "straight lines between the durations of one shape. The start shape is best over a range of compute, and should lie strictly inside "
            + "the grid; it is taken at the least compute for which it is best, the star.",
        certainty(report, results),
        List.of(panel));
  }

  private static Series runs(
      String name,
      Marker marker,
      int kind,
      List<Measurement> measured,
      GridSweep grid,
      boolean interior,
      String loss) {
    List<Point> points =
        measured.stream()
            .filter(m -> grid.isInterior(m.shape()) == interior)
            .map(m ->
                Point.at(m.compute().forwardGflops(), m.loss())
                    .withHover(
                        "%s\n%s\n%s %s"
                            .formatted(
                                Words.shape(m.shape()),
                                Words.compute(m.compute()),
                                loss,
                                Numbers.significant(m.loss(), 3))))
            .toList();
    return new Series.Points(name, Tone.category(kind), marker, points);
  }

  private static Series frontier(ParetoStart start) {
    var vertices = new ArrayList<Series.Vertex>();
    for (ParetoStart.Stretch s : start.frontier()) {
      vertices.add(new Series.Vertex(s.from().forwardGflops(), s.lossFrom()));
      vertices.add(new Series.Vertex(s.to().forwardGflops(), s.lossTo()));
    }
    return new Series.Line("frontier", Tone.INK, Stroke.SOLID, vertices);
  }

  private static Series chosen(ParetoStart start, String loss) {
    return new Series.Points(
        "start shape " + start.shape().compact(),
        Tone.ACCENT,
        Marker.STAR,
        List.of(
            Point.at(start.compute().forwardGflops(), start.loss())
                .withHover(
                    "%s\nbest from %s\nover a factor of %s\n%s %s"
                        .formatted(
                            Words.shape(start.shape()),
                            Words.compute(start.compute()),
                            Numbers.significant(start.range().factor(), 3),
                            loss,
                            Numbers.significant(start.loss(), 3)))));
  }

  private static String certainty(StudyReport report, SweepResults results) {
    List<Measurement> measured = results.grid();
    long shapes = measured.stream().map(Measurement::shape).distinct().count();
    String runs =
        "%s of %s.".formatted(Words.plural(measured.size(), "run"), Words.plural(shapes, "shape"));
    String choice =
        report
            .start()
            .map(s ->
                " The start shape (%s) is best over a factor of %s in compute%s."
                    .formatted(
                        Words.shape(s.shape()),
                        Numbers.significant(s.range().factor(), 3),
                        s.interior()
                            ? ", strictly inside the grid"
                            : " but lies on the "
                                + Words.list(s.edges().stream().map(Object::toString).toList())
                                + ": the true best may lie outside"))
            .orElse(" No start shape could be chosen.");
    return runs + choice + noise(results);
  }

  private static String noise(SweepResults results) {
    return RunRow.all(results).stream()
        .filter(RunRow::ofGrid)
        .flatMap(r -> r.standardError().stream())
        .reduce(Math::max)
        .map(e ->
            " Evaluation noise: standard error up to %s over the draws of examples; which of two near neighbours is better may be chance."
                .formatted(Numbers.significant(e, 2)))
        .orElse("");
  }
}
