package shapelaw.recommend;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadedShape;

/// How round a shape is in the eyes of hardware: the greatest powers of two that divide what its
/// matrix products range over, counted up to the size of a tile. It says which of two shapes could
/// be faster per FLOP, never by how much.
///
/// @param headSize of the channels of a head, at most 64
/// @param width at most 128
/// @param mlpDim at most 128; 128 where the shape has none
/// @param known true if the width is split as in the study, so that the law's loss holds for it
record Alignment(int headSize, int width, int mlpDim, boolean known) {

  private static final int HEAD_TILE = 64;
  private static final int TILE = 128;

  /// Prices that differ by less than this are the same.
  private static final double SAME_PRICE = 1e-5;

  static Alignment of(HeadedShape shape, Predicate<HeadedShape> known) {
    Integer mlpDim = shape.shape().values().get(Dimension.MLP_DIM);
    return new Alignment(
        power(shape.headSize(), HEAD_TILE),
        power(shape.width(), TILE),
        mlpDim == null ? TILE : power(mlpDim, TILE),
        known.test(shape));
  }

  private static int power(int size, int most) {
    return Math.min(Integer.lowestOneBit(size), most);
  }

  private boolean atLeast(Alignment other) {
    return headSize >= other.headSize
        && width >= other.width
        && mlpDim >= other.mlpDim
        && (known || !other.known);
  }

  /// What is worth the time of a measurement, cheapest first: the reference, and those for which no
  /// other is as cheap and at least as round in every respect.
  ///
  /// @param items by ascending price
  /// @param shape of an item
  /// @param price of an item, in predicted loss or the like, relative
  /// @param reference the shape that is kept anyway
  /// @param known true of shapes whose width is split as in the study
  /// @param most items to keep
  static <T> List<T> plausible(
      List<T> items,
      Function<T, HeadedShape> shape,
      ToDoubleFunction<T> price,
      HeadedShape reference,
      Predicate<HeadedShape> known,
      int most) {
    List<Priced<T>> priced =
        items.stream()
            .map(
                item -> new Priced<>(item, of(shape.apply(item), known), price.applyAsDouble(item)))
            .toList();
    Predicate<Priced<T>> isReference = p -> shape.apply(p.item()).equals(reference);
    List<Priced<T>> kept =
        priced.stream()
            .filter(isReference.negate())
            .filter(p -> priced.stream().noneMatch(other -> other.dominates(p)))
            .limit(most - 1L)
            .toList();
    return priced.stream()
        .filter(p -> isReference.test(p) || kept.contains(p))
        .map(Priced::item)
        .toList();
  }

  private record Priced<T>(T item, Alignment alignment, double price) {
    boolean dominates(Priced<T> other) {
      return alignment.equals(other.alignment)
          ? price < other.price
          : alignment.atLeast(other.alignment) && price <= other.price + SAME_PRICE;
    }
  }
}
