package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.torch.weights.WeightsFile;

/// `shapelaw weights show`: the architecture behind a file's shapes.
@Command(
    name = "show",
    description = "Say which model a file of weights belongs to, from its header alone.")
final class WeightsShowCommand implements Callable<Integer> {

  @Mixin private WeightsInput input = new WeightsInput();

  @Option(names = "--tensors", description = "List every tensor.")
  private boolean tensors;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Main.out(spec);
    try (WeightsFile weights = input.open()) {
      WeightsText.print(out, weights);
      if (tensors) {
        var table = new Table("tensor", "type", "shape", "bytes");
        weights
            .file()
            .tensors()
            .values()
            .forEach(entry ->
                table.row(
                    entry.name(), entry.type(), entry.shape(), "%,d".formatted(entry.bytes())));
        out.printf("%n%s", table);
      }
    }
    return 0;
  }
}
