package shapelaw.torch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.numerics.Quantiles;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.train.Execution;
import shapelaw.torch.train.ModelTraining;

/// Throughput of a training step, beside what the machine's matrix products and PyTorch reach in
/// the same minute. The three take turns, so that whatever else the machine does hits all of them;
/// medians over the rounds are reported, and the range of the rounds' ratios to PyTorch.
public final class TrainingBenchmark {

  private static final double ROUND_SECONDS = 1;
  private static final String SCRIPT = "vit_step.py";

  private TrainingBenchmark() {}

  /// What to measure.
  ///
  /// @param model what to train, with a head
  /// @param batch images a step, ≥ 1
  /// @param optimizer the optimiser
  /// @param rounds turns of each, ≥ 1
  /// @param setting device, precision, threads
  /// @param interpreters of Python to look for PyTorch in; none for no comparison
  public record Task(
      VisionTransformer model,
      int batch,
      Optimizer optimizer,
      int rounds,
      ComputeSetting setting,
      List<String> interpreters) {
    public Task {
      interpreters = List.copyOf(interpreters);
      if (batch < 1 || rounds < 1) {
        throw new IllegalArgumentException(
            "batch and rounds must be at least 1 but were %d and %d.".formatted(batch, rounds));
      }
      if (model.classes() < 1) {
        throw new IllegalArgumentException("classes must be at least 1 for a loss but was 0.");
      }
    }
  }

  /// What was measured.
  ///
  /// @param task what was asked
  /// @param device where, in words
  /// @param stepSeconds of one step, data ready in the host's memory, median
  /// @param gemmFlopsPerSecond of a large matrix product in the task's precision, median: what this
  ///   device can reach
  /// @param peer PyTorch, if a Python that has it was found
  public record Result(
      Task task,
      String device,
      double stepSeconds,
      double gemmFlopsPerSecond,
      Optional<Peer> peer) {

    /// Training throughput.
    public double imagesPerSecond() {
      return task.batch() / stepSeconds;
    }

    /// FLOPs of forward and backward pass as the cost model counts them, a second.
    public double flopsPerSecond() {
      return imagesPerSecond()
          * CostModel.forwardFlops(task.model())
          * Compute.FORWARDS_PER_TRAINING_STEP;
    }

    /// Share of the matrix products' speed, in [0, 1] or a little above.
    public double shareOfGemm() {
      return flopsPerSecond() / gemmFlopsPerSecond;
    }
  }

  /// PyTorch training the same step.
  ///
  /// @param version of PyTorch
  /// @param interpreter of the Python that has it
  /// @param imagesPerSecond its throughput, median
  /// @param ratio this throughput over PyTorch's, round by round: above 1 is faster than PyTorch
  public record Peer(String version, String interpreter, double imagesPerSecond, Ratio ratio) {}

  /// A ratio of two that took turns.
  ///
  /// @param median of all rounds
  /// @param lowest of all rounds
  /// @param highest of all rounds
  public record Ratio(double median, double lowest, double highest) {
    static Ratio of(double... ratios) {
      return new Ratio(
          Quantiles.of(ratios, 0.5),
          DoubleStream.of(ratios).min().orElseThrow(),
          DoubleStream.of(ratios).max().orElseThrow());
    }
  }

  /// Measures for about `3 · rounds` seconds.
  public static Result measure(Task task) {
    ComputeSetting setting = task.setting();
    TorchRuntime.start(setting.threads());
    Optional<PythonPeer> python = pytorch(task);
    try (var _ = new PointerScope()) {
      Device device = setting.resolved();
      var training = new ModelTraining(run(task), new Execution(device, false));
      var images = RandomBatch.of(task.model(), task.batch());
      var own = new Rounds(ROUND_SECONDS, steps -> seconds(training, setting, images, steps));
      var gemm = new ArrayList<Double>();
      Optional<Rounds> peer =
          python.map(p -> new Rounds(ROUND_SECONDS, steps -> seconds(p, steps)));
      for (int i = 0; i < task.rounds(); i++) {
        own.run();
        peer.ifPresent(Rounds::run);
        gemm.add(GemmPeak.flopsPerSecond(setting));
      }
      return new Result(
          task,
          TorchRuntime.describe(device),
          own.medianSeconds(),
          Quantiles.of(gemm.stream().mapToDouble(Double::doubleValue).toArray(), 0.5),
          python.map(p -> peer(p, task.batch(), own, peer.orElseThrow())));
    } finally {
      python.ifPresent(PythonPeer::close);
    }
  }

  private static Peer peer(PythonPeer python, int batch, Rounds own, Rounds peer) {
    return new Peer(
        python.version(),
        python.interpreter(),
        batch / peer.medianSeconds(),
        Ratio.of(own.speedsOver(peer)));
  }

  private static RunSpec run(Task task) {
    return run(task.model(), task.batch(), task.optimizer(), task.setting().precision());
  }

  /// A run of this model in float32, for its recipe; nothing of its data or evaluation is used.
  static RunSpec run(VisionTransformer model, int batch, Optimizer optimizer) {
    return run(model, batch, optimizer, Precision.FLOAT32);
  }

  private static RunSpec run(
      VisionTransformer model, int batch, Optimizer optimizer, Precision precision) {
    return new RunSpec(
        model,
        new DataSpec.Fractals(model.imageSize(), model.classes(), 2, 0),
        new Recipe(
            batch,
            optimizer,
            1e-3,
            1e-4,
            new Schedule.ReciprocalSquareRoot(1, 1),
            1.0,
            0,
            precision,
            new Parametrization.Standard()),
        Long.MAX_VALUE / batch,
        EvaluationSpec.PAPER,
        0);
  }

  private static double seconds(
      ModelTraining training, ComputeSetting setting, RandomBatch batch, int steps) {
    long start = System.nanoTime();
    for (int step = 1; step <= steps; step++) {
      training.step(batch.pixels(), batch.labels(), step, Long.MAX_VALUE);
    }
    setting.finish();
    return (System.nanoTime() - start) * 1e-9;
  }

  private static double seconds(PythonPeer peer, int steps) {
    return Double.parseDouble(peer.ask(String.valueOf(steps)));
  }

  /// PyTorch, which trains the same step; it takes numbers of steps and answers with seconds.
  private static Optional<PythonPeer> pytorch(Task task) {
    VisionTransformer model = task.model();
    ComputeSetting setting = task.setting();
    List<String> arguments =
        Stream.of(
                model.width(),
                model.depth(),
                model.mlpDim(),
                model.heads(),
                model.patchSize(),
                model.imageSize(),
                model.channels(),
                model.pooling(),
                model.classes(),
                task.batch(),
                setting.threads(),
                setting.precision().name().toLowerCase(Locale.ROOT),
                setting.resolved().is_cuda() ? "cuda" : "cpu",
                nameOf(task.optimizer()))
            .map(String::valueOf)
            .toList();
    return PythonPeer.start(
        task.interpreters(), new PythonPeer.Script(TrainingBenchmark.class, SCRIPT, arguments));
  }

  /// The class in `torch.optim` that is closest to it.
  private static String nameOf(Optimizer optimizer) {
    return switch (optimizer) {
      case Optimizer.AdamW _ -> "AdamW";
      case Optimizer.Adafactor _ -> "Adafactor";
      case Optimizer.Sgd _ -> "SGD";
    };
  }
}
