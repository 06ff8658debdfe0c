package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shapelaw.torch.bench.TrainingBenchmark.Peer;
import shapelaw.torch.bench.TrainingBenchmark.Ratio;
import shapelaw.torch.bench.TrainingBenchmark.Result;
import shapelaw.torch.bench.TrainingBenchmark.Task;

/// What `bench train` prints of training.
///
/// @param results at least one, of one setting
/// @param matrixProducts who multiplies matrices on the CPU
/// @param peakTflops the device's peak by its data sheet, if the user gave it
record TrainingText(List<Result> results, String matrixProducts, @Nullable Double peakTflops) {

  private static final double FLOPS_PER_TFLOP = 1e12;
  private static final String NONE = "-";

  TrainingText {
    results = List.copyOf(results);
  }

  @Override
  public String toString() {
    Task task = results.getFirst().task();
    return "Training step: %d px, patch %d, batch %d, %s, %s, %s%n%n%s%n%s"
        .formatted(
            task.model().imageSize(),
            task.model().patchSize(),
            task.batch(),
            results.getFirst().device(),
            task.setting().precision().name().toLowerCase(Locale.ROOT),
            Count.of(task.setting().threads(), "thread"),
            table(),
            notes());
  }

  private Table table() {
    var table =
        new Table(
            "model",
            "heads",
            "images/s",
            "GFLOP/s",
            "GEMM, GFLOP/s",
            "of GEMM",
            "MFU",
            "PyTorch, images/s",
            "over PyTorch",
            "its range");
    for (Result result : results) {
      Optional<Peer> peer = result.peer();
      table.row(
          result.task().model().shape(),
          result.task().model().heads(),
          Table.number(result.imagesPerSecond()),
          Table.number(result.flopsPerSecond() / FLOPS_PER_GFLOP),
          Table.number(result.gemmFlopsPerSecond() / FLOPS_PER_GFLOP),
          ratio(result.shareOfGemm()),
          peakTflops == null
              ? NONE
              : ratio(result.flopsPerSecond() / (peakTflops * FLOPS_PER_TFLOP)),
          peer.map(p -> Table.number(p.imagesPerSecond())).orElse(NONE),
          peer.map(p -> ratio(p.ratio().median())).orElse(NONE),
          peer.map(p -> range(p.ratio())).orElse(NONE));
    }
    return table;
  }

  private String notes() {
    String peer =
        results
            .getFirst()
            .peer()
            .map(p -> "PyTorch %s of %s".formatted(p.version(), p.interpreter()))
            .orElse("PyTorch, which was not there or not wanted");
    return """
    Medians of %s in which this, a large matrix product (GEMM) and PyTorch took turns; above 1 is faster than
    %s. Here %s multiplies matrices on the CPU. 1 multiply-add = 2 FLOPs; backward is
    counted as two forward passes. MFU needs --peak-tflops.
    """
        .formatted(Count.of(results.getFirst().task().rounds(), "round"), peer, matrixProducts);
  }

  private static String range(Ratio ratio) {
    return "%s to %s".formatted(ratio(ratio.lowest()), ratio(ratio.highest()));
  }

  private static String ratio(double value) {
    return "%.2f".formatted(value);
  }
}
