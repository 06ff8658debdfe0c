package shapelaw.runs.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// An SQLite file in write-ahead mode.
final class SqliteDatabase extends StoreDatabase {

  private static final int BUSY_MILLISECONDS = 20_000;

  /// Enough for the indices of a hundred thousand runs; SQLite's own default rereads them.
  private static final int CACHE_KIBIBYTES = 65_536;

  /// Where a database that locks by bytes of a shared mapping does not hold.
  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "afs",
          "9p",
          "ceph",
          "lustre",
          "gpfs",
          "beegfs",
          "glusterfs",
          "ocfs2",
          "gfs2",
          "panfs",
          "fuse.sshfs",
          "fuse.glusterfs",
          "fuse.ceph",
          "fuse.s3fs",
          "fuse.gcsfuse",
          "fuse.rclone",
          "fuse.juicefs");

  private static final Set<Integer> UNWRITABLE =
      Set.of(
          SQLiteErrorCode.SQLITE_READONLY.code,
          SQLiteErrorCode.SQLITE_CANTOPEN.code,
          SQLiteErrorCode.SQLITE_PERM.code);

  /// Folder of a study's trials, beside its store.
  private static final String TRIALS = "trials";

  private final Path file;

  private Runnable whenClosed = () -> {};

  private SqliteDatabase(Path file, Connection connection) {
    super(connection);
    this.file = file;
  }

  /// Settings of every connection: a commit that returned survives a crash.
  static SQLiteConfig durable() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLISECONDS);
    config.setCacheSize(-CACHE_KIBIBYTES);
    config.enforceForeignKeys(true);
    return config;
  }

  /// Opens or creates the file and brings it to this program's schema.
  static SqliteDatabase open(Path file, SQLiteConfig config) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.resolveSibling("."));
    } catch (IOException e) {
      throw new StoreException(
          "the folder of the run store %s cannot be made: %s. Maybe choose another place."
              .formatted(file, e),
          e);
    }
    requireNotEmptied(absolute);
    return connect(absolute, absolute.toString(), config);
  }

  /// Opens a database.
  ///
  /// @param file where it is for people
  /// @param name by which SQLite finds it
  static SqliteDatabase connect(Path file, String name, SQLiteConfig config) {
    try {
      var database = new SqliteDatabase(file, config.createConnection("jdbc:sqlite:" + name));
      try {
        database.check("quick_check");
        database.migrate();
        return database;
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /// True if SQLite could not write a file of the database or make one beside it.
  static boolean isUnwritable(@Nullable Throwable cause) {
    return cause instanceof SQLiteException e && UNWRITABLE.contains(e.getResultCode().code & 0xff);
  }

  /// An empty file is a new database to SQLite, which makes one itself at the first opening: a
  /// crash at that very moment leaves it. So the size alone tells nothing. But the lock is made,
  /// trials begin and the log fills only after the tables were written and safe: beside any of
  /// these an empty file is what is left of a database. SQLite would then even delete the log.
  private static void requireNotEmptied(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > 0) {
        return;
      }
      Optional<Path> left = leftOver(file);
      if (left.isPresent()) {
        throw new StoreException(
            "the run store %s must hold the study's results but is empty (0 bytes), though %s shows that it had been in use. It was left as it is. Maybe restore a copy, or delete the file to begin anew."
                .formatted(file, left.get()));
      }
    } catch (IOException e) {
      throw new StoreException("the run store %s cannot be looked at: %s.".formatted(file, e), e);
    }
  }

  /// What only a database that was in use has beside it.
  private static Optional<Path> leftOver(Path file) throws IOException {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    if (Files.exists(log) && Files.size(log) > 0) {
      return Optional.of(log);
    }
    Path trials = file.resolveSibling(TRIALS);
    if (Files.isDirectory(trials)) {
      try (Stream<Path> folders = Files.list(trials)) {
        if (folders.findAny().isPresent()) {
          return Optional.of(trials);
        }
      }
    }
    return Optional.of(FileStudyLock.beside(file)).filter(Files::exists);
  }

  private void check(String pragma) {
    List<String> faults = query("PRAGMA " + pragma, row -> row.getString(1));
    if (!faults.equals(List.of("ok"))) {
      throw damaged(String.join("; ", faults));
    }
  }

  @Override
  void checkThoroughly() {
    check("integrity_check");
    List<String> orphans = query("PRAGMA foreign_key_check", row -> row.getString(1));
    if (!orphans.isEmpty()) {
      throw damaged("rows of %s belong to nothing".formatted(orphans.stream().distinct().toList()));
    }
  }

  /// A file that is up to date is not written to, so that readers never wait for a coordinator.
  private void migrate() {
    int version = query("PRAGMA user_version", row -> row.getInt(1)).getFirst();
    int application = query("PRAGMA application_id", row -> row.getInt(1)).getFirst();
    if (version == SqliteSchema.version() && application == SqliteSchema.APPLICATION_ID) {
      return;
    }
    transaction(() -> {
      SqliteSchema.migrate(connection, file);
      return true;
    });
  }

  /// What should be said about where the file is; empty if nothing.
  Optional<String> warning() {
    try {
      String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
      return NETWORK_FILE_SYSTEMS.contains(type)
          ? Optional.of(
              "the run store %s should be on a local disk but is on a network file system (%s), which may lose its locks and with them the store. Maybe keep the study on a local disk, or use a PostgreSQL server (docs/store.md)."
                  .formatted(file, type))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a warning is not worth a failure
    }
  }

  /// Has something done when this is closed.
  void whenClosed(Runnable work) {
    whenClosed = work;
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      whenClosed.run();
    }
  }

  @Override
  StoreLocation location() {
    return new StoreLocation.LocalFile(file);
  }

  @Override
  void begin() throws SQLException {
    execute("BEGIN IMMEDIATE");
  }

  @Override
  void beginReading() throws SQLException {
    execute("BEGIN");
  }

  @Override
  void commit() throws SQLException {
    execute("COMMIT");
  }

  @Override
  void rollBack() throws SQLException {
    execute("ROLLBACK");
  }

  @Override
  StudyLock lock(String owner) {
    return FileStudyLock.acquire(file, owner);
  }

  @Override
  Optional<String> lockHolder() {
    return FileStudyLock.holder(file);
  }

  @Override
  String changesQuery() {
    return "PRAGMA data_version";
  }

  @Override
  String resultOrder() {
    return "rowid";
  }

  @Override
  String listed() {
    return "SELECT value FROM json_each('[\"' || replace(?, ',', '\",\"') || '\"]')";
  }

  @Override
  StoreException failure(SQLException e) {
    return failure(file, e);
  }

  private static StoreException failure(Path file, SQLException e) {
    int primary = e instanceof SQLiteException s ? s.getResultCode().code & 0xff : -1;
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
      return new StoreException(
          "the disk of the run store %s is full. What was stored before is safe. Maybe free some space and run again."
              .formatted(file),
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return damaged(file, String.valueOf(e.getMessage()), e);
    }
    if (UNWRITABLE.contains(primary)) {
      return new StoreException(
          "the run store %s must be writable but is not (%s). Maybe choose another folder or change its permissions."
              .formatted(file, e.getMessage()),
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new StoreException(
          "the run store %s was locked by another program for %d s. Maybe close that program."
              .formatted(file, BUSY_MILLISECONDS / 1000),
          e);
    }
    return new StoreException(
        "the run store %s cannot be used: %s.".formatted(file, e.getMessage()), e);
  }

  @Override
  StoreException damaged(String fault) {
    return damaged(file, fault, null);
  }

  private static StoreException damaged(Path file, String fault, @Nullable Throwable cause) {
    var damaged =
        new StoreException(
            "the run store %s must be a sound SQLite database but is damaged (%s). It was left as it is. Maybe restore a copy, or move it away to start anew."
                .formatted(file, fault.lines().limit(3).reduce((a, b) -> a + "; " + b).orElse("")));
    if (cause != null) {
      damaged.initCause(cause);
    }
    return damaged;
  }
}
