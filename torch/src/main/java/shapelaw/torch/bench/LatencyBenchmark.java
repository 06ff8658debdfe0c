package shapelaw.torch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import shapelaw.cost.CostModel;
import shapelaw.numerics.Quantiles;
import shapelaw.run.Precision;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.Machine;
import shapelaw.torch.TorchRuntime;

/// Time and memory of a forward pass up to the pre-logits, for several models side by side, beside
/// what matrix products and PyTorch reach in the same minute.
///
/// The models take turns: each is loaded, timed for a second or more, and dropped before the next
/// is loaded, round after round, so that whatever else the machine does hits all of them and never
/// more than one is in memory. Weights are noise of the precision's type.
public final class LatencyBenchmark {

  private static final double TURN_SECONDS = 1;
  private static final int LEAST_PASSES = 3;
  private static final int WARM_UP_PASSES = 2;
  private static final double LOW_PROBABILITY = 0.1;
  private static final double HIGH_PROBABILITY = 0.9;

  /// Memory that a model needs beside its weights, as a share of them.
  private static final double MEMORY_RESERVE = 0.2;

  private static final double BYTES_PER_GIB = 1 << 30;

  private static final String SCRIPT = "vit_latency.py";

  private LatencyBenchmark() {}

  /// What to measure.
  ///
  /// @param models at least one
  /// @param batch images of one pass, ≥ 1
  /// @param rounds turns of each model, ≥ 1
  /// @param setting device, precision, threads
  /// @param interpreters of Python to look for PyTorch in; none for no comparison
  public record Task(
      List<VisionTransformer> models,
      int batch,
      int rounds,
      ComputeSetting setting,
      List<String> interpreters) {
    public Task {
      models = List.copyOf(models);
      interpreters = List.copyOf(interpreters);
      if (models.isEmpty() || batch < 1 || rounds < 1) {
        throw new IllegalArgumentException(
            "models, batch and rounds must be at least 1 but were %d, %d and %d."
                .formatted(models.size(), batch, rounds));
      }
    }
  }

  /// Times of single passes.
  ///
  /// @param turns seconds of the passes of each turn
  public record Latency(List<List<Double>> turns) {
    public Latency {
      turns = turns.stream().map(List::copyOf).toList();
    }

    /// Half of the passes take longer.
    public double medianSeconds() {
      return all(0.5);
    }

    /// 10 % of the passes are faster.
    public double lowSeconds() {
      return all(LOW_PROBABILITY);
    }

    /// 10 % of the passes are slower.
    public double highSeconds() {
      return all(HIGH_PROBABILITY);
    }

    private double all(double probability) {
      return quantile(turns.stream().flatMap(List::stream).toList(), probability);
    }

    /// How many times as long as another's: the median of the ratios of turns in the same round, so
    /// that what slows a whole round down does not count.
    public double over(Latency other) {
      List<Double> ratios =
          IntStream.range(0, turns.size())
              .mapToObj(i -> quantile(turns.get(i), 0.5) / quantile(other.turns.get(i), 0.5))
              .toList();
      return quantile(ratios, 0.5);
    }
  }

  private static double quantile(List<Double> values, double probability) {
    return Quantiles.of(values.stream().mapToDouble(Double::doubleValue).toArray(), probability);
  }

  /// What was measured of one model.
  ///
  /// @param model what answered
  /// @param batch images of one pass
  /// @param latency of a pass
  /// @param gemmFlopsPerSecond of a large matrix product in the same turns, median
  /// @param peakBytes in use during a pass beyond the weights; empty where the system does not say
  /// @param peer PyTorch's latency of a pass; empty without it
  public record Result(
      VisionTransformer model,
      int batch,
      Latency latency,
      double gemmFlopsPerSecond,
      OptionalLong peakBytes,
      Optional<Latency> peer) {

    /// Throughput.
    public double imagesPerSecond() {
      return batch / latency.medianSeconds();
    }

    /// Share of the matrix products' speed, in [0, 1] or a little above: MFU if those reach the
    /// device's peak.
    public double shareOfGemm() {
      return imagesPerSecond() * CostModel.forwardFlops(model) / gemmFlopsPerSecond;
    }
  }

  /// All results.
  ///
  /// @param device in words
  /// @param results in the order of the models
  /// @param peerVersion version of PyTorch; empty without it
  public record Report(String device, List<Result> results, Optional<String> peerVersion) {
    public Report {
      results = List.copyOf(results);
    }
  }

