package shapelaw.runs.logs;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.databind.JsonNode;

/// Logs that trainers leave in a run's folder.
enum TrainerLog {
  /// Event files.
  TENSORBOARD {
    @Override
    boolean isNamed(String name) {
      return name.contains("tfevents");
    }

    @Override
    void read(Path file, RunLog run) throws IOException {
      TensorFlowRecords.read(
          file,
          bytes -> {
            try {
              EventMessage event = EventMessage.read(bytes);
              event.hyperParameters().forEach((name, value) -> run.fact("hparams." + name, value));
              event.ended().ifPresent(run::ended);
              long millis = Math.round(event.wallSeconds() * MILLIS);
              event
                  .scalars()
                  .forEach(
                      (tag, value) -> run.point(tag, new MetricPoint(event.step(), millis, value)));
            } catch (InvalidProtocolBufferException e) {
              throw new LogException(
                  "%s must be a TensorBoard event file but holds something else: %s"
                      .formatted(file, e.getMessage()),
                  e);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  },

  /// timm: a row an epoch.
  TIMM {
    @Override
    boolean isNamed(String name) {
      return name.equals("summary.csv");
    }

    @Override
    void read(Path file, RunLog run) throws IOException {
      String text = BoundedText.read(file, MOST_BYTES);
      CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
      try (CSVParser rows = CSVParser.parse(new StringReader(text), format)) {
        for (CSVRecord row : rows) {
          Map<String, String> cells = row.toMap();
          OptionalLong epoch = wholeNumber(cells.getOrDefault("epoch", ""));
          cells.forEach((name, cell) ->
              number(cell)
                  .ifPresent(value -> run.point(name, new MetricPoint(epoch.orElse(0), 0, value))));
        }
      } catch (IllegalArgumentException | UncheckedIOException e) {
        throw new LogException(
            "%s must be a table of commas but is not: %s".formatted(file, e.getMessage()), e);
      }
    }
  },

  /// Hugging Face's `Trainer`: what it logged, in `log_history`.
  TRANSFORMERS {
    @Override
    boolean isNamed(String name) {
      return name.equals("trainer_state.json");
    }

    @Override
    void read(Path file, RunLog run) throws IOException {
      JsonNode state = ConfigTree.read(file, BoundedText.read(file, MOST_BYTES));
      state.path("log_history").forEach(entry -> points(entry, run));
    }
  },

  /// big_vision: an object a line.
  BIG_VISION {
    @Override
    boolean isNamed(String name) {
      return name.matches("big_vision(_\\w+)?_metrics\\.txt");
    }

    @Override
    void read(Path file, RunLog run) throws IOException {
      BoundedText.read(file, MOST_BYTES)
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(line -> points(ConfigTree.json(file, line), run));
    }
  };

  private static final int MOST_BYTES = 1 << 28;
  private static final double MILLIS = 1000;

  /// The log that a file is, by its name.
  static Optional<TrainerLog> of(Path file) {
    String name = String.valueOf(file.getFileName());
    for (TrainerLog log : values()) {
      if (log.isNamed(name)) {
        return Optional.of(log);
      }
    }
    return Optional.empty();
  }

  abstract boolean isNamed(String name);

  /// Adds what the file says to `run`.
  ///
  /// @throws LogException if the file is damaged
  abstract void read(Path file, RunLog run) throws IOException;

  /// Numbers of an object that says its step.
  private static void points(JsonNode entry, RunLog run) {
    long step = entry.path("step").asLong(0);
    entry
        .properties()
        .forEach(property -> {
          if (property.getValue().isNumber() && !property.getKey().equals("step")) {
            run.point(
                property.getKey(), new MetricPoint(step, 0, property.getValue().doubleValue()));
          }
        });
  }

  private static OptionalDouble number(String cell) {
    try {
      return cell.isBlank()
          ? OptionalDouble.empty()
          : OptionalDouble.of(PythonNumbers.parse(cell.strip()));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static OptionalLong wholeNumber(String cell) {
    OptionalDouble number = number(cell);
    return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
  }
}
