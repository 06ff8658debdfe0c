package shapelaw.torch.data;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Keeps what was used last, up to a share of the heap; at least the item that was asked for last.
/// One item is read at a time while other threads that want to read wait, so that what reading
/// takes is taken once.
///
/// @param <T> what is kept
final class RecentlyUsed<T> {

  private static final double SHARE_OF_HEAP = 0.25;

  private final IntFunction<T> reader;
  private final ToLongFunction<T> size;
  private final long mostBytes;

  /// In the order of use, guarded by itself.
  private final LinkedHashMap<Integer, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /// Held while an item is read.
  private final Object reading = new Object();

  /// @param reader reads an item by number
  /// @param size bytes that an item takes
  RecentlyUsed(IntFunction<T> reader, ToLongFunction<T> size) {
    this(reader, size, (long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP));
  }

  RecentlyUsed(IntFunction<T> reader, ToLongFunction<T> size, long mostBytes) {
    this.reader = reader;
    this.size = size;
    this.mostBytes = mostBytes;
  }

  /// An item, kept or read now. What the reader throws comes through, and the next try reads again.
  T get(int number) {
    Slot slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(number, Slot::new);
    }
    return slot.value();
  }

  private void count(Slot added, long addedBytes) {
    synchronized (slots) {
      if (slots.get(added.number) != added) {
        return;
      }
      added.bytes = addedBytes;
      bytes += addedBytes;
      Iterator<Slot> eldest = slots.values().iterator();
      while (bytes > mostBytes && eldest.hasNext()) {
        Slot slot = eldest.next();
        if (slot != added && slot.bytes > 0) {
          bytes -= slot.bytes;
          eldest.remove();
        }
      }
    }
  }

  /// A place for an item, empty until the first thread has read it.
  private final class Slot {
    private final int number;

    /// Guarded by the map; 0 until the item is there.
    private long bytes;

    private @Nullable T value;

    Slot(int number) {
      this.number = number;
    }

    synchronized T value() {
      T known = value;
      if (known == null) {
        synchronized (reading) {
          known = reader.apply(number);
          value = known;
          count(this, Math.max(1, size.applyAsLong(known)));
        }
      }
      return known;
    }
  }
}
