package shapelaw.runs.store;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right to coordinate a study, and changes of its store, which a coordinator may make until
/// another takes over. Whoever calls it holds the store's monitor.
final class Coordination {

  /// Warnings are the store's.
  private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

  private final StoreDatabase database;
  private final InstantSource clock;
  private final Object monitor;
  private final AtomicBoolean warned = new AtomicBoolean();

  /// Number of this coordinator, from when it took the lock; 0 without.
  private long epoch;

  /// What [#lock] gave, while it is not given back.
  private @Nullable Right held;

  /// @param monitor serialises all that is done with the database
  Coordination(StoreDatabase database, InstantSource clock, Object monitor) {
    this.database = database;
    this.clock = clock;
    this.monitor = monitor;
  }

  /// Takes the right; the thread that has it may take it again.
  ///
  /// @throws StoreException if another coordinator has it
  StudyLock lock() {
    if (held != null && held.owner.equals(Thread.currentThread())) {
      held.taken++;
      return new Held(held);
    }
    if (database instanceof SqliteDatabase local && warned.compareAndSet(false, true)) {
      local.warning().ifPresent(LOG::warn);
    }
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String owner = "pid %d%s, since %s".formatted(ProcessHandle.current().pid(), machine(), now);
    StudyLock taken = database.lock(owner);
    try {
      epoch =
          database.transaction(() ->
              database
                  .first(
                      "INSERT INTO coordinators (owner, started_at) VALUES (?, ?) RETURNING epoch",
                      row -> row.getLong(1),
                      owner,
                      now)
                  .orElseThrow());
      held = new Right(taken, Thread.currentThread());
      return new Held(held);
    } catch (RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  /// A file's coordinators are all on this machine.
  private String machine() {
    return switch (database) {
      case SqliteDatabase _ -> "";
      case PostgresDatabase _ -> " on " + HostName.ofThisMachine();
    };
  }

  /// Changes something as a whole or not at all, unless another coordinator has taken over.
  <T> T change(StoreDatabase.Work<T> work) {
    return database.transaction(() -> {
      if (epoch != 0) {
        requireNewest();
      }
      return work.run();
    });
  }

  private void requireNewest() {
    Optional<String> later =
        database.first(
            "SELECT owner FROM coordinators WHERE epoch > ? ORDER BY epoch DESC LIMIT 1",
            row -> row.getString(1),
            epoch);
    if (later.isPresent()) {
      throw new StoreException(
          "this coordinator must be the newest of its study but another (%s) has taken over. What was stored before is safe. Maybe stop one of them."
              .formatted(later.get()));
    }
  }

  /// The right to coordinate, and how often its owner took it.
  private static final class Right {
    private final StudyLock lock;
    private final Thread owner;
    private int taken = 1;

    Right(StudyLock lock, Thread owner) {
      this.lock = lock;
      this.owner = owner;
    }
  }

  private final class Held implements StudyLock {
    private final Right right;
    private boolean closed;

    Held(Right right) {
      this.right = right;
    }

    @Override
    public void whenLost(Consumer<StoreException> listener) {
      right.lock.whenLost(listener);
    }

    @Override
    public void close() {
      synchronized (monitor) {
        if (closed) {
          return;
        }
        closed = true;
        if (--right.taken > 0) {
          return;
        }
        epoch = 0;
        held = null;
      }
      right.lock.close();
    }
  }
}
