package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Precision;
import shapelaw.shape.NamedShapes;
import shapelaw.torch.bench.ComputeSetting;
import shapelaw.torch.bench.LatencyBenchmark.Latency;
import shapelaw.torch.bench.LatencyBenchmark.Report;
import shapelaw.torch.bench.LatencyBenchmark.Result;
import shapelaw.torch.bench.LatencyBenchmark.Task;

final class LatencyTextTest {

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  private static Result result(String model, double seconds, Optional<Latency> peer) {
    return new Result(
        NamedShapes.parse(model),
        1,
        new Latency(List.of(List.of(seconds, seconds), List.of(seconds))),
        400e9,
        OptionalLong.of(500_000_000),
        peer);
  }

  private static String text(List<String> names, List<Result> results, Optional<String> peer) {
    var task =
        new Task(
            results.stream().map(Result::model).toList(),
            1,
            5,
            new ComputeSetting(DeviceChoice.CPU, Precision.FLOAT32, 4),
            List.of());
    return new LatencyText(names, task, new Report("cpu", results, peer)).toString();
  }

  @Test
  void ratiosStandBesideThePapers() {
    Optional<Latency> peer = Optional.of(new Latency(List.of(List.of(1.0), List.of(1.0))));
    String text =
        text(
            List.of("So400m/14", "g/14"),
            List.of(result("So400m/14", 0.8, peer), result("g/14", 2.0, peer)),
            Optional.of("2.13.0"));
    List<String> lines = text.lines().toList();
    assertThat(lines.getFirst()).isEqualTo("Inference: batch 1, cpu, float32, 4 threads");
    assertThat(lines.get(4).split("\\s{2,}"))
        .containsExactly(
            "So400m/14",
            "427,680,704",
            "220.9",
            "800.0",
            "800.0 to 800.0",
            "1.250",
            "0.69",
            "500",
            "1,000",
            "0.80");
    // Table 1 of the paper: 1011 over 428 million parameters, 3208 over 1374 GFLOPs.
    assertThat(text)
        .containsPattern("g/14 +2\\.3\\d +2\\.\\d\\d +2\\.50 +1\\.00 +2\\.36 +2\\.33 at 518 px");
    assertThat(text).contains("PyTorch (2.13.0)");
  }

  @Test
  void modelsThatThePaperDoesNotCompareHaveRatiosToo() {
    String text =
        text(
            List.of("S/16", "B/16"),
            List.of(result("S/16", 0.1, Optional.empty()), result("B/16", 0.3, Optional.empty())),
            Optional.empty());
    assertThat(text).containsPattern("B/16 +3\\.96 +3\\.81 +3\\.00 +-\n").doesNotContain("paper");
  }

  @Test
  void nothingIsComparedWhereThereIsNothingToCompare() {
    String text =
        text(List.of("B/16"), List.of(result("B/16", 0.1, Optional.empty())), Optional.empty());
    assertThat(text).doesNotContain("over B/16", "paper").contains("which was not measured");
  }
}
