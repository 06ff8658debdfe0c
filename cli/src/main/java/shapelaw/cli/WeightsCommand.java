package shapelaw.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `shapelaw weights`: weights in safetensors files, ours and those of timm and Hugging Face.
@Command(
    name = "weights",
    description =
        "Show, convert, evaluate and export weights (safetensors; names of timm and Hugging Face).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      WeightsShowCommand.class,
      WeightsConvertCommand.class,
      WeightsEvaluateCommand.class,
      WeightsExportCommand.class
    })
final class WeightsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "weights needs one of: show, convert, evaluate, export.");
  }
}
