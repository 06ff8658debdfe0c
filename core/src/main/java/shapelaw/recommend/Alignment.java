package shapelaw.recommend;

import java.util.List;
import java.util.function.Predicate;
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

  /// Predicted losses that differ by less than this share are the same.
  private static final double SAME_LOSS = 1e-5;

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

  /// The candidates worth the time of a measurement, best predicted first: the reference, and those
  /// for which no other has less predicted loss and is at least as round in every respect.
  ///
  /// @param known true of shapes whose width is split as in the study
  static List<RoundingCandidate> plausible(
      List<RoundingCandidate> candidates,
      HeadedShape reference,
      Predicate<HeadedShape> known,
      int most) {
    List<RoundingCandidate> kept =
        candidates.stream()
            .filter(c -> !c.shape().equals(reference))
            .filter(c -> candidates.stream().noneMatch(other -> dominates(other, c, known)))
            .limit(most - 1L)
            .toList();
    return candidates.stream()
        .filter(c -> c.shape().equals(reference) || kept.contains(c))
        .toList();
  }

  private static boolean dominates(
      RoundingCandidate a, RoundingCandidate b, Predicate<HeadedShape> known) {
    Alignment of = of(a.shape(), known);
    Alignment over = of(b.shape(), known);
    return of.equals(over)
        ? a.excess() < b.excess()
        : of.atLeast(over) && a.excess() <= b.excess() + SAME_LOSS;
  }
}