  /// Measures.
  ///
  /// @param progress is told each turn before it begins
  /// @throws IllegalArgumentException if a model does not fit into the memory that is free
  public static Report measure(Task task, Consumer<String> progress) {
    TorchRuntime.start(task.setting().threads());
    try (var _ = new PointerScope()) {
      Device device = task.setting().resolved();
      if (device.is_cpu()) {
        task.models().forEach(model -> requireMemory(model, task.setting().precision()));
      }
      List<Turns> turns = task.models().stream().map(model -> new Turns(model, task)).toList();
      Optional<PythonPeer> peer = pytorch(task);
      try {
        for (int round = 1; round <= task.rounds(); round++) {
          for (Turns model : turns) {
            progress.accept("round %d of %d: %s".formatted(round, task.rounds(), model.name()));
            model.take(device, peer);
          }
        }
      } finally {
        peer.ifPresent(PythonPeer::close);
      }
      return new Report(
          TorchRuntime.describe(device),
          turns.stream().map(Turns::result).toList(),
          peer.map(PythonPeer::version));
    }
  }

  private static void requireMemory(VisionTransformer model, Precision precision) {
    long bytes = CostModel.parameters(model) * bytesPerNumber(precision);
    double needed = (1 + MEMORY_RESERVE) * bytes;
    long free = Machine.current().freeMemoryBytes();
    if (needed > free) {
      throw new IllegalArgumentException(
          "%s must fit into the memory that is free (%.1f GiB) but needs %.1f GiB. Maybe --precision bfloat16 or a smaller model."
              .formatted(model.shape(), free / BYTES_PER_GIB, needed / BYTES_PER_GIB));
    }
  }

  private static int bytesPerNumber(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> Float.BYTES;
      case BFLOAT16 -> Short.BYTES;
    };
  }

  private static Optional<PythonPeer> pytorch(Task task) {
    ComputeSetting setting = task.setting();
    List<String> arguments =
        List.of(
            String.valueOf(setting.threads()),
            setting.precision().name().toLowerCase(Locale.ROOT),
            setting.resolved().is_cuda() ? "cuda" : "cpu");
    return PythonPeer.start(
        task.interpreters(), new PythonPeer.Script(LatencyBenchmark.class, SCRIPT, arguments));
  }

  /// All turns of one model.
  private static final class Turns {
    private final VisionTransformer model;
    private final Task task;
    private final List<List<Double>> turns = new ArrayList<>();
    private final List<List<Double>> peerTurns = new ArrayList<>();
    private final List<Double> gemm = new ArrayList<>();
    private OptionalLong peakBytes = OptionalLong.empty();

    Turns(VisionTransformer model, Task task) {
      this.model = model;
      this.task = task;
    }

    String name() {
      return String.valueOf(model.shape());
    }

    void take(Device device, Optional<PythonPeer> peer) {
      gemm.add(GemmPeak.flopsPerSecond(task.setting()));
      try (var loaded = new NoiseModel(model, task.batch(), task.setting())) {
        UsedMemory memory = UsedMemory.now(device);
        for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
          loaded.passSeconds();
        }
        keepPeak(memory.peakSince());
        turns.add(passes(loaded));
      }
      TorchRuntime.releaseFreedMemory();
      peer.ifPresent(python -> peerTurns.add(ask(python)));
    }

    private static List<Double> passes(NoiseModel loaded) {
      var seconds = new ArrayList<Double>();
      double sum = 0;
      while (seconds.size() < LEAST_PASSES || sum < TURN_SECONDS) {
        double pass = loaded.passSeconds();
        seconds.add(pass);
        sum += pass;
      }
      return seconds;
    }

    private void keepPeak(OptionalLong peak) {
      if (peak.isPresent()) {
        peakBytes = OptionalLong.of(Math.max(peak.getAsLong(), peakBytes.orElse(0)));
      }
    }

    /// PyTorch loads the same model, times it for as long, and answers with the seconds of each
    /// pass.
    private List<Double> ask(PythonPeer python) {
      String question =
          Stream.of(
                  model.width(),
                  model.depth(),
                  model.mlpDim(),
                  model.heads(),
                  model.patchSize(),
                  model.imageSize(),
                  model.channels(),
                  model.pooling(),
                  task.batch(),
                  WARM_UP_PASSES,
                  LEAST_PASSES,
                  TURN_SECONDS)
              .map(String::valueOf)
              .collect(Collectors.joining(" "));
      return Stream.of(python.ask(question).split(" ")).map(Double::valueOf).toList();
    }

    Result result() {
      return new Result(
          model,
          task.batch(),
          new Latency(turns),
          quantile(gemm, 0.5),
          peakBytes,
          peerTurns.isEmpty() ? Optional.empty() : Optional.of(new Latency(peerTurns)));
    }
  }
}
