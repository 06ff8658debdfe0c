package shapelaw.law.curve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/// The 72 vision curves of Alabdulmohsin et al. (2022); the resource's ATTRIBUTION.md has the
/// source.
final class VisionCurves {

  /// A curve: rows marked as training, and the rows to extrapolate to.
  record Curve(String name, List<CurvePoint> training, List<CurvePoint> beyond) {

    /// Root of the mean square of ln forecast − ln loss beyond.
    double logRmse(DoubleUnaryOperator forecast) {
      double sum = 0;
      for (CurvePoint point : beyond) {
        double error = Math.log(forecast.applyAsDouble(point.x()) / point.loss());
        sum += error * error;
      }
      return Math.sqrt(sum / beyond.size());
    }
  }

  private VisionCurves() {}

  static List<Curve> read() {
    Map<String, Curve> curves = new LinkedHashMap<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    VisionCurves.class.getResourceAsStream("benchmark.vision.csv")),
                StandardCharsets.UTF_8))) {
      lines
          .lines()
          .skip(1)
          .map(line -> List.of(line.split(",")))
          .forEach(cells -> add(cells, curves));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(curves.values());
  }

  /// Cells: Domain, Task, Model, Seen Examples, Loss, Training.
  private static void add(List<String> cells, Map<String, Curve> curves) {
    String name = String.join(" ", cells.subList(0, 3));
    Curve curve =
        curves.computeIfAbsent(name, n -> new Curve(n, new ArrayList<>(), new ArrayList<>()));
    var point = new CurvePoint(Double.parseDouble(cells.get(3)), Double.parseDouble(cells.get(4)));
    (cells.get(5).equals("1") ? curve.training() : curve.beyond()).add(point);
  }
}
