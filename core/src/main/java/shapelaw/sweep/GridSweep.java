package shapelaw.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.util.ArithmeticUtils;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

/// The grid sweep: the full cross product of small sizes in tight steps, trained briefly, to find
/// the start shape on the Pareto frontier of compute and error.
///
/// @param axes the values of each dimension, ascending
public record GridSweep(Map<Dimension, List<Integer>> axes) {

  public GridSweep {
    axes = Axes.ascending("grid", axes);
  }

  /// An end of the grid along one dimension.
  ///
  /// @param dimension which dimension
  /// @param upper true for its largest value, false for its smallest
  /// @param next the value that extends the grid by one more step of the same ratio
  public record Edge(Dimension dimension, boolean upper, int next) {
    @Override
    public String toString() {
      return "%s edge of %s (next value %d)".formatted(upper ? "upper" : "lower", dimension, next);
    }
  }

  /// Every shape of the cross product, the last dimension varying fastest.
  public List<Shape> shapes() {
    List<Map<Dimension, Integer>> partial = List.of(Map.of());
    for (var axis : axes.entrySet()) {
      var longer = new ArrayList<Map<Dimension, Integer>>();
      for (Map<Dimension, Integer> chosen : partial) {
        for (int value : axis.getValue()) {
          var next = new LinkedHashMap<>(chosen);
          next.put(axis.getKey(), value);
          longer.add(next);
        }
      }
      partial = longer;
    }
    return partial.stream().map(Shape::new).toList();
  }

  /// The edges on which `shape` lies; empty if it is strictly inside. A dimension with one value
  /// only has no edge: it was not searched.
  public List<Edge> edges(Shape shape) {
    var edges = new ArrayList<Edge>();
    axes.forEach((dimension, values) -> {
      if (values.size() < 2) {
        return;
      }
      int value = shape.value(dimension);
      // Whatever the values are multiples of (heads, say), the next one is a multiple of, too.
      int step = values.stream().reduce(0, ArithmeticUtils::gcd);
      if (value <= values.getFirst()) {
        if (value > 1) { // a depth of 1 cannot be made smaller: no edge to extend
          double ratio = (double) values.get(0) / values.get(1);
          long next = Math.min(value - step, step * Math.round(value * ratio / step));
          long smallest = Math.clamp(Math.round(value * ratio), 1, value - 1);
          edges.add(new Edge(dimension, false, (int) (next >= 1 ? next : smallest)));
        }
      } else if (value >= values.getLast()) {
        double ratio = (double) values.getLast() / values.get(values.size() - 2);
        long next = Math.max(value + step, step * Math.round(value * ratio / step));
        edges.add(new Edge(dimension, true, (int) next));
      }
    });
    return edges;
  }

  /// True if `shape` lies on no edge.
  public boolean isInterior(Shape shape) {
    return edges(shape).isEmpty();
  }

  /// The shapes that extend this grid by one step beyond `edge`.
  public List<Shape> extension(Edge edge) {
    var slab = new LinkedHashMap<>(axes);
    slab.put(edge.dimension(), List.of(edge.next()));
    return new GridSweep(slab).shapes();
  }
}
