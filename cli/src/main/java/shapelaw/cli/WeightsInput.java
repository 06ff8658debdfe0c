package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shapelaw.torch.model.Activation;
import shapelaw.torch.weights.KnownFacts;
import shapelaw.torch.weights.WeightsFile;

/// A file of weights, and what the user knows about it that its shapes cannot tell.
final class WeightsInput {

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description =
          "A safetensors file: weights or a checkpoint of ours, timm's, or Hugging Face's.")
  private Path path = Path.of("");

  @Option(
      names = "--heads",
      description = "Attention heads, where neither the file tells nor a config.json beside it.")
  private @Nullable Integer heads;

  @Option(
      names = "--activation",
      description =
          "GELU or GELU_TANH: what the model was trained with, where the file does not tell.")
  private @Nullable Activation activation;

  WeightsFile open() throws IOException {
    return WeightsFile.open(
        path,
        new KnownFacts(
            heads == null ? OptionalInt.empty() : OptionalInt.of(heads),
            Optional.ofNullable(activation)));
  }
}
