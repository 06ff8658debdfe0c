package shapelaw.report.figure;

import java.util.List;
import java.util.stream.DoubleStream;

/// One pair of axes with what is drawn in it.
///
/// @param title empty if the figure's title says it all
/// @param x horizontal axis
/// @param y vertical axis
/// @param series drawn in this order
public record Panel(String title, Axis x, Axis y, List<Series> series) {
  public Panel {
    series = List.copyOf(series);
  }

  /// Every value that the horizontal axis must reach.
  DoubleStream xValues() {
    return series.stream()
        .flatMapToDouble(s ->
            switch (s) {
              case Series.Points p ->
                  p.points().stream()
                      .flatMapToDouble(q ->
                          q.xSpan()
                              .map(i -> DoubleStream.of(q.x(), i.low(), i.high()))
                              .orElse(DoubleStream.of(q.x())));
              case Series.Line l -> l.vertices().stream().mapToDouble(Series.Vertex::x);
              case Series.Band b -> b.slices().stream().mapToDouble(Series.Slice::x);
            });
  }

  /// Every value that the vertical axis must reach.
  DoubleStream yValues() {
    return series.stream()
        .flatMapToDouble(s ->
            switch (s) {
              case Series.Points p ->
                  p.points().stream()
                      .flatMapToDouble(q ->
                          q.ySpan()
                              .map(i -> DoubleStream.of(q.y(), i.low(), i.high()))
                              .orElse(DoubleStream.of(q.y())));
              case Series.Line l -> l.vertices().stream().mapToDouble(Series.Vertex::y);
              case Series.Band b ->
                  b.slices().stream().flatMapToDouble(c -> DoubleStream.of(c.low(), c.high()));
            });
  }
}
