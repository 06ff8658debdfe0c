package shapelaw.runs.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What columns are usually called. A name stands for a meaning only if no other column's name
/// stands for the same.
final class HeaderNames {

  /// Dimension → names that it has in popular code (PyTorch, Hugging Face, JAX).
  static final Map<String, Set<String>> DIMENSIONS = dimensions();

  static final Set<String> EXAMPLES =
      Set.of(
          "examples",
          "examples_seen",
          "seen_examples",
          "num_examples",
          "samples",
          "samples_seen",
          "seen_samples",
          "images",
          "images_seen",
          "tokens",
          "tokens_seen",
          "train_tokens",
          "training_tokens",
          "num_tokens",
          "n_tokens");

  static final Set<String> PARAMETERS =
      Set.of("parameters", "params", "num_params", "n_params", "num_parameters", "n_parameters");

  static final Set<String> COMPUTE =
      Set.of(
          "compute",
          "flops",
          "gflops",
          "total_flops",
          "train_flops",
          "training_flops",
          "training_gflops",
          "forward_flops",
          "forward_gflops",
          "fwd_flops",
          "flops_6nd",
          "6nd");

  static final Set<String> PER_EXAMPLE =
      Set.of(
          "flops_per_example",
          "flops_per_image",
          "flops_per_token",
          "flops_per_sample",
          "gflops_per_example",
          "gflops_per_image",
          "forward_flops_per_example",
          "forward_gflops_per_example",
          "forward_flops_per_image",
          "forward_gflops_per_image");

  static final Set<String> LOSS =
      Set.of(
          "loss",
          "val_loss",
          "valid_loss",
          "validation_loss",
          "test_loss",
          "eval_loss",
          "train_loss",
          "final_loss",
          "error",
          "error_rate",
          "val_error",
          "test_error",
          "val_error_rate",
          "test_error_rate");

  static final Set<String> ACCURACY =
      Set.of(
          "accuracy",
          "acc",
          "val_acc",
          "val_accuracy",
          "test_acc",
          "test_accuracy",
          "eval_acc",
          "eval_accuracy",
          "top1",
          "top_1",
          "top1_accuracy",
          "top1_acc");

  static final Set<String> RUN = Set.of("run", "run_id", "run_name", "seed", "repeat", "trial");

  /// What W&B calls a run, where nothing else tells runs apart.
  static final Set<String> NAME = Set.of("name", "display_name");

  /// Columns of trackers that say how a run ended.
  static final Set<String> STATUS = Set.of("state", "status");

  /// A good end: in W&B, MLflow, TensorBoard.
  static final Set<String> FINISHED = Set.of("finished", "success");

  /// No good end, or none yet.
  static final Set<String> UNFINISHED =
      Set.of(
          "running",
          "crashed",
          "failed",
          "killed",
          "preempted",
          "preempting",
          "pending",
          "queued",
          "scheduled",
          "failure",
          "unknown");

  private static final Pattern PARENT = Pattern.compile(".*[./]");
  private static final Pattern BREAK = Pattern.compile("[\\s\\-]+");
  private static final Pattern PERCENT = Pattern.compile("\\s*[(\\[]?\\s*%\\s*[)\\]]?\\s*");

  private HeaderNames() {}

  private static Map<String, Set<String>> dimensions() {
    var names = new LinkedHashMap<String, Set<String>>();
    names.put(
        "width",
        Set.of(
            "width",
            "hidden_size",
            "embed_dim",
            "embedding_dim",
            "d_model",
            "n_embd",
            "emb_dim",
            "model_dim"));
    names.put(
        "depth",
        Set.of(
            "depth",
            "layers",
            "num_layers",
            "n_layers",
            "n_layer",
            "num_hidden_layers",
            "num_blocks"));
    names.put(
        "mlp_dim",
        Set.of(
            "mlp_dim",
            "mlp_size",
            "mlp_width",
            "intermediate_size",
            "ffn",
            "ffn_dim",
            "ffn_size",
            "d_ff",
            "dim_feedforward"));
    return names;
  }

  /// The columns whose name stands for a meaning.
  static List<String> among(List<String> columns, Set<String> names) {
    return columns.stream().filter(column -> names.contains(plain(column))).toList();
  }

  /// The only such column.
  static Optional<String> only(List<String> columns, Set<String> names) {
    List<String> found = among(columns, names);
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// `config.Hidden Size (%)` → `hidden_size`.
  private static String plain(String column) {
    String text = PERCENT.matcher(column.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    return BREAK.matcher(PARENT.matcher(text).replaceFirst("")).replaceAll("_");
  }

  /// True if the name is that of an accuracy.
  static boolean isAccuracy(String column) {
    return ACCURACY.contains(plain(column));
  }

  /// True if the name has the unit percent.
  static boolean isPercent(String column) {
    return column.contains("%");
  }

  /// The unit that a column's name states.
  static Optional<ComputeUnit> unit(String column) {
    String name = plain(column);
    boolean giga = name.contains("gflop");
    if (name.contains("forward") || name.contains("fwd")) {
      return Optional.of(giga ? ComputeUnit.FORWARD_GFLOPS : ComputeUnit.FORWARD_FLOPS);
    } else if (name.contains("6nd")) {
      return Optional.of(ComputeUnit.TRAINING_FLOPS);
    }
    return Optional.empty();
  }
}
