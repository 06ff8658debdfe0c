package shapelaw.torch.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The order of the training pictures in one epoch, a function of seed and number alone.
///
/// Pictures that are read one by one are shuffled all together. Pictures that are read in blocks
/// are shuffled so that few blocks are needed at a time: the blocks are put in a random order and
/// cut into windows of neighbours of at most [#WINDOW_BYTES] (at least one block), and the pictures
/// of a window are shuffled. A collection that fits into one window is shuffled all together too.
/// The window never depends on the machine's memory, so that every machine sees the same order.
final class EpochOrder {

  /// Encoded pictures that a window may take; two windows are in use where one ends.
  static final long WINDOW_BYTES = 1L << 27;

  private static final int ORDER = 0;

  private EpochOrder() {}

  /// The order of an epoch.
  ///
  /// @param training the pictures, rising
  /// @param blocks the collection's
  /// @param seed of the data
  /// @param number of the epoch
  static int[] of(int[] training, List<LabelledImages.Block> blocks, long seed, long number) {
    return of(training, blocks, WINDOW_BYTES, seed, number);
  }

  static int[] of(
      int[] training, List<LabelledImages.Block> blocks, long windowBytes, long seed, long number) {
    var random = new SplittableRandom(Seeds.of(seed, ORDER, number));
    if (blocks.isEmpty()) {
      int[] order = training.clone();
      shuffle(order, 0, order.length, random);
      return order;
    }
    int[] blockOrder = new int[blocks.size()];
    Arrays.setAll(blockOrder, i -> i);
    shuffle(blockOrder, 0, blockOrder.length, random);
    var order = new int[training.length];
    int windowStart = 0;
    int end = 0;
    long bytes = 0;
    for (int drawn : blockOrder) {
      LabelledImages.Block block = blocks.get(drawn);
      if (end > windowStart && block.bytes() > windowBytes - bytes) {
        shuffle(order, windowStart, end, random);
        windowStart = end;
        bytes = 0;
      }
      int from = indexOf(training, block.first());
      int count = indexOf(training, block.end()) - from;
      System.arraycopy(training, from, order, end, count);
      end += count;
      bytes += count == 0 ? 0 : block.bytes();
    }
    shuffle(order, windowStart, end, random);
    return order;
  }

  /// Index of the first picture that is not before a number.
  private static int indexOf(int[] training, int number) {
    int found = Arrays.binarySearch(training, number);
    return found < 0 ? -found - 1 : found;
  }

  /// Shuffles a range as `Collections.shuffle` does a list (Fisher and Yates, from the end).
  static void shuffle(int[] values, int from, int to, RandomGenerator random) {
    for (int left = to - from; left > 1; left--) {
      int a = from + left - 1;
      int b = from + random.nextInt(left);
      int kept = values[a];
      values[a] = values[b];
      values[b] = kept;
    }
  }
}
