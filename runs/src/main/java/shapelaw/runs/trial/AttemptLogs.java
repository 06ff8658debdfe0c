package shapelaw.runs.trial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import shapelaw.runs.store.Attempt;

/// The logs of attempts that ended, one file each: they stay when the trial's folder is deleted or
/// another attempt writes its own log there.
///
/// ```text
/// <trunk>-<number>.log  what attempt `number` at the trunk wrote; of a long one beginning and end
/// ```
///
/// @param folder where they lie
public record AttemptLogs(Path folder) {

  /// Bytes that are kept of the beginning of a long log: how it was started, and with what.
  static final int HEAD_BYTES = 64 * 1024;

  /// Bytes that are kept of the end of a long log: how it came to its end.
  static final int TAIL_BYTES = 192 * 1024;

  /// The logs of a study's attempts.
  ///
  /// @param trials folder of all trials of the study
  public static AttemptLogs beside(Path trials) {
    return new AttemptLogs(trials.toAbsolutePath().resolveSibling("logs"));
  }

  /// Where the log of an attempt lies if it said anything.
  public Path file(Attempt attempt) {
    return folder.resolve("%s-%d.log".formatted(attempt.trunk(), attempt.number()));
  }

  /// Keeps what an attempt wrote; nothing if it wrote nothing.
  ///
  /// @param log its log, complete
  public void keep(Attempt attempt, Path log) throws IOException {
    try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ)) {
      long size = from.size();
      if (size == 0) {
        return;
      }
      Files.createDirectories(folder);
      Path draft = file(attempt).resolveSibling(file(attempt).getFileName() + ".tmp");
      try (FileChannel to =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        copy(from, size, to);
      }
      Files.move(draft, file(attempt), StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // The attempt ended before it had a log.
    }
  }

  private static void copy(FileChannel from, long size, FileChannel to) throws IOException {
    if (size <= HEAD_BYTES + TAIL_BYTES) {
      transfer(from, 0, size, to);
      return;
    }
    transfer(from, 0, HEAD_BYTES, to);
    String gap = "%n… %,d bytes are left out here …%n".formatted(size - HEAD_BYTES - TAIL_BYTES);
    to.write(ByteBuffer.wrap(gap.getBytes(StandardCharsets.UTF_8)));
    transfer(from, size - TAIL_BYTES, TAIL_BYTES, to);
  }

  private static void transfer(FileChannel from, long start, long bytes, FileChannel to)
      throws IOException {
    for (long done = 0; done < bytes; ) {
      long moved = from.transferTo(start + done, bytes - done, to);
      if (moved <= 0) {
        return; // the file became shorter
      }
      done += moved;
    }
  }
}
