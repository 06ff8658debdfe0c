package shapelaw.runs.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import shapelaw.cost.ShapeSpeed;
import shapelaw.cost.ShapeSpeeds;
import shapelaw.runs.files.DurableFiles;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Shape;

/// Speeds of shapes as a table: one row a shape with its sizes, its heads (or their size), training
/// throughput and maybe latency. Columns that tell the conditions hold the same in every row, since
/// speeds of two devices, precisions or batches are not to be compared.
///
/// @param speeds one for each shape
/// @param conditions what the table says of them, by column, in the order of [#CONDITIONS]
public record ShapeTimings(List<ShapeSpeed> speeds, Map<String, String> conditions) {

  /// Column of the training throughput.
  public static final String IMAGES_PER_SECOND = "images_per_second";

  /// Condition: what was measured on.
  public static final String DEVICE = "device";

  /// Condition: numbers that layers compute with.
  public static final String PRECISION = "precision";

  /// Condition: images of a training step.
  public static final String BATCH = "batch";

  /// Condition: side of the image.
  public static final String PIXELS = "pixels";

  /// Condition: side of a patch.
  public static final String PATCH = "patch";

  /// Condition: when.
  public static final String MEASURED_AT = "measured_at";

  private static final List<String> CONDITIONS =
      List.of(DEVICE, PRECISION, BATCH, PIXELS, PATCH, MEASURED_AT);

  private static final String HEADS = "heads";
  private static final String LATENCY = "latency_ms";
  private static final String SPREAD = "spread";
  private static final double MILLISECONDS_PER_SECOND = 1e3;

  private static final Set<String> HEADS_NAMES =
      Set.of(HEADS, "num_heads", "n_heads", "n_head", "num_attention_heads");
  private static final Set<String> HEAD_SIZE_NAMES =
      Set.of("head_size", "head_dim", "headdim", "d_head", "dim_head");
  private static final Set<String> SPEED_NAMES =
      Set.of(
          IMAGES_PER_SECOND,
          "images_per_sec",
          "img_per_second",
          "img_per_sec",
          "samples_per_second",
          "samples_per_sec",
          "train_samples_per_sec",
          "examples_per_second",
          "tokens_per_second",
          "throughput");

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  public ShapeTimings {
    speeds = List.copyOf(speeds);
    conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
  }

  /// Reads a table of speeds.
  ///
  /// @param dimensions of the shapes that are wanted
  /// @throws IOException if the file cannot be read
  /// @throws TableFileException if a column is missing, or a row cannot be used; the message says
  ///   which and why
  public static ShapeTimings read(Path file, List<Dimension> dimensions) throws IOException {
    return new Reader(TableFile.read(file), dimensions).timings();
  }

  /// The speeds with their conditions in words.
  ///
  /// @throws IllegalArgumentException if there is none, or two of one shape
  public ShapeSpeeds shapeSpeeds() {
    return new ShapeSpeeds(words(), speeds);
  }

  private String words() {
    var words = new ArrayList<String>();
    condition(DEVICE).ifPresent(words::add);
    condition(PRECISION).ifPresent(words::add);
    condition(BATCH).ifPresent(batch -> words.add("batch " + batch));
    condition(PIXELS).ifPresent(pixels -> words.add(pixels + " px"));
    condition(PATCH).ifPresent(patch -> words.add("patches of " + patch));
    condition(MEASURED_AT).ifPresent(words::add);
    return words.isEmpty() ? "on a device that the table does not name" : String.join(", ", words);
  }

  private Optional<String> condition(String column) {
    return Optional.ofNullable(conditions.get(column));
  }

