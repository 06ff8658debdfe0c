package shapelaw.runs.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A lock beside a store's file. The operating system releases it when its owner dies; the file
/// stays, since deleting a lock file invites two owners.
///
/// Linux drops all locks that a process has on a file when it closes any descriptor of that file.
/// So this process remembers what it holds, and leaves those files alone.
final class FileStudyLock implements StudyLock {

  /// A reader that looks who coordinates holds the lock for less than this.
  private static final long LOOK_MILLISECONDS = 500;

  private static final Map<Path, String> HELD_HERE = new HashMap<>();

  private final Path file;
  private final FileChannel channel;

  private FileStudyLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// The lock file of a store.
  static Path beside(Path store) {
    return store.resolveSibling(store.getFileName() + ".lock").toAbsolutePath().normalize();
  }

  /// Takes the lock beside `store`.
  ///
  /// @throws StoreException if another process, or another executor of this one, holds it
  static StudyLock acquire(Path store, String owner) {
    Path file = beside(store);
    synchronized (HELD_HERE) {
      if (HELD_HERE.containsKey(file)) {
        throw refusal(HELD_HERE.get(file));
      }
      try {
        StudyLock lock = lock(file, owner);
        HELD_HERE.put(file, owner);
        return lock;
      } catch (IOException e) {
        throw new StoreException("the lock file %s cannot be used: %s.".formatted(file, e), e);
      }
    }
  }

  private static StudyLock lock(Path file, String owner) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long deadline = System.nanoTime() + LOOK_MILLISECONDS * 1_000_000;
      FileLock lock = channel.tryLock();
      while (lock == null && System.nanoTime() < deadline) {
        Thread.sleep(20);
        lock = channel.tryLock();
      }
      if (lock == null) {
        throw refusal(written(file));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return new FileStudyLock(file, channel);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new StoreException("the study was not locked: this process was asked to stop.", e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static StoreException refusal(String holder) {
    return new StoreException(
        "another coordinator (%s) runs this study. Maybe wait for it, or stop it first."
            .formatted(holder));
  }

  /// Who holds the lock beside `store`.
  static Optional<String> holder(Path store) {
    Path file = beside(store);
    synchronized (HELD_HERE) {
      if (HELD_HERE.containsKey(file)) {
        return Optional.of(HELD_HERE.get(file));
      }
      if (!Files.isReadable(file)) {
        return Optional.empty();
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return free == null ? Optional.of(written(file)) : Optional.empty();
      } catch (IOException e) {
        throw new StoreException("the lock file %s cannot be read: %s.".formatted(file, e), e);
      }
    }
  }

  private static String written(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return text.isEmpty() ? "just started" : text;
  }

  /// A lock of this machine's kernel is not lost.
  @Override
  public void whenLost(Consumer<StoreException> listener) {}

  @Override
  public void close() {
    synchronized (HELD_HERE) {
      if (!channel.isOpen()) {
        return;
      }
      try {
        channel.close();
      } catch (IOException e) {
        throw new StoreException("the study's lock cannot be released: " + e + ".", e);
      } finally {
        HELD_HERE.remove(file);
      }
    }
  }
}
