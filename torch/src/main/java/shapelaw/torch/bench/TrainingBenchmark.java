package shapelaw.torch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.train.ModelTraining;

/// Throughput of a training step, beside what the machine's matrix products and PyTorch reach in
/// the same minute. The three take turns, so that whatever else the machine does hits all of them,
/// and medians are compared.
public final class TrainingBenchmark {

  private static final int ROUNDS = 5;
  private static final double ROUND_SECONDS = 1;
  private static final int GEMM_SIZE = 1536;

  private static final List<String> INTERPRETERS = List.of("/usr/bin/python3", "python3");
  private static final String SCRIPT = "vit_step.py";

  private TrainingBenchmark() {}

  /// What was measured.
  ///
  /// @param model what was trained
  /// @param batch images a step
  /// @param threads that worked on one operation
  /// @param stepSeconds of one step with AdamW, data ready in memory, median
  /// @param gemmFlopsPerSecond of a large float32 matrix product, median: what this machine can
  ///   reach
  /// @param peer PyTorch, if a Python that has it was found
  public record Result(
      VisionTransformer model,
      int batch,
      int threads,
      double stepSeconds,
      double gemmFlopsPerSecond,
      Optional<Peer> peer) {

    /// Training throughput.
    public double imagesPerSecond() {
      return batch / stepSeconds;
    }

    /// FLOPs of forward and backward pass as the cost model counts them, a second.
    public double flopsPerSecond() {
      return imagesPerSecond() * CostModel.forwardFlops(model) * Compute.FORWARDS_PER_TRAINING_STEP;
    }

    /// Share of the matrix products' speed, in [0, 1] or a little above.
    public double shareOfGemm() {
      return flopsPerSecond() / gemmFlopsPerSecond;
    }

    /// This throughput over PyTorch's: above 1 is faster.
    public Optional<Double> ratioToPeer() {
      return peer.map(p -> imagesPerSecond() / p.imagesPerSecond());
    }
  }

  /// PyTorch training the same step.
  ///
  /// @param version of PyTorch
  /// @param imagesPerSecond its throughput, median
  public record Peer(String version, double imagesPerSecond) {}

  /// Measures for about a quarter of a minute.
  ///
  /// @param model what to train, with a head
  /// @param batch images a step
  /// @param threads that may work on one operation
  public static Result measure(VisionTransformer model, int batch, int threads) {
    TorchRuntime.start(threads);
    Optional<PythonPeer> python = pytorch(model, batch, threads);
    try (var _ = new PointerScope()) {
      var training = new ModelTraining(run(model, batch));
      var images = RandomBatch.of(model, batch);
      var rounds = new Rounds(steps -> seconds(training, images, steps));
      var gemm = new Rounds(TrainingBenchmark::gemmSeconds);
      Optional<Rounds> peer = python.map(p -> new Rounds(steps -> seconds(p, steps)));
      for (int i = 0; i < ROUNDS; i++) {
        rounds.run();
        gemm.run();
        peer.ifPresent(Rounds::run);
      }
      double gemmFlops =
          (double) CostModel.FLOPS_PER_MULTIPLY_ADD * GEMM_SIZE * GEMM_SIZE * GEMM_SIZE;
      return new Result(
          model,
          batch,
          threads,
          rounds.medianSeconds(),
          gemmFlops / gemm.medianSeconds(),
          python.map(p -> new Peer(p.version(), batch / peer.orElseThrow().medianSeconds())));
    } finally {
      python.ifPresent(PythonPeer::close);
    }
  }

  /// Rounds of something that takes a number of repetitions and answers with seconds.
  private static final class Rounds {
    private final IntToDoubleFunction work;
    private final int repetitions;
    private final List<Double> seconds = new ArrayList<>();

    /// Warms up, and finds how many repetitions fill a round.
    Rounds(IntToDoubleFunction work) {
      this.work = work;
      double cold = work.applyAsDouble(2) / 2;
      double each = Math.min(cold, work.applyAsDouble(2) / 2);
      this.repetitions = Math.clamp(Math.round(ROUND_SECONDS / each), 1, 1_000_000);
    }

    void run() {
      seconds.add(work.applyAsDouble(repetitions) / repetitions);
    }

    double medianSeconds() {
      return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }
  }

  /// A run of this model, for its recipe; nothing of its data or evaluation is used.
  static RunSpec run(VisionTransformer model, int batch) {
    return new RunSpec(
        model,
        new DataSpec.Fractals(model.imageSize(), model.classes(), 2, 0),
        new Recipe(
            batch, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(1, 1), 1.0),
        Long.MAX_VALUE / batch,
        EvaluationSpec.PAPER,
        0);
  }

  private static double seconds(ModelTraining training, RandomBatch batch, int steps) {
    long start = System.nanoTime();
    for (int step = 1; step <= steps; step++) {
      training.step(batch.pixels(), batch.labels(), step, Long.MAX_VALUE);
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private static double seconds(PythonPeer peer, int steps) {
    return Double.parseDouble(peer.ask(String.valueOf(steps)));
  }

  /// PyTorch, which trains the same step; it takes numbers of steps and answers with seconds.
  private static Optional<PythonPeer> pytorch(VisionTransformer model, int batch, int threads) {
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
                batch,
                threads)
            .map(String::valueOf)
            .toList();
    return PythonPeer.start(
        INTERPRETERS, new PythonPeer.Script(TrainingBenchmark.class, SCRIPT, arguments));
  }

  private static double gemmSeconds(int repetitions) {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      Tensor a = torch.rand(GEMM_SIZE, GEMM_SIZE);
      Tensor b = torch.rand(GEMM_SIZE, GEMM_SIZE);
      Tensor product = torch.mm(a, b);
      long start = System.nanoTime();
      for (int i = 0; i < repetitions; i++) {
        torch.mm_out(product, a, b);
      }
      return (System.nanoTime() - start) * 1e-9;
    }
  }
}
