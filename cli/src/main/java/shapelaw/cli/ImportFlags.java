package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.runs.imports.MappingFile;
import shapelaw.runs.imports.MappingRequest;

/// What a table's columns mean, said by flags, by a file, or by both; flags win.
final class ImportFlags {

  @Option(
      names = "--dimension",
      paramLabel = "NAME=COLUMN",
      description = "A dimension of the shapes and its column; repeat for each, any names.")
  private Map<String, String> dimensions = new LinkedHashMap<>();

  @Option(
      names = "--compute",
      paramLabel = "COLUMN",
      description = "Compute of the whole training run.")
  private @Nullable String compute;

  @Option(
      names = "--compute-per-example",
      paramLabel = "COLUMN",
      description = "Compute of one example, to be multiplied by --examples.")
  private @Nullable String computePerExample;

  @Option(
      names = "--compute-unit",
      paramLabel = "UNIT",
      description =
          "Of either: forward-flops, forward-gflops (forward passes alone), training-flops, training-gflops (forward and backward, as in 6ND).")
  private @Nullable String computeUnit;

  @Option(names = "--six-nd", description = "No column has it: estimate 6 x parameters x tokens.")
  private @Nullable Boolean sixNd;

  @Option(
      names = "--patch",
      paramLabel = "N",
      description = "No column has it: count the FLOPs of Vision Transformers of this patch size.")
  private @Nullable Integer patch;

  @Option(names = "--pixels", paramLabel = "N", description = "Their resolution.")
  private @Nullable Integer pixels;

  @Option(
      names = "--pooling",
      paramLabel = "NAME",
      description = "Their pooling, map or gap (default: map).")
  private @Nullable String pooling;

  @Option(
      names = "--examples",
      paramLabel = "COLUMN",
      description = "Examples (images, tokens) seen in training.")
  private @Nullable String examples;

  @Option(names = "--parameters", paramLabel = "COLUMN", description = "Trainable parameters.")
  private @Nullable String parameters;

  @Option(
      names = "--loss",
      paramLabel = "COLUMN",
      description = "Loss or error rate, lower is better.")
  private @Nullable String loss;

  @Option(
      names = "--accuracy",
      paramLabel = "COLUMN",
      description = "Accuracy from 0 to 1, which becomes the error rate.")
  private @Nullable String accuracy;

  @Option(names = "--percent", description = "The loss or accuracy is in percent.")
  private @Nullable Boolean percent;

  @Option(
      names = "--run",
      paramLabel = "COLUMN",
      description = "What tells repeats apart: the run's name, or its seed.")
  private @Nullable String run;

  @Option(
      names = "--where",
      paramLabel = "COLUMN=VALUE",
      description = "Take only these rows; repeat for other columns, or for other values of one.")
  private List<String> where = new ArrayList<>();

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "All of this as YAML: keys are the flags with underscores (dimensions: {width: hidden_size}).")
  private @Nullable Path mapping;

  /// Everything that was said.
  MappingRequest request() throws IOException {
    var flags =
        new MappingRequest(
            dimensions,
            compute,
            computePerExample,
            computeUnit,
            sixNd,
            patch,
            pixels,
            pooling,
            examples,
            parameters,
            loss,
            accuracy,
            percent,
            run,
            selection());
    return flags.orElse(mapping == null ? MappingRequest.NOTHING : MappingFile.read(mapping));
  }

  private Map<String, List<String>> selection() {
    var selection = new LinkedHashMap<String, List<String>>();
    for (String condition : where) {
      int equals = condition.indexOf('=');
      if (equals < 1) {
        throw new CommandFailure("--where must be COLUMN=VALUE but was '%s'.".formatted(condition));
      }
      selection
          .computeIfAbsent(condition.substring(0, equals), _ -> new ArrayList<>())
          .add(condition.substring(equals + 1));
    }
    return selection;
  }
}
