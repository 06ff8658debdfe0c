package shapelaw.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.weights.Architecture;
import shapelaw.torch.weights.SafetensorsFile;
import shapelaw.torch.weights.TensorEntry;
import shapelaw.torch.weights.WeightsFile;

/// What is said about a file of weights.
final class WeightsText {

  private WeightsText() {}

  /// One line a fact.
  static void print(PrintWriter out, WeightsFile weights) {
    Architecture architecture = weights.architecture();
    VisionTransformer model = architecture.model();
    line(out, "file", weights.file().path().toString());
    line(out, "names", weights.names().text());
    line(out, "model", model(model));
    line(
        out,
        "activation",
        switch (architecture.activation()) {
          case GELU -> "GELU, exact";
          case GELU_TANH -> "GELU, tanh approximation";
        });
    line(out, "parameters", "%,d".formatted(CostModel.parameters(model)));
    line(
        out,
        "forward FLOPs",
        "%s GFLOPs an image"
            .formatted(Table.number(CostModel.forwardFlops(model) / Compute.FLOPS_PER_GFLOP)));
    line(out, "tensors", tensors(weights.file()));
    line(out, "checksum", weights.file().hasChecksum() ? "in the file" : "none in the file");
    remarks(out, architecture.findings());
  }

  /// A model in one line.
  static String model(VisionTransformer model) {
    return "%s, %s, patch %d, %d px (%s), %s, pooling %s, %s"
        .formatted(
            model.shape(),
            Count.of(model.heads(), "head"),
            model.patchSize(),
            model.imageSize(),
            Count.of(model.tokens(), "token"),
            Count.of(model.channels(), "channel"),
            model.pooling().name().toLowerCase(Locale.ROOT),
            model.classes() == 0 ? "no head" : model.classes() + " classes");
  }

  private static String tensors(SafetensorsFile file) {
    Map<String, Long> byType =
        file.tensors().values().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.type().name(), TreeMap::new, Collectors.counting()));
    return "%d (%s), %,d bytes"
        .formatted(
            file.tensors().size(),
            byType.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", ")),
            file.tensors().values().stream().mapToLong(TensorEntry::bytes).sum());
  }

  /// Sentences, one a line.
  static void remarks(PrintWriter out, List<String> remarks) {
    remarks.forEach(remark -> out.println("  " + remark));
  }

  private static void line(PrintWriter out, String what, String found) {
    out.printf("%-14s %s%n", what, found);
  }
}
