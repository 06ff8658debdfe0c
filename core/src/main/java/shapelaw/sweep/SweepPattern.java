package shapelaw.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import shapelaw.cost.Compute;
import shapelaw.law.Observation;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

/// Recognises a star sweep and a grid sweep among measurements that came without a plan, such as
/// those of another trainer.
///
/// A star is a centre with arms: at least three sizes along each dimension, none above the
/// centre's, while the other dimensions stay at the centre's. The centre itself need not be
/// measured. A grid is what remains, if it fills at least half of a cross product; measurements
/// that fill all of one are a grid and nothing else.
///
/// @param evidence the measurements sorted by purpose
/// @param centre of the star; empty if there is none
/// @param grid empty if there is none
public record SweepPattern(Evidence evidence, Optional<Shape> centre, Optional<GridSweep> grid) {

  private static final int LEAST_SIZES = 3;

  /// With more shapes than this no star is looked for: comparing all pairs would take minutes.
  private static final int MOST_SHAPES = 600;

  private static final double LEAST_FILLED = 0.5;

  /// Sorts measurements by the patterns that they form.
  public static SweepPattern of(Measurements data) {
    if (data.dimensions().isEmpty() || !data.has(Measurements.COMPUTE) || data.rows() == 0) {
      return new SweepPattern(
          new Evidence(Map.of(), List.of(), List.of(), data), Optional.empty(), Optional.empty());
    }
    List<Shape> shapeOfRow = IntStream.range(0, data.rows()).mapToObj(i -> shape(data, i)).toList();
    Set<Shape> shapes = new LinkedHashSet<>(shapeOfRow);
    boolean isGrid = grid(shapes).filter(all -> all.shapes().size() == shapes.size()).isPresent();
    Optional<Shape> centre =
        isGrid || shapes.size() > MOST_SHAPES ? Optional.empty() : centre(shapes);
    var rest = new LinkedHashSet<>(shapes);
    centre.ifPresent(c -> rest.removeIf(s -> differing(c, s).size() <= 1));
    Optional<GridSweep> grid = grid(rest);
    var evidence =
        new Evidence(
            centre.map(c -> arms(c, data, shapeOfRow)).orElse(Map.of()),
            measurements(data, shapeOfRow, s -> centre.filter(s::equals).isPresent()),
            measurements(data, shapeOfRow, s -> grid.isPresent() && rest.contains(s)),
            data);
    return new SweepPattern(evidence, centre, grid);
  }

  private static Shape shape(Measurements data, int row) {
    var sizes = new LinkedHashMap<Dimension, Integer>();
    for (String name : data.dimensions()) {
      sizes.put(new Dimension(name), Math.toIntExact(Math.round(data.value(row, name))));
    }
    return new Shape(sizes);
  }

  private static List<Dimension> differing(Shape a, Shape b) {
    return a.dimensions().stream().filter(d -> a.value(d) != b.value(d)).toList();
  }

  /// The centre with the most shapes on its arms; among equals the largest.
  private static Optional<Shape> centre(Set<Shape> shapes) {
    return candidates(shapes).stream()
        .filter(c -> isStar(c, shapes))
        .max(
            Comparator.comparingLong((Shape c) -> onCross(c, shapes))
                .thenComparingDouble(
                    c -> c.values().values().stream().mapToDouble(Math::log).sum()));
  }

  /// Every shape, and where the arms of two shapes that differ in two dimensions would meet.
  private static Set<Shape> candidates(Set<Shape> shapes) {
    var candidates = new LinkedHashSet<>(shapes);
    var list = new ArrayList<>(shapes);
    for (Shape a : list) {
      for (Shape b : list) {
        List<Dimension> two = differing(a, b);
        if (two.size() == 2) {
          candidates.add(a.with(two.getFirst(), b.value(two.getFirst())));
        }
      }
    }
    return candidates;
  }

  private static long onCross(Shape centre, Collection<Shape> shapes) {
    return shapes.stream().filter(s -> differing(centre, s).size() <= 1).count();
  }

  private static boolean isStar(Shape centre, Set<Shape> shapes) {
    return centre.dimensions().stream()
        .allMatch(d -> {
          List<Shape> arm =
              shapes.stream().filter(s -> differing(centre, s).equals(List.of(d))).toList();
          return arm.size() >= LEAST_SIZES
              && arm.stream().allMatch(s -> s.value(d) < centre.value(d));
        });
  }

  private static Map<Dimension, List<Observation>> arms(
      Shape centre, Measurements data, List<Shape> shapeOfRow) {
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    centre.dimensions().forEach(d -> arms.put(d, new ArrayList<>()));
    for (int i = 0; i < data.rows(); i++) {
      List<Dimension> differing = differing(centre, shapeOfRow.get(i));
      if (differing.size() == 1) {
        Dimension d = differing.getFirst();
        Objects.requireNonNull(arms.get(d))
            .add(
                new Observation(
                    shapeOfRow.get(i).value(d), data.value(i, Measurements.COMPUTE), data.loss(i)));
      }
    }
    return arms;
  }

  private static List<Measurement> measurements(
      Measurements data, List<Shape> shapeOfRow, Predicate<Shape> wanted) {
    return IntStream.range(0, data.rows())
        .filter(i -> wanted.test(shapeOfRow.get(i)))
        .mapToObj(i ->
            new Measurement(
                shapeOfRow.get(i),
                Compute.ofForwardGflops(data.value(i, Measurements.COMPUTE)),
                data.loss(i)))
        .toList();
  }

  private static Optional<GridSweep> grid(Set<Shape> rest) {
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    double product = 1;
    for (Dimension d : rest.iterator().next().dimensions()) {
      List<Integer> values =
          List.copyOf(new TreeSet<>(rest.stream().map(s -> s.value(d)).toList()));
      product *= values.size();
      axes.put(d, values);
    }
    boolean varied = axes.values().stream().allMatch(values -> values.size() >= 2);
    return varied && rest.size() >= LEAST_FILLED * product
        ? Optional.of(new GridSweep(axes))
        : Optional.empty();
  }
}
