package shapelaw.runs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import shapelaw.runs.store.RunStore;

/// Who was asked to stop: everybody, because the execution ends, or the trunks that people
/// cancelled in the store, at which this looks now and then. Safe for use by several threads.
final class StopRequests {

  /// How soon a cancelled trunk is noticed.
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /// A look at the store of a large study may take at most this share of the time.
  private static final int LEAST_SHARE = 50;

  private final RunStore store;
  private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();
  private volatile boolean everybody;
  private volatile Map<String, String> cancelled = Map.of();
  private long nextLook = System.nanoTime();

  StopRequests(RunStore store) {
    this.store = store;
  }

  /// Asks every attempt to write a checkpoint and end, and lets none begin.
  void stopAll() {
    everybody = true;
    running.values().forEach(flag -> flag.set(true));
  }

  /// True if the execution ends.
  boolean all() {
    return everybody;
  }

  /// A flag for an attempt that begins: it becomes true when the attempt should end.
  AtomicBoolean begin(String trunk) {
    var flag = new AtomicBoolean();
    running.put(trunk, flag);
    // What came before the flag was there for others to set is seen here.
    if (everybody || cancelled.containsKey(trunk)) {
      flag.set(true);
    }
    return flag;
  }

  /// Nobody watches a trunk's flag any more.
  void end(String trunk) {
    running.remove(trunk);
  }

  /// Why a trunk is to be left alone; empty if it is not.
  Optional<String> cancelled(String trunk) {
    return Optional.ofNullable(cancelled.get(trunk));
  }

  /// Looks into the store if it is time to, by one thread at a time.
  ///
  /// @return true if it looked
  boolean look() {
    long began = System.nanoTime();
    if (began - nextLook < 0) {
      return false;
    }
    cancelled = store.cancelled();
    cancelled
        .keySet()
        .forEach(trunk -> {
          AtomicBoolean flag = running.get(trunk);
          if (flag != null) {
            flag.set(true);
          }
        });
    long ended = System.nanoTime();
    nextLook = ended + Math.max(INTERVAL.toNanos(), LEAST_SHARE * (ended - began));
    return true;
  }
}
