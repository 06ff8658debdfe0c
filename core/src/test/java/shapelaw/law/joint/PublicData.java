package shapelaw.law.joint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Measurements that others made public; see `ATTRIBUTION.md` beside the files.
final class PublicData {

  private PublicData() {}

  /// Gemstones: 22 shapes at 35 token counts each. `compute` is a third of 6 N tokens, in GFLOPs.
  static Measurements gemstones() {
    Map<String, double[]> file = columns("gemstones_train_loss.csv", 1);
    var columns = new LinkedHashMap<String, double[]>();
    columns.put("width", column(file, "width"));
    columns.put("depth", column(file, "depth"));
    columns.put(Measurements.PARAMETERS, column(file, "params"));
    columns.put(Measurements.EXAMPLES, column(file, "tokens"));
    columns.put(
        Measurements.COMPUTE,
        Arrays.stream(column(file, "flops_6nd")).map(flops -> flops / 3e9).toArray());
    return Measurements.of(List.of("width", "depth"), columns, column(file, "loss"));
  }

  /// The points of Figure 4 of the Chinchilla paper.
  static Measurements chinchilla() {
    Map<String, double[]> file = columns("kyo_takano_df.csv", 0);
    var columns = new LinkedHashMap<String, double[]>();
    columns.put(Measurements.PARAMETERS, column(file, "N"));
    columns.put(Measurements.EXAMPLES, column(file, "D"));
    return Measurements.of(List.of(), columns, column(file, "loss"));
  }

  /// A file beside this class.
  static InputStream open(String name) {
    return Objects.requireNonNull(PublicData.class.getResourceAsStream(name), name);
  }

  private static double[] column(Map<String, double[]> file, String name) {
    return Objects.requireNonNull(file.get(name), name);
  }

  /// The numeric columns by name; the first `skipped` ones are text.
  private static Map<String, double[]> columns(String name, int skipped) {
    try (var reader =
        new BufferedReader(new InputStreamReader(open(name), StandardCharsets.UTF_8))) {
      List<String[]> rows = reader.lines().map(line -> line.split(",", -1)).toList();
      var columns = new LinkedHashMap<String, double[]>();
      String[] header = rows.getFirst();
      for (int c = skipped; c < header.length; c++) {
        int column = c;
        columns.put(
            header[c],
            rows.stream().skip(1).mapToDouble(row -> Double.parseDouble(row[column])).toArray());
      }
      return columns;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
