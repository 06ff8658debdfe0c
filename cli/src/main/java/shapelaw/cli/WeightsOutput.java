package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.torch.weights.WeightNames;
import shapelaw.torch.weights.WeightsExport;
import shapelaw.torch.weights.WeightsFile;

/// Where weights are written, and under whose names.
final class WeightsOutput {

  @Option(
      names = "--names",
      description =
          "Default: ${DEFAULT-VALUE}. One of shapelaw; timm; hf-siglip (transformers' SiglipVisionModel); hf-vit (names of ViTModel).")
  private String names = WeightNames.SHAPELAW.text();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "File to write; it must not exist yet.")
  private @Nullable Path to;

  /// Writes the weights and says what was written.
  void write(PrintWriter out, WeightsFile weights) throws IOException {
    WeightNames chosen = WeightNames.parse(names);
    if (to == null) {
      throw new CommandFailure("the file to write must be given. Maybe --to model.safetensors");
    }
    if (Files.exists(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    List<String> remarks = WeightsExport.convert(weights, chosen, to);
    out.printf("Written: %s with names of %s%n", to, chosen.text());
    WeightsText.remarks(out, remarks);
  }
}
