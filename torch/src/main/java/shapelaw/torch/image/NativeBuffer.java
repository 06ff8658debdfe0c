package shapelaw.torch.image;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that is used again and grows with what was asked for, up to [#MOST_KEPT_BYTES];
/// what is larger is given back after use. It is freed when the buffer is no longer reachable.
final class NativeBuffer {

  /// A picture of 4 megapixels.
  private static final long MOST_KEPT_BYTES = 12_000_000;

  private MemorySegment kept = MemorySegment.NULL;

  /// Memory of this size with any content, valid until the next call or until the arena is closed.
  ///
  /// @param arena of memory that is too large to be kept
  MemorySegment ofSize(long bytes, Arena arena) {
    if (bytes > MOST_KEPT_BYTES) {
      return arena.allocate(bytes);
    }
    if (kept.byteSize() < bytes) {
      // Half as much again, so that pictures of growing sizes don't each need new memory.
      kept = Arena.ofAuto().allocate(Math.min(bytes + bytes / 2, MOST_KEPT_BYTES));
    }
    return kept.asSlice(0, bytes);
  }
}
