package shapelaw.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A small file system of a test's own, in memory. Needs the right to mount one.
///
/// The kernel refuses to take it away or to make it read-only while a file on it is open. A process
/// that another test starts at that moment has open, until it becomes another program, all that
/// this one has open: hence the patience.
final class MemoryDisk implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Path mountPoint;

  private MemoryDisk(Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  /// Skips the test where mounting is not permitted.
  static MemoryDisk mount(Path mountPoint, String size) throws IOException {
    String refusal =
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mountPoint.toString());
    assumeTrue(refusal.isEmpty(), () -> "mounting a tmpfs must be permitted: " + refusal);
    return new MemoryDisk(mountPoint);
  }

  /// @param mode `ro` or `rw`
  void remount(String mode) throws IOException {
    untilDone("mount", "-o", "remount," + mode, mountPoint.toString());
  }

  @Override
  public void close() throws IOException {
    untilDone("umount", mountPoint.toString());
  }

  private void untilDone(String... command) throws IOException {
    long started = System.nanoTime();
    String refusal = run(command);
    while (!refusal.isEmpty()) {
      assertThat(System.nanoTime() - started).as(refusal).isLessThan(PATIENCE.toNanos());
      LockSupport.parkNanos(PAUSE.toNanos());
      refusal = run(command);
    }
  }

  /// @return nothing if it went well, else what the command said
  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.onExit().join().exitValue() == 0
        ? ""
        : "%s failed. %s".formatted(String.join(" ", command), said);
  }
}
