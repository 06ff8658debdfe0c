package shapelaw.dashboard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The newest events, kept for every reader to take at its own pace: a reader that falls behind
/// further than the log reaches is told so, and neither it nor its absence ever makes the writer
/// wait.
final class EventLog implements AutoCloseable {

  /// Events that a reader may be behind.
  static final int CAPACITY = 512;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private long last;
  private boolean closed;

  /// Something that happened.
  ///
  /// @param number 1 for the first, without gaps
  /// @param json what the page is told
  record Event(long number, String json) {}

  /// What a reader gets.
  ///
  /// @param events in their order; empty if there was none in time
  /// @param gap true if the reader missed some, so that it must look at the whole again
  /// @param closed true if there will be no more
  record Batch(List<Event> events, boolean gap, boolean closed) {}

  void append(String json) {
    lock.lock();
    try {
      events.addLast(new Event(++last, json));
      if (events.size() > CAPACITY) {
        events.removeFirst();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Number of the newest event; 0 before the first.
  long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for events after a number.
  Batch after(long number, Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (last <= number && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      boolean ahead = number > last;
      boolean behind = !events.isEmpty() && events.getFirst().number() > number + 1;
      boolean gap = ahead || behind;
      List<Event> news =
          gap ? List.of() : events.stream().filter(e -> e.number() > number).toList();
      return new Batch(news, gap, closed);
    } finally {
      lock.unlock();
    }
  }

  /// Lets every reader end.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
