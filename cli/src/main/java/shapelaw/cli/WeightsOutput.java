package shapelaw.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import shapelaw.torch.weights.WeightNames;

/// Where weights are written, and under whose names.
final class WeightsOutput {

  @Option(
      names = "--names",
      required = true,
      description =
          "shapelaw; timm; hf-siglip (transformers' SiglipVisionModel); hf-vit (names of ViTModel).")
  private String names = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "File to write; it must not exist yet.")
  private Path to = Path.of("");

  WeightNames names() {
    return WeightNames.parse(names);
  }

  Path file() {
    return to;
  }
}
