package shapelaw.torch.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import shapelaw.numerics.Quantiles;
import shapelaw.torch.data.DataBenchmark;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.JpegLibrary;

/// Speed of what turns JPEG files into training inputs: read, decode, inception crop, mirror image,
/// resize. Each JPEG library that is present and Python's usual pipeline take turns, and medians
/// are compared. What one thread does is measured by its CPU time, so that what else the machine
/// does counts less.
public final class JpegBenchmark {

  private static final int ROUNDS = 5;
  private static final int CLASSES = 10;
  private static final int PEER_WARM_UP_IMAGES = 20;

  private static final List<String> INTERPRETERS = List.of("/usr/bin/python3", "python3");
  private static final String SCRIPT = "image_pipeline.py";

  private JpegBenchmark() {}

  /// What was measured with one library.
  ///
  /// @param library name and version
  /// @param decodeSeconds to read and decode one picture, one thread
  /// @param augmentSeconds that cropping, mirroring and resizing take beyond that
  /// @param imagesPerSecond of one thread, in a second of CPU time
  /// @param imagesPerSecondWithThreads of all threads together, in a second
  public record Pipeline(
      String library,
      double decodeSeconds,
      double augmentSeconds,
      double imagesPerSecond,
      double imagesPerSecondWithThreads) {}

  /// The same in Python.
  ///
  /// @param version of the libraries
  /// @param imagesPerSecond of one thread, in a second of CPU time
  public record Peer(String version, double imagesPerSecond) {}

  /// What was measured.
  ///
  /// @param pipelines the fastest library first
  /// @param threads of the measurement with threads
  /// @param peer if a Python with Pillow was found
  public record Result(List<Pipeline> pipelines, int threads, Optional<Peer> peer) {
    public Result {
      pipelines = List.copyOf(pipelines);
    }
  }

  /// Measures for five rounds.
  ///
  /// @param files to read
  /// @param imageSize side of the inputs in pixels
  /// @param threads for the measurement with threads
  /// @param round duration of each measurement in a round
  /// @throws ImageDataException if a file can't be used
  public static Result measure(JpegFiles files, int imageSize, int threads, Duration round)
      throws InterruptedException, IOException {
    Path list = Files.createTempFile("shapelaw", ".txt");
    try {
      Files.write(list, files.files().stream().map(Path::toString).toList());
      var script =
          new PythonPeer.Script(
              JpegBenchmark.class, SCRIPT, List.of(list.toString(), String.valueOf(imageSize)));
      Optional<PythonPeer> python = PythonPeer.start(INTERPRETERS, script);
      try {
        return measure(files, imageSize, threads, round, python);
      } finally {
        python.ifPresent(PythonPeer::close);
      }
    } finally {
      Files.deleteIfExists(list);
    }
  }

  private static Result measure(
      JpegFiles files, int imageSize, int threads, Duration round, Optional<PythonPeer> python)
      throws InterruptedException {
    List<Rounds> libraries =
        JpegLibrary.present().stream()
            .map(library -> new Rounds(library, new JpegSource(files, imageSize, CLASSES, library)))
            .toList();
    for (Rounds rounds : libraries) {
      rounds.oneThread(round);
    }
    libraries.forEach(Rounds::forget);
    Optional<PeerRounds> peer = python.map(PeerRounds::new);
    for (int i = 0; i < ROUNDS; i++) {
      for (Rounds rounds : libraries) {
        rounds.oneThread(round);
        rounds.allThreads(threads, round);
      }
      peer.ifPresent(rounds -> rounds.run(round));
    }
    return new Result(
        libraries.stream().map(Rounds::pipeline).toList(), threads, peer.map(PeerRounds::peer));
  }

  private static final class Rounds {
    private final JpegLibrary library;
    private final JpegSource source;
    private final List<Double> decode = new ArrayList<>();
    private final List<Double> augment = new ArrayList<>();
    private final List<Double> one = new ArrayList<>();
    private final List<Double> all = new ArrayList<>();

    Rounds(JpegLibrary library, JpegSource source) {
      this.library = library;
      this.source = source;
    }

    /// Decodes alone, then makes the whole input: by turns, either would find the caches full of
    /// the other's pictures, as in no training run.
    void oneThread(Duration round) {
      var pixels = new float[source.channels() * source.imageSize() * source.imageSize()];
      double decoding = secondsPerImage(round, source::decode);
      double all = secondsPerImage(round, image -> source.trainingImage(image, pixels, 0));
      decode.add(decoding);
      augment.add(all - decoding);
      one.add(1 / all);
    }

    /// CPU time.
    private static double secondsPerImage(Duration round, LongConsumer image) {
      long images = 0;
      long start = System.nanoTime();
      long cpuBefore = cpuNanos();
      do {
        image.accept(images++);
      } while (System.nanoTime() - start < round.toNanos());
      return (cpuNanos() - cpuBefore) * 1e-9 / images;
    }

    private static long cpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    void allThreads(int threads, Duration round) throws InterruptedException {
      all.add(DataBenchmark.imagesPerSecond(source, threads, round));
    }

    /// Drops what was measured while the JIT compiler was at work.
    void forget() {
      decode.clear();
      augment.clear();
      one.clear();
    }

    Pipeline pipeline() {
      return new Pipeline(
          library.description(), median(decode), median(augment), median(one), median(all));
    }
  }

  private static final class PeerRounds {
    private final PythonPeer python;
    private final double warmSeconds;
    private final List<Double> imagesPerSecond = new ArrayList<>();

    PeerRounds(PythonPeer python) {
      this.python = python;
      seconds(PEER_WARM_UP_IMAGES);
      this.warmSeconds = seconds(PEER_WARM_UP_IMAGES) / PEER_WARM_UP_IMAGES;
    }

    void run(Duration round) {
      int images = (int) Math.max(1, round.toNanos() * 1e-9 / warmSeconds);
      imagesPerSecond.add(images / seconds(images));
    }

    private double seconds(int images) {
      return Double.parseDouble(python.ask(String.valueOf(images)));
    }

    Peer peer() {
      return new Peer(python.version(), median(imagesPerSecond));
    }
  }

  private static double median(List<Double> values) {
    return Quantiles.of(values.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
  }
}
