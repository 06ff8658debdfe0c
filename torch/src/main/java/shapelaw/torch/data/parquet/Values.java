package shapelaw.torch.data.parquet;

import java.io.IOException;

/// The values of a column chunk while its pages are read.
///
/// @param <V> the type itself
sealed interface Values<V> permits Labels, EncodedPictures {

  /// Adds values that are written one after the other from a position in a page on.
  void addPlain(byte[] page, int from, int count) throws IOException;

  /// Adds values of a dictionary by their numbers.
  void addFrom(V dictionary, int[] numbers) throws IOException;
}
