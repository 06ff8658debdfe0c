package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.bench.JpegBenchmark;
import shapelaw.torch.bench.JpegFiles;
import shapelaw.torch.bench.LoadedTrainingBenchmark;

/// The options of `shapelaw bench data` for JPEG files, and what is measured and printed of them.
final class JpegBench {

  private static final int JPEG_PIXELS = 224;
  private static final int CLASSES = 100;
  private static final double MILLISECONDS = 1e3;

  @Option(
      names = "--pixels",
      description = "Image size (default: 224, fractals 32; a study has its own).")
  private @Nullable Integer pixels;

  @Option(names = "--threads", description = "Threads (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--files", description = "JPEG files to make (default: ${DEFAULT-VALUE}).")
  private int files = 128;

  @Option(
      names = "--train-seconds",
      description =
          "Seconds of training on the JPEG files, 0 for none (default: ${DEFAULT-VALUE}).")
  private double trainSeconds = 20;

  @Option(
      names = "--width",
      description = "Width of the trained model (default: ${DEFAULT-VALUE}).")
  private int width = 192;

  @Option(names = "--depth", description = "Its depth (default: ${DEFAULT-VALUE}).")
  private int depth = 4;

  @Option(names = "--mlp", description = "Its MLP size (default: 4 times the width).")
  private @Nullable Integer mlpDim;

  @Option(names = "--heads", description = "Its attention heads (default: ${DEFAULT-VALUE}).")
  private int heads = 3;

  @Option(names = "--patch", description = "Its patch size (default: ${DEFAULT-VALUE}).")
  private int patch = 16;

  @Option(names = "--batch", description = "Its batch size (default: ${DEFAULT-VALUE}).")
  private int batch = 64;

  void check() {
    if (threads < 1 || files < 1 || batch < 1) {
      throw new CommandFailure(
          "threads, files and batch must be at least 1 but were %d, %d and %d."
              .formatted(threads, files, batch));
    }
  }

  int threads() {
    return threads;
  }

  int pixels(int usual) {
    return pixels == null ? usual : pixels;
  }

  /// With files that are made and removed again.
  void runSynthetic(PrintWriter out, Duration round) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("shapelaw-photos");
    try {
      run(out, JpegFiles.synthetic(folder, files), round);
    } finally {
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
  }

  void run(PrintWriter out, JpegFiles jpegs, Duration round)
      throws IOException, InterruptedException {
    int size = pixels(JPEG_PIXELS);
    out.printf(
        "%s%s: %.0f kB each on average, the first has %d × %d pixels%n",
        Count.of(jpegs.files().size(), "JPEG file"),
        jpegs.synthetic() ? " like photos, made for this" : "",
        jpegs.meanBytes() / 1e3,
        jpegs.width(),
        jpegs.height());
    out.printf("Read, decode, inception crop, mirror image, resize to %d × %d%n%n", size, size);
    out.flush();
    out.print(table(JpegBenchmark.measure(jpegs, size, threads, round)));
    out.println();
    out.println(
        "Medians of rounds that took turns; files in the system's memory. One core: a thread's");
    out.println("CPU time. All threads: what they get of the machine as it is now.");
    out.flush();
    if (trainSeconds > 0) {
      out.println();
      train(out, jpegs, size);
    }
  }

  private static Table table(JpegBenchmark.Result result) {
    List<JpegBenchmark.Pipeline> pipelines = result.pipelines();
    double best = pipelines.getFirst().imagesPerSecond();
    var table =
        new Table(
            "one core",
            "read+decode ms",
            "crop+resize ms",
            "images/s",
            "over first",
            result.threads() + " threads: images/s");
    for (JpegBenchmark.Pipeline pipeline : pipelines) {
      table.row(
          pipeline.library(),
          "%.2f".formatted(pipeline.decodeSeconds() * MILLISECONDS),
          "%.2f".formatted(pipeline.augmentSeconds() * MILLISECONDS),
          "%,.0f".formatted(pipeline.imagesPerSecond()),
          "%.2f".formatted(pipeline.imagesPerSecond() / best),
          "%,.0f".formatted(pipeline.imagesPerSecondWithThreads()));
    }
    result
        .peer()
        .ifPresent(peer ->
            table.row(
                "Python: " + peer.version(),
                "-",
                "-",
                "%,.0f".formatted(peer.imagesPerSecond()),
                "%.2f".formatted(peer.imagesPerSecond() / best),
                "-"));
    return table;
  }

  private void train(PrintWriter out, JpegFiles jpegs, int size) throws InterruptedException {
    int mlp = mlpDim == null ? 4 * width : mlpDim;
    var model =
        new VisionTransformer(
            Shape.vit(width, depth, mlp), heads, patch, size, 3, Pooling.MAP, CLASSES);
    out.printf(
        "Training on them: %s, patch %d, batch %d, float32, %s%n",
        model.shape(), patch, batch, Count.of(threads, "thread"));
    out.flush();
    LoadedTrainingBenchmark.Result result;
    try (NativeWork _ = NativeWork.unstoppable()) {
      result =
          LoadedTrainingBenchmark.measure(
              model, jpegs, batch, threads, Duration.ofNanos((long) (trainSeconds * 1e9)));
    }
    out.printf(
        "%,.0f images/s over %.0f s; training waited for images %.1f %% of the time (%d of %s decode beside it)%n",
        result.imagesPerSecond(),
        result.seconds(),
        100 * result.waitingShare(),
        result.generatorThreads(),
        Count.of(result.threads() + result.generatorThreads(), "thread"));
  }
}
