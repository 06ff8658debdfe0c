package shapelaw.runs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are there whole or not at all, whenever the power goes.
public final class DurableFiles {

  private DurableFiles() {}

  /// Writes `text` to a temporary file beside `file`, waits for the disk, and renames it.
  ///
  /// @throws IOException if the disk is full or the folder cannot be written; `file` is then as it
  ///   was
  public static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.toAbsolutePath().resolveSibling("."));
  }

  /// Makes a folder and those above it, where they are not there.
  ///
  /// @throws FileSystemException if that cannot be
  public static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (NoSuchFileException e) {
      // What file systems of a kernel's own, such as /proc, say of anything new.
      var refusal =
          new FileSystemException(
              folder.toString(),
              null,
              "the file system there takes no new folder. Maybe choose another place.");
      refusal.initCause(e);
      throw refusal;
    }
  }

  /// A rename is safe once the folder itself reached the disk.
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
