package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Optimizer;
import shapelaw.run.Precision;
import shapelaw.runs.local.CpuShares;
import shapelaw.runs.local.LocalExecutor;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.bench.ComputeSetting;
import shapelaw.torch.bench.PackedBenchmark;
import shapelaw.torch.bench.PythonTorch;
import shapelaw.torch.bench.TrainingBenchmark;
import shapelaw.torch.data.DataBenchmark;
import shapelaw.torch.data.ImageSources;

/// The options of `shapelaw bench train`, and what it measures: training and data generation on
/// this machine, as ratios in one run.
final class TrainingBench {

  private static final Duration DATA_TIME = Duration.ofSeconds(2);
  private static final double PACKED_ROUND_SECONDS = 2;
  private static final int CLASSES = 100;

  /// Classes of a named model: ImageNet's.
  private static final int NAMED_CLASSES = 1000;

  /// Sizes of the sweep: head sizes 32, 64 and 64.
  private static final List<Integer> SWEEP_WIDTHS = List.of(96, 192, 384);

  private static final List<Integer> SWEEP_DEPTHS = List.of(4, 8);

  /// Optimisers by the names that the command line takes.
  enum OptimizerName {
    ADAMW,
    ADAFACTOR,
    SGD;

    Optimizer usual() {
      return switch (this) {
        case ADAMW -> Optimizer.AdamW.USUAL;
        case ADAFACTOR -> Optimizer.Adafactor.PAPER;
        case SGD -> Optimizer.Sgd.USUAL;
      };
    }
  }

  @Option(names = "--width", description = "Width (default: ${DEFAULT-VALUE}).")
  private int width = 96;

  @Option(names = "--depth", description = "Depth (default: ${DEFAULT-VALUE}).")
  private int depth = 4;

  @Option(names = "--mlp", description = "MLP size (default: 4 times the width).")
  private @Nullable Integer mlpDim;

  @Option(names = "--heads", description = "Attention heads (default: ${DEFAULT-VALUE}).")
  private int heads = 3;

  @Option(names = "--pixels", description = "Image size (default: ${DEFAULT-VALUE}).")
  private int pixels = 32;

