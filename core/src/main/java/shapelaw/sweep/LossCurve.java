package shapelaw.sweep;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shapelaw.shape.Shape;

/// Loss of one shape against compute: straight lines between the measured points in log-log.
final class LossCurve {
  private final Shape shape;
  private final TreeMap<Double, Double> lossByLogCompute;

  /// Repeated measurements at one compute are averaged.
  LossCurve(Shape shape, List<Measurement> measurements) {
    this.shape = shape;
    this.lossByLogCompute =
        measurements.stream()
            .collect(
                Collectors.groupingBy(
                    m -> Math.log(m.compute().forwardFlops()),
                    TreeMap::new,
                    Collectors.averagingDouble(Measurement::loss)));
  }

  Shape shape() {
    return shape;
  }

  double firstLogCompute() {
    return lossByLogCompute.firstKey();
  }

  double lastLogCompute() {
    return lossByLogCompute.lastKey();
  }

  /// True if compute lies within the measured range.
  boolean covers(double logCompute) {
    return logCompute >= firstLogCompute() && logCompute <= lastLogCompute();
  }

  /// The loss that this shape reaches with at most this compute: interpolated within the measured
  /// range, the last measured beyond it, infinite before it.
  double lossWithin(double logCompute) {
    Map.Entry<Double, Double> below = lossByLogCompute.floorEntry(logCompute);
    if (below == null) {
      return Double.POSITIVE_INFINITY;
    }
    Map.Entry<Double, Double> above = lossByLogCompute.higherEntry(logCompute);
    if (above == null) {
      return below.getValue();
    }
    double share = (logCompute - below.getKey()) / (above.getKey() - below.getKey());
    return Math.exp((1 - share) * Math.log(below.getValue()) + share * Math.log(above.getValue()));
  }
}