  /// A condition that is a whole number, if the table says it.
  public OptionalInt wholeNumber(String column) {
    return condition(column).stream()
        .filter(text -> text.matches("\\d{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  /// Writes the table, whole or not at all; [#read(Path, List)] reads it back bit for bit.
  ///
  /// @throws IOException if the file cannot be written
  public void write(Path file) throws IOException {
    DurableFiles.write(file, csv());
  }

  /// The table as CSV.
  public String csv() throws IOException {
    var text = new StringBuilder();
    List<Dimension> dimensions = speeds.getFirst().shape().shape().dimensions();
    var header = new ArrayList<Object>();
    dimensions.forEach(dimension -> header.add(dimension.name()));
    header.addAll(List.of(HEADS, IMAGES_PER_SECOND, SPREAD, LATENCY));
    header.addAll(conditions.keySet());
    FORMAT.printRecord(text, header.toArray());
    for (ShapeSpeed speed : speeds) {
      var cells = new ArrayList<@Nullable Object>();
      dimensions.forEach(dimension -> cells.add(speed.shape().shape().value(dimension)));
      cells.add(speed.shape().heads());
      cells.add(speed.imagesPerSecond());
      cells.add(number(speed.spread()));
      cells.add(
          speed.latencySeconds().stream()
              .mapToObj(seconds -> (Object) (seconds * MILLISECONDS_PER_SECOND))
              .findFirst()
              .orElse(""));
      cells.addAll(conditions.values());
      FORMAT.printRecord(text, cells.toArray());
    }
    return text.toString();
  }

  private static Object number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : "";
  }

  /// Reads one table.
  private static final class Reader {
    private final TableFile table;
    private final Map<Dimension, String> sizes = new LinkedHashMap<>();
    private final Optional<String> heads;
    private final Optional<String> headSize;
    private final String imagesPerSecond;

    Reader(TableFile table, List<Dimension> dimensions) {
      this.table = table;
      for (Dimension dimension : dimensions) {
        Set<String> names =
            HeaderNames.DIMENSIONS.getOrDefault(dimension.name(), Set.of(dimension.name()));
        sizes.put(dimension, required(dimension.name(), names));
      }
      heads = HeaderNames.only(table.columns(), HEADS_NAMES);
      headSize = HeaderNames.only(table.columns(), HEAD_SIZE_NAMES);
      if (heads.isEmpty() && headSize.isEmpty()) {
        throw new TableFileException(
            "%s must have a column heads or head_size but has neither. The columns are: %s."
                .formatted(table.file(), String.join(", ", table.columns())));
      }
      imagesPerSecond = required(IMAGES_PER_SECOND, SPEED_NAMES);
    }

    private String required(String name, Set<String> names) {
      return HeaderNames.only(table.columns(), names)
          .orElseThrow(() ->
              new TableFileException(
                  "%s must have one column %s but has %d that could be it. The columns are: %s."
                      .formatted(
                          table.file(),
                          name,
                          HeaderNames.among(table.columns(), names).size(),
                          String.join(", ", table.columns()))));
    }

    ShapeTimings timings() {
      var speeds = new ArrayList<ShapeSpeed>();
      for (int row = 0; row < table.rows(); row++) {
        speeds.add(speed(row));
      }
      if (speeds.isEmpty()) {
        throw new TableFileException(
            "%s must have at least one row of timings but has none.".formatted(table.file()));
      }
      return new ShapeTimings(speeds, conditions());
    }

    private ShapeSpeed speed(int row) {
      var values = new LinkedHashMap<Dimension, Integer>();
      sizes.forEach((dimension, column) -> values.put(dimension, whole(row, column)));
      try {
        var shape = new Shape(values);
        return new ShapeSpeed(
            new HeadedShape(shape, heads(row, shape.value(Dimension.WIDTH))),
            table.number(row, imagesPerSecond),
            optional(row, LATENCY, MILLISECONDS_PER_SECOND),
            optional(row, SPREAD, 1));
      } catch (IllegalArgumentException e) {
        throw new TableFileException(
            "%s: %s: %s".formatted(table.file(), table.place(row), e.getMessage()), e);
      }
    }

    private int heads(int row, int width) {
      if (heads.isPresent()) {
        return whole(row, heads.get());
      }
      int size = whole(row, headSize.orElseThrow());
      if (size < 1 || width % size != 0) {
        throw new IllegalArgumentException(
            "the head size must be at least 1 and divide the width (%d) but was %d."
                .formatted(width, size));
      }
      return width / size;
    }

    private int whole(int row, String column) {
      double number = table.number(row, column);
      if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
        throw new TableFileException(
            "%s: %s: %s must be a whole number but was %s."
                .formatted(table.file(), table.place(row), column, table.text(row, column)));
      }
      return (int) number;
    }

    private OptionalDouble optional(int row, String column, double unit) {
      if (!table.columns().contains(column)) {
        return OptionalDouble.empty();
      }
      double number = table.number(row, column) / unit;
      return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    private Map<String, String> conditions() {
      var conditions = new LinkedHashMap<String, String>();
      for (String column : CONDITIONS) {
        if (!table.columns().contains(column)) {
          continue;
        }
        var values = new TreeSet<String>();
        for (int row = 0; row < table.rows(); row++) {
          values.add(table.text(row, column));
        }
        if (values.size() > 1 && !column.equals(MEASURED_AT)) {
          throw new TableFileException(
              "%s must hold timings of one %s but has %s: their speeds are not to be compared. Maybe one file for each."
                  .formatted(table.file(), column, String.join(", ", values)));
        }
        if (!values.last().isEmpty()) {
          conditions.put(column, values.last());
        }
      }
      return conditions;
    }
  }
}
