package shapelaw.runs.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// The right to coordinate a study, held by one process at a time. The operating system releases it
/// when its owner dies, however it dies; the file stays, since deleting a lock file invites two
/// owners.
public final class StudyLock implements AutoCloseable {

  private final FileChannel channel;

  private StudyLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock beside `store`.
  ///
  /// @throws StoreException if another process, or another executor of this one, holds it
  public static StudyLock acquire(Path store, Instant now) {
    Path file = store.resolveSibling(store.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StoreException(
            "another coordinator (%s) runs this study. Maybe wait for it, or stop it first."
                .formatted(owner(file)));
      }
      String owner =
          "pid %d, since %s\n"
              .formatted(ProcessHandle.current().pid(), now.truncatedTo(ChronoUnit.SECONDS));
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
      return new StudyLock(channel);
    } catch (IOException e) {
      throw new StoreException("the lock file %s cannot be used: %s.".formatted(file, e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String owner(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return text.isEmpty() ? "just started" : text;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("the study's lock cannot be released: " + e + ".", e);
    }
  }
}
