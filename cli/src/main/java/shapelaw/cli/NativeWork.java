package shapelaw.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Work of libtorch in this process, while it is open. When the process is asked to end (SIGTERM,
/// Ctrl-C) it waits for such work, or else ends without the C library's tidying up: that destroys
/// what libtorch keeps in static variables, and threads that still compute with it crash the JVM.
/// Even [Runtime#halt] tidies up so.
final class NativeWork implements AutoCloseable {

  /// A step of a large model may take seconds.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AtomicBoolean stop = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private NativeWork(Duration patience) {
    hook = new Thread(() -> end(patience), "stop-native-work");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Work that looks at [#stopRequested] now and then.
  static NativeWork stoppable() {
    return new NativeWork(PATIENCE);
  }

  /// Work that does not, and that loses nothing when it ends at any time.
  static NativeWork unstoppable() {
    return new NativeWork(Duration.ZERO);
  }

  /// True when the process is asked to end.
  boolean stopRequested() {
    return stop.get();
  }

  /// No thread is in native code any more.
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down already: the hook goes on.
    }
  }

  private void end(Duration patience) {
    stop.set(true);
    boolean over = false;
    try {
      over = ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.err.println("Stopped; nothing was being stored.");
    if (!over) {
      endProcess();
    }
  }

  /// Ends the process at once by POSIX's `_exit`, where there is one.
  @SuppressWarnings("restricted") // the signature is that of unistd.h
  private static void endProcess() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> address = linker.defaultLookup().find("_exit");
    if (address.isPresent()) {
      try {
        linker
            .downcallHandle(address.get(), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
            .invokeExact(Main.INTERRUPTED);
      } catch (Throwable e) {
        throw new IllegalStateException("_exit must not fail", e);
      }
    }
    Runtime.getRuntime().halt(Main.INTERRUPTED);
  }
}
