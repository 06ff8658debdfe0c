package shapelaw.recommend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadedShape;

/// What is known of hardware without measuring it, in words alone: which sizes leave matrix units
/// partly idle. How much that costs depends on device, kernel and batch, and must be measured.
///
/// Sources: NVIDIA, *Deep Learning Performance: Matrix Multiplication Background* (dimensions in
/// multiples of 8 for 16-bit tensor cores, tiles of 64 and 128); FlashAttention-2, whose kernels
/// exist for certain head sizes; the SoViT authors' remark on So150m's width of 880 = 16 × 55.
public final class HardwareRules {

  /// 16-bit matrix units take channels in steps of this.
  static final int HEAD_SIZE_MULTIPLE = 8;

  /// Matrix products are cut into tiles whose sides are multiples of this.
  static final int TILE = 64;

  /// Head sizes for which fused attention kernels exist; others are padded to the next.
  static final List<Integer> ATTENTION_KERNELS = List.of(32, 64, 96, 128, 192, 256);

  private HardwareRules() {}

  /// What is to be said of a head size that matrix units do not like; empty for one that they do,
  /// and for those below 32, which only toys have.
  public static Optional<String> headSize(int size) {
    if (size % HEAD_SIZE_MULTIPLE != 0) {
      return Optional.of(
          "Head size %d is no multiple of %d: slow on matrix units, since 16-bit tensor cores and fused attention want multiples of %d%s."
              .formatted(
                  size,
                  HEAD_SIZE_MULTIPLE,
                  HEAD_SIZE_MULTIPLE,
                  size == 55
                      ? " (So150m has this one, and its authors said they forgot to round)"
                      : ""));
    }
    if (size < ATTENTION_KERNELS.getFirst() || ATTENTION_KERNELS.contains(size)) {
      return Optional.empty();
    }
    return ATTENTION_KERNELS.stream()
        .filter(kernel -> kernel > size)
        .findFirst()
        .map(kernel ->
            "Head size %d%s lies between those that fused attention kernels are made for (%s): on a GPU it is likely computed as %d, %.0f %% more work in attention's products."
                .formatted(
                    size,
                    size == 72 ? " (So400m's)" : "",
                    String.join(", ", ATTENTION_KERNELS.stream().map(String::valueOf).toList()),
                    kernel,
                    100.0 * (kernel - size) / size));
  }

  /// Everything to be said of a shape; empty if nothing is.
  public static List<String> of(HeadedShape shape) {
    var sentences = new ArrayList<String>();
    headSize(shape.headSize()).ifPresent(sentences::add);
    shape
        .shape()
        .values()
        .forEach((dimension, size) -> {
          boolean matrixSide =
              dimension.equals(Dimension.WIDTH) || dimension.equals(Dimension.MLP_DIM);
          if (matrixSide && size > TILE && size % TILE != 0) {
            sentences.add(
                "%s %d is no multiple of %d: the last tile of every matrix product along it is partly empty."
                    .formatted(dimension, size, TILE));
          }
        });
    return sentences;
  }
}
