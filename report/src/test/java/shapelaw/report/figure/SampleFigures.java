package shapelaw.report.figure;

import java.util.List;

/// Hand-made figures that use every kind of series, marker and axis.
public final class SampleFigures {

  private SampleFigures() {}

  /// Two panels: log-log with a band, a line, labelled points and an interval without end; names
  /// against a linear axis.
  public static Figure everything() {
    var band =
        new Series.Band(
            "law",
            Tone.category(0),
            List.of(
                new Series.Slice(10, 0.4, 0.6),
                new Series.Slice(100, 0.2, 0.3),
                new Series.Slice(1000, 0.09, Double.MAX_VALUE)));
    var line =
        new Series.Line(
            "law",
            Tone.category(0),
            Stroke.DASHED,
            List.of(
                new Series.Vertex(10, 0.5),
                new Series.Vertex(100, 0.25),
                new Series.Vertex(1000, 0.125)));
    var runs =
        new Series.Points(
            "runs <i>& more</i>",
            Tone.ramp(0.5),
            Marker.SQUARE_OPEN,
            List.of(
                Point.at(10, 0.52).withLabel("first").withYSpan(new Span(0, 0.6)),
                Point.at(100, 0.24).withHover("second\n<b>%{x}</b>").withTone(Tone.ACCENT),
                Point.at(1000, 0.13).withLabel("last")));
    var named =
        new Series.Points(
            "named",
            Tone.ACCENT,
            Marker.STAR,
            List.of(
                Point.at(0.2, 0).withXSpan(new Span(0.1, 0.4)),
                Point.at(-0.1, 1).withXSpan(new Span(-0.2, 0.1))));
    return new Figure(
        "everything",
        "All kinds of series",
        "It shows each kind once.",
        "Not sure at all: n = 3.",
        List.of(
            new Panel("Log", Axis.log("size"), Axis.log("loss"), List.of(band, line, runs)),
            new Panel(
                "Names",
                Axis.linear("exponent"),
                Axis.categories("", List.of("width", "depth")),
                List.of(named))));
  }
}
