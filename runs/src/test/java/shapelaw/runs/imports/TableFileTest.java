package shapelaw.runs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables in every format and state that users have them in. The files are written by DuckDB, or
/// literally.
final class TableFileTest {

  private static final String RUNS =
      "SELECT 64 * (1 + i % 4) AS width, 2 + i % 3 AS \"my depth\", 1e9 * (i + 1) AS tokens, 0.5 + 1 / (i + 3.0) AS loss, 'run, ' || i AS run FROM range(ROWS) t(i)";

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path written(String name, int rows, String options) throws SQLException {
    return copied(name, RUNS.replace("ROWS", String.valueOf(rows)), options);
  }

  private Path copied(String name, String query, String options) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (%s)".formatted(query, file.toString().replace("'", "''"), options));
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.csv     | FORMAT csv",
        "b.csv     | FORMAT csv, DELIMITER ';'",
        "c.tsv     | FORMAT csv, DELIMITER '\t'",
        "d.txt     | FORMAT csv, DELIMITER '\t', FORCE_QUOTE *",
        "e.csv.gz  | FORMAT csv, COMPRESSION gzip",
        "f.jsonl   | FORMAT json",
        "g.json    | FORMAT json, ARRAY true",
        "h.ndjson.gz | FORMAT json, COMPRESSION gzip",
        "i.parquet | FORMAT parquet",
        "j.dat     | FORMAT parquet, COMPRESSION zstd",
        "it's a [1]*.parquet | FORMAT parquet",
        "it's a [1]*.csv | FORMAT csv",
      })
  void everyFormatHoldsTheSameTable(String name, String options) throws Exception {
    TableFile table = TableFile.read(written(name, 20, options));
    assertThat(table.columns()).containsExactly("width", "my depth", "tokens", "loss", "run");
    assertThat(table.rows()).isEqualTo(20);
    assertThat(table.number(5, "width")).isEqualTo(128);
    assertThat(table.number(5, "my depth")).isEqualTo(4);
    assertThat(table.number(5, "tokens")).isEqualTo(6e9);
    assertThat(table.number(5, "loss")).isEqualTo(0.625);
    assertThat(table.text(5, "run")).isEqualTo("run, 5");
  }

  @Test
  void objectsInObjectsBecomeColumnsWithADot() throws Exception {
    String query =
        "SELECT {'width': 64, 'optimizer': {'lr': 0.25::FLOAT}} AS config, 1.5::DECIMAL(9, 3) AS loss, [1, 2] AS steps";
    for (TableFile table :
        new TableFile[] {
          TableFile.read(copied("n.jsonl", query, "FORMAT json")),
          TableFile.read(copied("n.parquet", query, "FORMAT parquet"))
        }) {
      assertThat(table.columns())
          .containsExactlyInAnyOrder("config.width", "config.optimizer.lr", "loss", "steps");
      assertThat(table.number(0, "config.width")).isEqualTo(64);
      assertThat(table.number(0, "config.optimizer.lr")).isEqualTo(0.25);
      assertThat(table.number(0, "loss")).isEqualTo(1.5);
    }
  }

  @Test
  void aFolderNamedLikeAPartitionAddsNoColumn() throws Exception {
    Files.createDirectory(folder.resolve("width=5"));
    TableFile table = TableFile.read(written("width=5/a.parquet", 3, "FORMAT parquet"));
    assertThat(table.columns()).hasSize(5);
    assertThat(table.number(0, "width")).isEqualTo(64);
  }

  @Test
  void spreadsheetsAreRead() throws Exception {
    String text =
        "\uFEFFwidth;\"val loss\"; run;\r\n\r\n64;0.5;\"a;\"\"b\"\"\nc\";\r\n;;;\r\n 128 ;NaN\r\n";
    for (Charset charset : new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16LE}) {
      Path file = folder.resolve(charset + ".csv");
      Files.write(file, text.getBytes(charset));
      TableFile table = TableFile.read(file);
      assertThat(table.columns()).containsExactly("width", "val loss", "run", "column 4");
      assertThat(table.rows()).isEqualTo(2);
      assertThat(table.text(0, "run")).isEqualTo("a;\"b\"\nc");
      assertThat(table.place(0)).isEqualTo("line 3");
      assertThat(table.place(1)).isEqualTo("line 6");
      assertThat(table.number(1, "width")).isEqualTo(128);
      assertThat(table.number(1, "val loss")).isNaN();
      assertThat(table.text(1, "run")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineEndWillDo(String end) throws IOException {
    TableFile table = TableFile.read(file("a.csv", String.join(end, "w,l", "1,2", "", "3,4")));
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.place(1)).isEqualTo("line 4");
    assertThat(table.number(1, "l")).isEqualTo(4);
  }

  @Test
  void jsonRowsMayDifferAndKnowTheirLines() throws IOException {
    TableFile table =
        TableFile.read(
            file(
                "a.jsonl",
                "{\"width\": 64, \"loss\": NaN}\n\n{\"loss\": 1e-1,\n \"note\": \"x\"}\n{\"loss\": null, \"width\": \"7\"}"));
    assertThat(table.columns()).containsExactly("width", "loss", "note");
    assertThat(table.number(0, "loss")).isNaN();
    assertThat(table.number(1, "width")).isNaN();
    assertThat(table.number(1, "loss")).isEqualTo(0.1);
    assertThat(table.number(2, "width")).isEqualTo(7);
    assertThat(table.place(2)).isEqualTo("line 5");
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN",
    "nan, NaN",
    "NA, NaN",
    "None, NaN",
    "null, NaN",
    "'', NaN",
    "inf, Infinity",
    "-Infinity, -Infinity",
    "1e3, 1000",
    "+.5, 0.5",
    "5., 5"
  })
  void numbersAreReadAsProgramsWriteThem(String cell, double value) throws IOException {
    assertThat(TableFile.read(file("a.csv", "w,l\n1," + cell + "\n")).number(0, "l"))
        .isEqualTo(Double.valueOf(value)); // NaN equals itself
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1d", "0x10", "\"0,31\"", "12%", "1e", "--1", "1_000"})
  void whatIsNoNumberIsNamedWithItsPlace(String cell) throws IOException {
    TableFile table = TableFile.read(file("a.csv", "w,l\n1,2\n1," + cell + "\n"));
    assertThatThrownBy(() -> table.number(1, "l"))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("a.csv: line 3: l must be a number but was '");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.csv   | ''                        | must have a line that names the columns but is empty",
        "a.csv   | '~ ~~'                    | must have a line that names the columns but is empty",
        "a.csv   | '1,2~3,4~'                | line 1: the first line must name the columns but holds numbers",
        "a.csv   | 'w,l~1,2~3,4,5~'          | line 3: a row must have at most the 2 cells",
        "a.csv   | 'w,l~1,\"2~3,4~'          | line 2: a quote must be closed but is not",
        "a.csv   | 'w,l~1,\"2\"3~'           | line 2: a closing quote must be followed by ','",
        "a.csv   | 'w,l~~\"a~~b\",1~2,\"3~4' | line 6: a quote must be closed but is not",
        "a.csv   | 'w,l~~\"a~~b\",1~2,\"3~\"4' | line 6: a closing quote must be followed by ','",
        "a.csv   | 'w,l~1,\u0000~'           | must be a text table or a Parquet file",
        "a.jsonl | '{\"w\": 1}~{\"w\": '     | line 2: the text must be JSON",
        "a.jsonl | '{\"w\": 1}~5'            | line 2: a row must be a JSON object",
        "a.json  | '[{\"w\": 1}] x'          | must be JSON",
        "a.json  | '[{\"w\": 1}] []'         | nothing must follow the array of rows",
        "a.json  | '[]'                      | must hold a table of results but has no columns",
        "a.parquet | 'w,l~1,2~'              | must be a Parquet file, as its name says",
        "a.dat   | 'PAR1 and no more'        | must be a sound Parquet file but was not",
      })
  void whatIsNoTableIsOneMessage(String name, String text, String message) throws IOException {
    Path file = file(name, text.replace('~', '\n'));
    assertThatThrownBy(() -> TableFile.read(file))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(name);
    assertThat(folder).isNotEmptyDirectory();
  }

  @Test
  void filesThatCannotBeOpenedSaySo() {
    assertThatThrownBy(() -> TableFile.read(folder.resolve("none.csv")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> TableFile.read(folder))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("must be a file but was a folder");
  }

  @Test
  void columnsThatAreNotThereOrTwiceAreRefused() throws IOException {
    TableFile table = TableFile.read(file("a.csv", "w,l,w\n1,2,3\n"));
    assertThatThrownBy(() -> table.number(0, "w")).hasMessageContaining("there more than once");
    assertThatThrownBy(() -> table.text(0, "x"))
        .hasMessageContaining("is not there. The columns are: w, l, w.");
  }

  @Test
  void latinTextIsRefusedWithAWayOut() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, "w,größe\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TableFile.read(file)).hasMessageContaining("Maybe save it as UTF-8.");
  }

  @Test
  void aTableOnItsSideIsRefused() throws IOException {
    var text = new StringBuilder("{\"loss\": {");
    for (int i = 0; i <= TableCells.MOST_COLUMNS; i++) {
      text.append(i == 0 ? "" : ",").append('"').append(i).append("\": 1");
    }
    Path file = file("a.json", text + "}}");
    assertThatThrownBy(() -> TableFile.read(file)).hasMessageContaining("one row a run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "parquet"})
  void aHundredThousandRowsAreRead(String format) throws Exception {
    Path file = written("big." + format, 100_000, "FORMAT " + format);
    long start = System.nanoTime();
    TableFile table = TableFile.read(file);
    double sum = 0;
    for (int row = 0; row < table.rows(); row++) {
      sum += table.number(row, "tokens");
    }
    System.out.printf("%s: 100,000 rows in %.0f ms%n", format, (System.nanoTime() - start) / 1e6);
    // Sums of 1e5 whole multiples of 1e9 round near 2^62.
    assertThat(sum).isCloseTo(1e9 * 100_000.0 * 100_001.0 / 2, withinPercentage(1e-8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "parquet", "csv.gz"})
  void damagedFilesGiveATableOrOneMessage(String format) throws Exception {
    String options = format.equals("csv.gz") ? "FORMAT csv, COMPRESSION gzip" : "FORMAT " + format;
    byte[] sound = Files.readAllBytes(written("sound." + format, 40, options));
    var random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      Path file = folder.resolve("damaged." + format);
      Files.write(file, damaged(sound, random));
      try {
        TableFile table = TableFile.read(file);
        assertThat(table.columns()).isNotEmpty();
        for (int row = 0; row < table.rows(); row++) {
          assertThat(table.text(row, table.columns().getLast())).isNotNull();
        }
      } catch (TableFileException e) {
        refused++;
        assertThat(e).hasMessageContaining("damaged." + format);
        assertThat(e.getMessage()).hasLineCount(1);
      }
    }
    assertThat(refused).isBetween(1, 200);
  }

  private static byte[] damaged(byte[] sound, Random random) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(sound, 0, random.nextBoolean() ? random.nextInt(sound.length) : sound.length);
    byte[] damaged = bytes.toByteArray();
    for (int i = random.nextInt(8); i > 0 && damaged.length > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Test
  void aPackedFileThatUnpacksWithoutEndIsRefused() throws IOException {
    Path file = folder.resolve("bomb.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i <= TableBytes.MOST_BYTES / blanks.length; i++) {
        out.write(blanks);
      }
    }
    assertThatThrownBy(() -> TableFile.read(file)).hasMessageContaining("must be smaller than");
  }
}
