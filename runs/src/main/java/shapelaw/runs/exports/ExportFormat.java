package shapelaw.runs.exports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import shapelaw.shape.UnknownNameException;

/// For whom runs are exported.
public enum ExportFormat {
  /// Command lines of timm's `train.py`.
  TIMM,

  /// `config.json` and training arguments of Hugging Face transformers.
  HUGGINGFACE,

  /// A config file of big_vision.
  BIG_VISION,

  /// One array of everything that is known about the runs.
  JSON,

  /// An array job of Slurm for a trainer of one's own.
  SLURM_SCRIPT;

  private RunExporter exporter() {
    return switch (this) {
      case TIMM -> new TimmCommands();
      case HUGGINGFACE -> new HuggingFaceConfigs();
      case BIG_VISION -> new BigVisionConfig();
      case JSON -> new RunsJson();
      case SLURM_SCRIPT -> new SlurmArrayExport();
    };
  }

  /// Exports runs.
  ///
  /// @param study name of the study
  /// @param runs at least one
  public Export export(String study, List<ExportedRun> runs) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one run to export but was none.");
    }
    return exporter().export(study, List.copyOf(runs));
  }

  /// As flags name it: `slurm-script`.
  public String id() {
    return this == SLURM_SCRIPT ? "slurm-script" : name().toLowerCase(Locale.ROOT);
  }

  /// All names.
  public static List<String> ids() {
    return Arrays.stream(values()).map(ExportFormat::id).toList();
  }

  /// Reads [#id()], with `-` or `_`.
  ///
  /// @throws IllegalArgumentException if there is no such format
  public static ExportFormat of(String id) {
    String constant = id.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(format -> format.name().equals(constant))
        .findFirst()
        .orElseThrow(() -> new UnknownNameException("the format", ids(), id));
  }
}
