package shapelaw.shape;

import java.util.stream.IntStream;

/// How many attention heads a width gets.
public sealed interface HeadRule {

  /// Heads for `width`.
  ///
  /// @throws IllegalArgumentException if the rule cannot serve that width
  int heads(int width);

  /// The same number of heads at every width, as in the paper (16).
  ///
  /// @param count heads, ≥ 1; must divide every width used
  record FixedCount(int count) implements HeadRule {
    public FixedCount {
      if (count < 1) {
        throw new IllegalArgumentException("head count must be at least 1 but was " + count + ".");
      }
    }

    @Override
    public int heads(int width) {
      if (width % count != 0) {
        int below = Math.max(count, width / count * count);
        throw new IllegalArgumentException(
            "width must be a multiple of heads (%d) but was %d. Maybe use %d or %d."
                .formatted(count, width, below, below + count));
      }
      return count;
    }

    @Override
    public int widthMultiple() {
      return count;
    }
  }

  /// Heads of one fixed size, so that their number grows with the width.
  ///
  /// @param size channels of a head, ≥ 1; must divide every width used
  record FixedSize(int size) implements HeadRule {
    public FixedSize {
      if (size < 1) {
        throw new IllegalArgumentException("head size must be at least 1 but was " + size + ".");
      }
    }

    @Override
    public int heads(int width) {
      if (width % size != 0) {
        int below = Math.max(size, width / size * size);
        throw new IllegalArgumentException(
            "width must be a multiple of the head size (%d) but was %d. Maybe use %d or %d."
                .formatted(size, width, below, below + size));
      }
      return width / size;
    }

    @Override
    public int widthMultiple() {
      return size;
    }
  }

  /// Widths must be a multiple of this.
  int widthMultiple();

  /// True if every given width can be served.
  default boolean serves(int... widths) {
    return IntStream.of(widths).allMatch(w -> w % widthMultiple() == 0);
  }
}
