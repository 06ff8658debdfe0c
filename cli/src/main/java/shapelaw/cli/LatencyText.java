package shapelaw.cli;

import static shapelaw.cost.Compute.FLOPS_PER_GFLOP;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import shapelaw.cost.CostModel;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.bench.LatencyBenchmark.Latency;
import shapelaw.torch.bench.LatencyBenchmark.Report;
import shapelaw.torch.bench.LatencyBenchmark.Result;
import shapelaw.torch.bench.LatencyBenchmark.Task;

/// What `bench latency` prints of one batch size.
///
/// @param names of the models as the user wrote them
/// @param task what was asked
/// @param report what was measured
record LatencyText(List<String> names, Task task, Report report) {

  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double BYTES_PER_MB = 1e6;
  private static final String NONE = "-";

  LatencyText {
    names = List.copyOf(names);
  }

  @Override
  public String toString() {
    return "Inference: batch %d, %s, %s, %s%n%n%s%n%s%n%s"
        .formatted(
            task.batch(),
            report.device(),
            task.setting().precision().name().toLowerCase(Locale.ROOT),
            Count.of(task.setting().threads(), "thread"),
            measured(),
            names.size() > 1 ? ratios() + "\n" : "",
            notes());
  }

  private Table measured() {
    var table =
        new Table(
            "model",
            "parameters",
            "GFLOPs",
            "latency, ms",
            "10 to 90 %",
            "images/s",
            "of GEMM peak",
            "peak memory, MB",
            "PyTorch, ms",
            "over PyTorch");
    for (int i = 0; i < names.size(); i++) {
      Result result = report.results().get(i);
      Latency latency = result.latency();
      table.row(
          names.get(i),
          "%,d".formatted(CostModel.parameters(result.model())),
          Table.number(CostModel.forwardFlops(result.model()) / FLOPS_PER_GFLOP),
          millis(latency.medianSeconds()),
          millis(latency.lowSeconds()) + " to " + millis(latency.highSeconds()),
          Table.number(result.imagesPerSecond()),
          "%.2f".formatted(result.shareOfGemm()),
          megabytes(result.peakBytes()),
          result.peer().map(peer -> millis(peer.medianSeconds())).orElse(NONE),
          result.peer().map(peer -> ratio(latency.over(peer))).orElse(NONE));
    }
    return table;
  }

  /// Every model over the first one; with the paper's ratios if it has one of them.
  private Table ratios() {
    Result base = report.results().getFirst();
    List<Result> others = report.results().subList(1, names.size());
    boolean published =
        others.stream()
            .anyMatch(other -> PublishedCosts.ratio(other.model(), base.model()).isPresent());
    var header =
        new ArrayList<>(
            List.of("over " + names.getFirst(), "parameters", "FLOPs", "time", "PyTorch's time"));
    if (published) {
      header.addAll(List.of("paper: parameters", "paper: FLOPs"));
    }
    var table = new Table(header.toArray(String[]::new));
    for (int i = 0; i < others.size(); i++) {
      List<String> cells = ratios(names.get(i + 1), others.get(i), base);
      table.row(cells.subList(0, header.size()).toArray());
    }
    return table;
  }

  private static List<String> ratios(String name, Result result, Result base) {
    VisionTransformer model = result.model();
    Optional<PublishedCosts.Ratio> paper = PublishedCosts.ratio(model, base.model());
    return List.of(
        name,
        ratio((double) CostModel.parameters(model) / CostModel.parameters(base.model())),
        ratio(CostModel.forwardFlops(model) / CostModel.forwardFlops(base.model())),
        ratio(result.latency().over(base.latency())),
        peerRatio(result, base),
        paper.map(p -> ratio(p.parameters())).orElse(NONE),
        paper.map(p -> "%s at %d px".formatted(ratio(p.flops()), p.imageSize())).orElse(NONE));
  }

  private static String peerRatio(Result result, Result base) {
    if (result.peer().isEmpty() || base.peer().isEmpty()) {
      return NONE;
    }
    return ratio(result.peer().get().over(base.peer().get()));
  }

  private String notes() {
    return """
    Forward pass up to the pre-logits; weights are noise, on which time does not depend. 1 multiply-add = 2 FLOPs.
    Latency is the median of all passes of %s that models%s took; ratios of times are medians of those of
    each round. The GEMM peak is that of a large square product in the same turns. Peak memory is what a pass has in
    use beyond the weights. Over PyTorch, below 1 is faster than PyTorch%s.
    """
        .formatted(
            Count.of(task.rounds(), "turn"),
            report.peerVersion().isPresent() ? " and PyTorch" : "",
            report
                .peerVersion()
                .map(version -> " (" + version + ")")
                .orElse(", which was not measured"));
  }

  private static String millis(double seconds) {
    return Table.number(seconds * MILLIS_PER_SECOND);
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? "%,.0f".formatted(bytes.getAsLong() / BYTES_PER_MB) : NONE;
  }

  private static String ratio(double value) {
    return "%.2f".formatted(value);
  }
}
