package shapelaw.runs.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/// Opens an SQLite file for those who only read. In write-ahead mode even they write: an index of
/// the log, beside the file. Where that cannot be, the file is read as one that nobody changes
/// (https://sqlite.org/wal.html#readonly), or, where the log holds commits or the schema is older,
/// from a copy.
final class SqliteReading {

  /// Copies that a writer disturbed, before it is given up.
  private static final int ATTEMPTS = 5;

  private SqliteReading() {}

  /// Opens an existing file.
  ///
  /// @throws StoreException if it cannot be read, is damaged, or comes from a newer version
  static SqliteDatabase open(Path file, SQLiteConfig config) {
    try {
      return SqliteDatabase.open(file, config);
    } catch (StoreException e) {
      if (!SqliteDatabase.isUnwritable(e.getCause()) || !Files.isReadable(file)) {
        throw e;
      }
      try {
        return unwritable(file.toAbsolutePath(), config);
      } catch (IOException again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }

  /// Opens a file and leaves its folder alone.
  static SqliteDatabase unwritable(Path file, SQLiteConfig config) throws IOException {
    if (size(log(file)) == 0) {
      var reading = new SQLiteConfig();
      reading.setReadOnly(true);
      try {
        return SqliteDatabase.connect(file, file.toUri() + "?immutable=1", reading);
      } catch (StoreException e) {
        if (!SqliteDatabase.isUnwritable(e.getCause())) {
          throw e;
        }
        // An older schema, which a copy can be brought from.
      }
    }
    Path folder = Files.createTempDirectory("shapelaw-store");
    try {
      Path copy = copy(file, folder);
      SqliteDatabase database = SqliteDatabase.connect(file, copy.toString(), config);
      database.whenClosed(() -> delete(folder));
      return database;
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /// Copies the file and its log; both belong together only if neither changed meanwhile.
  private static Path copy(Path file, Path folder) throws IOException {
    Path copy = folder.resolve("study.db");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Object> before = state(file);
      Files.deleteIfExists(log(copy));
      Files.deleteIfExists(copy);
      copyContent(file, copy);
      if (Files.exists(log(file))) {
        copyContent(log(file), log(copy));
      }
      if (state(file).equals(before)) {
        return copy;
      }
    }
    throw new IOException("it changes all the time");
  }

  /// Without the permissions, which may forbid to write.
  private static void copyContent(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from)) {
      Files.copy(in, to);
    }
  }

  private static List<Object> state(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    Path log = log(file);
    return Files.exists(log)
        ? List.of(
            attributes.size(),
            attributes.lastModifiedTime(),
            Files.size(log),
            Files.getLastModifiedTime(log))
        : List.of(attributes.size(), attributes.lastModifiedTime());
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static void delete(Path folder) {
    try {
      List<Path> copies;
      try (Stream<Path> files = Files.list(folder)) {
        copies = files.toList();
      }
      for (Path copy : copies) {
        Files.deleteIfExists(copy);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
