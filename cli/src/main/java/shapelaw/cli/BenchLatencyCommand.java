package shapelaw.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Precision;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.bench.ComputeSetting;
import shapelaw.torch.bench.LatencyBenchmark;
import shapelaw.torch.bench.PythonTorch;

/// `shapelaw bench latency`: time and memory of inference.
@Command(
    name = "latency",
    description = {
      "Measure latency and memory of inference of named shapes side by side.",
      "Beside them stand the GEMM peak and PyTorch."
    })
final class BenchLatencyCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "name/patch[@pixels]; give several, the others are compared with the first (default: ${DEFAULT-VALUE}).",
      defaultValue = "B/16@224")
  private List<String> models = List.of();

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N,...",
      hideParamSyntax = true,
      description = "Images of a pass, one or several numbers (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private List<Integer> batches = List.of();

  @Option(names = "--threads", description = "Threads (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      description =
          "Type of weights and activations: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Precision precision = Precision.FLOAT32;

  @Option(names = "--device", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(names = "--rounds", description = "Turns of each model (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--no-pytorch", description = "Do not compare with PyTorch.")
  private boolean alone;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Main.out(spec);
    PrintWriter err = Main.err(spec);
    List<VisionTransformer> shapes = models.stream().map(NamedShapes::parse).toList();
    var setting = new ComputeSetting(device, precision, threads);
    List<String> interpreters = alone ? List.of() : PythonTorch.interpreters();
    for (int batch : batches) {
      var task = new LatencyBenchmark.Task(shapes, batch, rounds, setting, interpreters);
      try (NativeWork _ = NativeWork.unstoppable()) {
        out.println(
            new LatencyText(models, task, LatencyBenchmark.measure(task, turn -> tell(err, turn))));
        out.flush();
      }
    }
    return 0;
  }

  private static void tell(PrintWriter err, String turn) {
    err.println(turn);
    err.flush();
  }
}
