package shapelaw.runs.imports;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/// Reads Parquet files with an in-memory DuckDB, which is allowed nothing but this file: no
/// extensions from the internet, no spilling to disk.
final class ParquetRows {

  /// DuckDB takes these in a path for patterns.
  private static final String PATTERN_CHARACTERS = ".*[*?\\[\\]{}].*";

  private final TableCells cells;

  private ParquetRows(Path file) {
    this.cells = new TableCells(file);
  }

  static TableCells read(Path file) throws IOException {
    if (!file.toAbsolutePath().toString().matches(PATTERN_CHARACTERS)) {
      return readPlainlyNamed(file, file);
    }
    Path copy = Files.createTempFile("shapelaw", ".parquet");
    try {
      Files.write(copy, Files.readAllBytes(file));
      return readPlainlyNamed(file, copy);
    } finally {
      Files.delete(copy);
    }
  }

  private static TableCells readPlainlyNamed(Path file, Path plainlyNamed) {
    var rows = new ParquetRows(file);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings());
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT * FROM read_parquet(?, hive_partitioning = false)")) {
      query.setString(1, plainlyNamed.toAbsolutePath().toString());
      try (ResultSet results = query.executeQuery()) {
        rows.readAll(results);
      }
    } catch (SQLException e) {
      throw new TableFileException(
          "%s must be a sound Parquet file but was not: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    } catch (LinkageError e) {
      throw new TableFileException(
          "Parquet files need DuckDB's native library, but it cannot be loaded here: %s. Maybe write the table as CSV."
              .formatted(e.getMessage()),
          e);
    }
    return rows.cells;
  }

  private static Properties settings() {
    var settings = new Properties();
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("temp_directory", "");
    settings.setProperty("jdbc_stream_results", "true");
    return settings;
  }

  private void readAll(ResultSet results) throws SQLException {
    ResultSetMetaData names = results.getMetaData();
    boolean[] nested = new boolean[names.getColumnCount()];
    for (int i = 0; i < nested.length; i++) {
      nested[i] = names.getColumnTypeName(i + 1).startsWith("STRUCT(");
      if (!nested[i]) {
        cells.column(names.getColumnName(i + 1));
      }
    }
    int row = 0;
    while (results.next()) {
      cells.startRow(++row);
      for (int i = 0; i < nested.length; i++) {
        // Only structures need objects; text is cheaper, and a list is text here.
        String name = names.getColumnName(i + 1);
        set(name, nested[i] ? results.getObject(i + 1) : results.getString(i + 1));
      }
    }
  }

  private void set(String name, @Nullable Object value) throws SQLException {
    switch (value) {
      case null -> cells.column(name);
      case DuckDBStruct struct -> {
        for (Map.Entry<String, Object> entry : struct.getMap().entrySet()) {
          set(name + "." + entry.getKey(), entry.getValue());
        }
      }
      case BigDecimal exact -> cells.set(cells.column(name), exact.toPlainString());
      default -> cells.set(cells.column(name), value.toString());
    }
  }
}
