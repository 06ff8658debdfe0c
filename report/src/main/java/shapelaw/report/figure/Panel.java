package shapelaw.report.figure;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

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

  /// Horizontal positions that must be shown.
  DoubleStream xEssential() {
    return essential(Point::x, Series.Vertex::x);
  }

  /// Vertical positions that must be shown.
  DoubleStream yEssential() {
    return essential(Point::y, Series.Vertex::y);
  }

  private DoubleStream essential(
      ToDoubleFunction<Point> ofPoint, ToDoubleFunction<Series.Vertex> ofVertex) {
    return series.stream()
        .flatMapToDouble(s ->
            switch (s) {
              case Series.Points p -> p.points().stream().mapToDouble(ofPoint);
              case Series.Line l -> l.vertices().stream().mapToDouble(ofVertex);
              case Series.Band _ -> DoubleStream.empty();
            });
  }

  /// Horizontal ends of intervals, to be shown as far as they do not flatten what is essential.
  DoubleStream xUncertain() {
    return ends(Point::xSpan);
  }

  /// Vertical ends of intervals and bands, likewise.
  DoubleStream yUncertain() {
    DoubleStream bands =
        series.stream()
            .filter(Series.Band.class::isInstance)
            .map(Series.Band.class::cast)
            .flatMap(b -> b.slices().stream())
            .flatMapToDouble(s -> DoubleStream.of(s.low(), s.high()));
    return DoubleStream.concat(bands, ends(Point::ySpan));
  }

  private DoubleStream ends(Function<Point, Optional<Span>> span) {
    return points()
        .flatMap(p -> span.apply(p).stream())
        .flatMapToDouble(s -> DoubleStream.of(s.low(), s.high()));
  }

  /// All points of all series.
  Stream<Point> points() {
    return series.stream()
        .filter(Series.Points.class::isInstance)
        .map(Series.Points.class::cast)
        .flatMap(s -> s.points().stream());
  }
}
