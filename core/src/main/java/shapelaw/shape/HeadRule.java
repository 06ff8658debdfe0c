package shapelaw.shape;

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
      requireMultiple(width, count, "heads");
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
      requireMultiple(width, size, "the head size");
      return width / size;
    }

    @Override
    public int widthMultiple() {
      return size;
    }
  }

  private static void requireMultiple(int width, int multiple, String what) {
    if (width % multiple != 0) {
      int below = Math.max(multiple, width / multiple * multiple);
      throw new IllegalArgumentException(
          "width must be a multiple of %s (%d) but was %d. Maybe use %d or %d."
              .formatted(what, multiple, width, below, below + multiple));
    }
  }

  /// Widths must be a multiple of this.
  int widthMultiple();

  /// True if `width` can be served.
  default boolean serves(int width) {
    return width % widthMultiple() == 0;
  }
}
