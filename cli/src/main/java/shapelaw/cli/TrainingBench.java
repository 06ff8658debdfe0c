package shapelaw.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.cost.Compute;
import shapelaw.run.DataSpec;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.bench.TrainingBenchmark;
import shapelaw.torch.data.DataBenchmark;
import shapelaw.torch.data.ImageSources;

/// The options of `shapelaw bench train`, and what it measures and prints: training and data
/// generation on this machine, as ratios in one run.
final class TrainingBench {

  private static final Duration DATA_TIME = Duration.ofSeconds(2);
  private static final int CLASSES = 100;

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

  @Option(names = "--batch", description = "Batch size (default: ${DEFAULT-VALUE}).")
  private int batch = 256;

  @Option(names = "--threads", description = "Threads (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  void run(PrintWriter out) throws InterruptedException {
    if (threads < 1 || batch < 1) {
      throw new CommandFailure(
          "threads and batch must be at least 1 but were %d and %d.".formatted(threads, batch));
    }
    int mlp = mlpDim == null ? 4 * width : mlpDim;
    var model =
        new VisionTransformer(
            Shape.vit(width, depth, mlp), heads, patch, pixels, 3, Pooling.GAP, CLASSES);
    out.printf(
        "Training step: %s, %d heads, %d tokens, batch %d, float32, %d threads%n",
        model.shape(), heads, model.tokens(), batch, threads);
    out.flush();
    TrainingBenchmark.Result training = TrainingBenchmark.measure(model, batch, threads);
    out.print(training(training));
    out.flush();
    var source = ImageSources.open(new DataSpec.Fractals(pixels, CLASSES, 20, 1));
    out.print(data(DataBenchmark.measure(source, threads, DATA_TIME), training));
  }

  private static Table training(TrainingBenchmark.Result result) {
    var table = new Table("training", "images/s", "GFLOP/s", "over shapelaw");
    table.row(
        "shapelaw",
        "%,.0f".formatted(result.imagesPerSecond()),
        gflops(result.flopsPerSecond()),
        "1.00");
    result
        .peer()
        .ifPresent(peer ->
            table.row(
                "PyTorch " + peer.version(),
                "%,.0f".formatted(peer.imagesPerSecond()),
                gflops(result.flopsPerSecond() * peer.imagesPerSecond() / result.imagesPerSecond()),
                "%.2f".formatted(peer.imagesPerSecond() / result.imagesPerSecond())));
    table.row(
        "GEMM peak of this machine",
        "-",
        gflops(result.gemmFlopsPerSecond()),
        "%.2f".formatted(1 / result.shareOfGemm()));
    return table;
  }

  private static String gflops(double flopsPerSecond) {
    return "%,.1f".formatted(flopsPerSecond / Compute.FLOPS_PER_GFLOP);
  }

  private static String data(DataBenchmark.Throughput data, TrainingBenchmark.Result training) {
    var table = new Table("data: fractals", "images/s", "over training");
    table.row(
        "1 thread",
        "%,.0f".formatted(data.imagesPerSecond()),
        "%.1f".formatted(data.imagesPerSecond() / training.imagesPerSecond()));
    table.row(
        data.threads() + " threads",
        "%,.0f".formatted(data.imagesPerSecondWithThreads()),
        "%.1f".formatted(data.imagesPerSecondWithThreads() / training.imagesPerSecond()));
    return "\n" + table + "\nMedians of rounds that took turns; below 1 is slower than shapelaw.\n";
  }
}
