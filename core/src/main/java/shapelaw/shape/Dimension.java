package shapelaw.shape;

import java.util.Comparator;
import java.util.regex.Pattern;

/// One named axis of a model's shape, such as `width`. The laws do not care what it is called.
///
/// @param name lower-case identifier, `[a-z][a-z0-9_]*`
public record Dimension(String name) implements Comparable<Dimension> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /// Embedding size of the encoder (the paper's *width*).
  public static final Dimension WIDTH = new Dimension("width");

  /// Number of encoder blocks.
  public static final Dimension DEPTH = new Dimension("depth");

  /// Hidden size of the MLP block.
  public static final Dimension MLP_DIM = new Dimension("mlp_dim");

  public Dimension {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "dimension name must match [a-z][a-z0-9_]* but was '" + name + "'.");
    }
  }

  @Override
  public int compareTo(Dimension other) {
    return Comparator.comparing(Dimension::name).compare(this, other);
  }

  @Override
  public String toString() {
    return name;
  }
}
