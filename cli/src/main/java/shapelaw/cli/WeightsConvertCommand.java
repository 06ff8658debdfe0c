package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shapelaw.torch.weights.WeightsFile;

/// `shapelaw weights convert`: the same numbers under other names.
@Command(
    name = "convert",
    description = "Write weights under other names and in other shapes; numbers stay as they are.")
final class WeightsConvertCommand implements Callable<Integer> {

  @Mixin private WeightsInput input = new WeightsInput();

  @Mixin private WeightsOutput output = new WeightsOutput();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Main.out(spec);
    try (WeightsFile weights = input.open()) {
      WeightsText.print(out, weights);
      output.write(out, weights);
    }
    return 0;
  }
}