  @Option(names = "--patch", description = "Patch size (default: ${DEFAULT-VALUE}).")
  private int patch = 4;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "A named model instead of sizes, such as S/16 or So400m/14@384.")
  private @Nullable String named;

  @Option(
      names = "--sweep",
      description = "Widths 96, 192, 384 and depths 4, 8 with 3, 3 and 6 heads, in one table.")
  private boolean sweep;

  @Option(names = "--batch", description = "Batch size (default: ${DEFAULT-VALUE}).")
  private int batch = 256;

  @Option(names = "--threads", description = "Threads (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      description = "${COMPLETION-CANDIDATES}, here and in PyTorch (default: ${DEFAULT-VALUE}).")
  private Precision precision = Precision.FLOAT32;

  @Option(
      names = "--optimizer",
      description = {
        "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        "PyTorch's own Adafactor is another one than the paper's."
      })
  private OptimizerName optimizer = OptimizerName.ADAMW;

  @Option(names = "--device", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(
      names = "--peak-tflops",
      paramLabel = "TFLOPS",
      description = "The device's peak by its data sheet, to give MFU against it.")
  private @Nullable Double peakTflops;

  @Option(
      names = "--packed",
      paramLabel = "N",
      description =
          "Instead: N trainings side by side, each in a process and on cores of its own, against one with all threads.")
  private @Nullable Integer packed;

  @Option(names = "--rounds", description = "Turns of each (default: ${DEFAULT-VALUE}).")
  private int rounds = 7;

  @Option(names = "--no-pytorch", description = "Do not compare with PyTorch.")
  private boolean alone;

  void run(PrintWriter out, PrintWriter err) throws InterruptedException {
    if (peakTflops != null && !(peakTflops > 0)) {
      throw new CommandFailure("the peak must be above 0 TFLOPS but was " + peakTflops + ".");
    }
    if (packed != null) {
      models().forEach(model -> packed(model, packed, out));
      return;
    }
    List<TrainingBenchmark.Task> tasks = models().map(this::task).toList();
    var results = new ArrayList<TrainingBenchmark.Result>();
    for (TrainingBenchmark.Task task : tasks) {
      err.printf("%s, %s%n", task.model().shape(), Count.of(rounds, "round"));
      err.flush();
      try (NativeWork _ = NativeWork.unstoppable()) {
        results.add(TrainingBenchmark.measure(task));
      }
    }
    out.print(new TrainingText(results, TorchRuntime.matrixProducts(), peakTflops));
    out.flush();
    if (results.size() == 1) {
      data(results.getFirst(), out);
    }
  }

  private Stream<VisionTransformer> models() {
    if (named != null) {
      return Stream.of(NamedShapes.parse(named).withClasses(NAMED_CLASSES));
    }
    return sweep
        ? SWEEP_WIDTHS.stream()
            .flatMap(w -> SWEEP_DEPTHS.stream().map(d -> model(w, d, 4 * w, w < 384 ? 3 : 6)))
        : Stream.of(model(width, depth, mlpDim == null ? 4 * width : mlpDim, heads));
  }

  private VisionTransformer model(int w, int d, int mlp, int h) {
    return new VisionTransformer(Shape.vit(w, d, mlp), h, patch, pixels, 3, Pooling.GAP, CLASSES);
  }

  /// Trains as trials do: as many processes as asked for, each with its share of the threads.
  private void packed(VisionTransformer model, int processes, PrintWriter out) {
    if (processes < 1 || processes > threads) {
      throw new CommandFailure(
          "trainings side by side must be 1 to %d, the number of threads, but were %d."
              .formatted(threads, processes));
    }
    if (device == DeviceChoice.CUDA) {
      throw new CommandFailure(
          "--packed shares out the cores of the CPU but --device was cuda. Maybe leave one of them out.");
    }
    int each = threads / processes;
    CpuShares cores = CpuShares.ofThisMachine(processes, each);
    try {
      var task =
          new PackedBenchmark.Task(
              model,
              batch,
              rounds,
              PACKED_ROUND_SECONDS,
              IntStream.range(0, processes)
                  .mapToObj(worker -> launch(cores.commandPrefix(worker), each))
                  .toList(),
              launch(List.of(), threads));
      out.print(new PackedText(task, PackedBenchmark.measure(task)));
      out.flush();
    } catch (IOException e) {
      throw new CommandFailure("a process could not be started: " + e.getMessage());
    }
  }

  private static PackedBenchmark.Launch launch(List<String> prefix, int threads) {
    var command = new ArrayList<>(prefix);
    command.addAll(Execution.javaCommand());
    return new PackedBenchmark.Launch(command, LocalExecutor.threadEnvironment(threads), threads);
  }

  private TrainingBenchmark.Task task(VisionTransformer model) {
    return new TrainingBenchmark.Task(
        model,
        batch,
        optimizer.usual(),
        rounds,
        new ComputeSetting(device, precision, threads),
        alone ? List.of() : PythonTorch.interpreters());
  }

  /// How fast the built-in images are made, beside the training that eats them.
  private void data(TrainingBenchmark.Result training, PrintWriter out)
      throws InterruptedException {
    VisionTransformer model = training.task().model();
    var source =
        ImageSources.open(new DataSpec.Fractals(model.imageSize(), model.classes(), 20, 1));
    DataBenchmark.Throughput data = DataBenchmark.measure(source, threads, DATA_TIME);
    var table = new Table("data: fractals", "images/s", "over training");
    row(table, "1 thread", data.imagesPerSecond(), training);
    row(table, data.threads() + " threads", data.imagesPerSecondWithThreads(), training);
    out.printf(Locale.ROOT, "%n%s", table);
  }

  private static void row(
      Table table, String name, double imagesPerSecond, TrainingBenchmark.Result training) {
    table.row(
        name,
        Table.number(imagesPerSecond),
        "%.2f".formatted(imagesPerSecond / training.imagesPerSecond()));
  }
}
