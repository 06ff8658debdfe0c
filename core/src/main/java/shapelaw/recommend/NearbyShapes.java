package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Shape;

/// Shapes near given sizes that hardware may like better: widths in multiples of 8, 64, 128 and of
/// usual head sizes, split into heads of these sizes or as the study's rule has it; MLP sizes in
/// multiples of 8, 64 and 128; and the depth, one block more or less, that makes up for it.
///
/// For every width and way to split it, and every multiple of the MLP size, the depth and MLP size
/// of the least penalty are taken.
public final class NearbyShapes {

  /// Head sizes that people and kernels use.
  public static final List<Integer> HEAD_SIZES = List.of(32, 64, 80, 96, 128);

  /// Multiples that matrix units like, in ascending order.
  public static final List<Integer> MULTIPLES = List.of(8, 64, 128);

  /// No more shapes than these are looked at.
  public static final int MOST = 36;

  /// Sizes farther than this factor from the wanted ones are not near.
  static final double FURTHEST = 1.25;

  /// How far a width's own best depth and MLP size may lie from the wanted ones.
  private static final double FURTHEST_OTHERS = 1.5;

  private static final Set<Dimension> KNOWN =
      Set.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM);

  private final Map<String, Double> wanted;
  private final HeadRule rule;
  private final Map<String, Double> own;
  private final Set<String> fixed;
  private final Function<Double, Map<String, Double>> others;
  private final ToDoubleFunction<HeadedShape> penalty;

  private NearbyShapes(
      Map<String, Double> wanted,
      HeadRule rule,
      Map<String, Double> own,
      Set<String> fixed,
      Function<Double, Map<String, Double>> others,
      ToDoubleFunction<HeadedShape> penalty) {
    this.wanted = wanted;
    this.rule = rule;
    this.own = own;
    this.fixed = fixed;
    this.others = others;
    this.penalty = penalty;
  }

  /// Why shapes of these dimensions have no roundings to choose from; empty if they have.
  static Optional<String> refusal(Set<String> dimensions) {
    List<String> strange =
        dimensions.stream()
            .filter(name -> KNOWN.stream().noneMatch(known -> known.name().equals(name)))
            .toList();
    if (!dimensions.contains(Dimension.WIDTH.name())) {
      return Optional.of(
          "what hardware likes is known of a width that is split into heads, but the dimensions are %s. Maybe import it with --dimension width=COLUMN."
              .formatted(dimensions));
    }
    return strange.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "what hardware likes is known of width, depth and mlp_dim, but the shapes have also %s, of which no rounding follows."
                .formatted(String.join(", ", strange)));
  }

  /// Shapes near the wanted sizes, by ascending penalty.
  ///
  /// @param wanted sizes before rounding
  /// @param rule how a width is split unless hardware asks for something else
  /// @param own the sizes as they are rounded anyway, which need not be near where steps are coarse
  /// @param fixed dimensions that keep their size
  /// @param others the best sizes of the other dimensions at a width; absent ones are as wanted
  /// @param penalty what is to be small; infinite for a shape that is not allowed
  static List<HeadedShape> near(
      Map<String, Double> wanted,
      HeadRule rule,
      Map<String, Double> own,
      Set<String> fixed,
      Function<Double, Map<String, Double>> others,
      ToDoubleFunction<HeadedShape> penalty) {
    return new NearbyShapes(wanted, rule, own, fixed, others, penalty).shapes();
  }

  /// Shapes near one that is given, where no law knows better: the nearest in all sizes that are
  /// worth a measurement, the given one first.
  ///
  /// @param most shapes
  public static List<HeadedShape> near(HeadedShape centre, int most) {
    var sizes = new LinkedHashMap<String, Double>();
    centre
        .shape()
        .values()
        .forEach((dimension, size) -> sizes.put(dimension.name(), (double) size));
    var rule = new HeadRule.FixedCount(centre.heads());
    ToDoubleFunction<HeadedShape> distance = shape -> distance(shape, centre);
    List<HeadedShape> near = near(sizes, rule, sizes, Set.of(), _ -> Map.of(), distance);
    return Alignment.plausible(
        near, shape -> shape, distance, centre, shape -> shape.heads() == centre.heads(), most);
  }

  /// Euclidean in the sizes' logarithms, the square of it.
  private static double distance(HeadedShape a, HeadedShape b) {
    return a.shape().values().entrySet().stream()
        .mapToDouble(e -> Math.log((double) e.getValue() / b.shape().value(e.getKey())))
        .map(ratio -> ratio * ratio)
        .sum();
  }

  private record Priced(HeadedShape shape, double penalty) {}

  private List<HeadedShape> shapes() {
    var best = new ArrayList<Priced>();
    var more = new ArrayList<Priced>();
    for (int width : widths()) {
      Map<String, Double> near = new LinkedHashMap<>(wanted);
      others
          .apply((double) width)
          .forEach((dimension, size) -> near.put(dimension, within(dimension, size)));
      for (int heads : heads(width)) {
        List<Priced> ofWidth =
            mlpDims(near).stream()
                .map(mlpDims -> depths(width, heads, mlpDims, near))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingDouble(Priced::penalty))
                .toList();
        ofWidth.stream().limit(1).forEach(best::add);
        ofWidth.stream().skip(1).forEach(more::add);
      }
    }
    more.sort(Comparator.comparingDouble(Priced::penalty));
    var seen = new HashSet<HeadedShape>();
    return Stream.concat(best.stream(), more.stream())
        .filter(priced -> seen.add(priced.shape()))
        .limit(MOST)
        .sorted(Comparator.comparingDouble(Priced::penalty))
        .map(Priced::shape)
        .toList();
  }

  private double wanted(String dimension) {
    return Optional.ofNullable(wanted.get(dimension)).orElseThrow();
  }

  private double within(String dimension, double size) {
    double centre = wanted(dimension);
    return Math.clamp(size, centre / FURTHEST_OTHERS, centre * FURTHEST_OTHERS);
  }

  private Set<Integer> widths() {
    String width = Dimension.WIDTH.name();
    if (fixed.contains(width)) {
      return Set.of((int) Math.round(wanted(width)));
    }
    var steps = new LinkedHashSet<>(MULTIPLES);
    steps.addAll(HEAD_SIZES);
    steps.add(rule.widthMultiple());
    if (rule instanceof HeadRule.FixedCount(int count)) {
      MULTIPLES.forEach(multiple -> steps.add(count * multiple));
    }
    var widths = new TreeSet<Integer>();
    steps.forEach(step -> widths.addAll(nearest(wanted(width), step)));
    widths.removeIf(w -> w > FURTHEST * wanted(width) || w * FURTHEST < wanted(width));
    return widths;
  }

  /// The multiples of a step below and above a size; the size itself if it is one.
  private static List<Integer> nearest(double size, int step) {
    int below = (int) Math.floor(size / step) * step;
    int above = (int) Math.ceil(size / step) * step;
    return Stream.of(below, above).filter(s -> s >= 1).distinct().toList();
  }

  private Set<Integer> heads(int width) {
    var heads = new LinkedHashSet<Integer>();
    if (rule.serves(width)) {
      heads.add(rule.heads(width));
    }
    HEAD_SIZES.stream()
        .filter(size -> width % size == 0 && width > size) // one head alone is another model
        .forEach(size -> heads.add(width / size));
    return heads;
  }

  /// Groups of MLP sizes, one a multiple; one empty group where the shapes have none.
  private List<List<Integer>> mlpDims(Map<String, Double> near) {
    Double size = near.get(Dimension.MLP_DIM.name());
    if (size == null) {
      return List.of(List.of());
    }
    if (fixed.contains(Dimension.MLP_DIM.name())) {
      return List.of(List.of((int) Math.round(size)));
    }
    var groups = new ArrayList<List<Integer>>();
    for (int multiple : MULTIPLES) {
      groups.add(
          nearest(size, multiple).stream()
              .filter(s -> s <= size * FURTHEST_OTHERS && s * FURTHEST_OTHERS >= size)
              .toList());
    }
    groups.add(nearest(own.getOrDefault(Dimension.MLP_DIM.name(), size), 1));
    groups.removeIf(List::isEmpty);
    return groups;
  }

  /// The best depth and MLP size of a group.
  private Optional<Priced> depths(
      int width, int heads, List<Integer> mlpDims, Map<String, Double> near) {
    Double size = near.get(Dimension.DEPTH.name());
    Stream<Optional<Integer>> depths =
        size == null
            ? Stream.of(Optional.empty())
            : fixed.contains(Dimension.DEPTH.name())
                ? Stream.of(Optional.of((int) Math.round(size)))
                : Stream.of(-1, 0, 1)
                    .map(step -> (int) Math.round(size) + step)
                    .filter(depth -> depth >= 1)
                    .map(Optional::of);
    List<Optional<Integer>> all = depths.toList();
    List<Optional<Integer>> mlps =
        mlpDims.isEmpty() ? List.of(Optional.empty()) : mlpDims.stream().map(Optional::of).toList();
    return all.stream()
        .flatMap(depth -> mlps.stream().map(mlp -> shape(width, depth, mlp)))
        .map(shape -> new HeadedShape(shape, heads))
        .map(shape -> new Priced(shape, penalty.applyAsDouble(shape)))
        .filter(priced -> Double.isFinite(priced.penalty()))
        .min(Comparator.comparingDouble(Priced::penalty));
  }

  private Shape shape(int width, Optional<Integer> depth, Optional<Integer> mlpDim) {
    var values = new LinkedHashMap<Dimension, Integer>();
    for (String name : wanted.keySet()) {
      var dimension = new Dimension(name);
      if (dimension.equals(Dimension.WIDTH)) {
        values.put(dimension, width);
      } else if (dimension.equals(Dimension.DEPTH)) {
        depth.ifPresent(size -> values.put(dimension, size));
      } else {
        mlpDim.ifPresent(size -> values.put(dimension, size));
      }
    }
    return new Shape(values);
  }
}
