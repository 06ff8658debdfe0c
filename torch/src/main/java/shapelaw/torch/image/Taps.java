package shapelaw.torch.image;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The input samples that make each output sample along one axis, by a triangle filter whose
/// support grows with the reduction.
final class Taps {

  /// What is kept for the next picture: a crop's sides come again and again. Tables of unusual
  /// length are made each time, so that no more than some ten megabytes are ever held.
  private static final int MOST_KEPT = 2048;

  private static final int MOST_WEIGHTS_KEPT = 4096;

  private static final ConcurrentHashMap<Axis, Taps> KEPT = new ConcurrentHashMap<>();

  /// [Resampling] takes three or four taps first and then two at a time.
  private static final int LEAST_COUNT = 3;

  /// Taps of every output sample. They may reach past the last input sample with weight 0.
  final int count;

  /// Number of the first input sample, by output sample; never falls unless mirrored.
  final int[] first;

  /// (count, outputs): weights of the first sample, then of the second, and so on. Those of one
  /// output sample add up to 1.
  final float[] weights;

  /// Made when it is first asked for; threads that make it at the same time make the same.
  private volatile @Nullable Taps mirrored;

  private record Axis(int inputs, long outputs, long from, int length) {}

  private Taps(int count, int[] first, float[] weights) {
    this.count = count;
    this.first = first;
    this.weights = weights;
  }

  /// Output samples.
  int outputs() {
    return first.length;
  }

  /// The taps that turn `inputs` samples into `outputs`.
  static Taps of(int inputs, int outputs) {
    return of(inputs, outputs, 0, outputs);
  }

  /// The taps of the output samples `from` … `from + length − 1` alone: all those of a long and
  /// thin picture would fill the memory.
  static Taps of(int inputs, long outputs, long from, int length) {
    var axis = new Axis(inputs, outputs, from, length);
    @Nullable Taps kept = KEPT.get(axis);
    if (kept != null) {
      return kept;
    }
    Taps made = make(axis);
    if (made.weights.length <= MOST_WEIGHTS_KEPT && KEPT.size() < MOST_KEPT) {
      KEPT.put(axis, made);
    }
    return made;
  }

  /// The same in the opposite order, to make a mirror image.
  Taps mirrored() {
    @Nullable Taps known = mirrored;
    if (known != null) {
      return known;
    }
    int outputs = outputs();
    var mirroredFirst = new int[outputs];
    var mirroredWeights = new float[weights.length];
    for (int i = 0; i < outputs; i++) {
      mirroredFirst[i] = first[outputs - 1 - i];
      for (int k = 0; k < count; k++) {
        mirroredWeights[k * outputs + i] = weights[(k + 1) * outputs - 1 - i];
      }
    }
    Taps made = new Taps(count, mirroredFirst, mirroredWeights);
    mirrored = made;
    return made;
  }

  private static Taps make(Axis axis) {
    double scale = (double) axis.inputs / axis.outputs;
    double support = Math.max(1, scale);
    var first = new int[axis.length];
    var weights = new double[axis.length][];
    int most = 0;
    for (int i = 0; i < axis.length; i++) {
      double centre = (axis.from + i + 0.5) * scale - 0.5;
      int from = Math.max(0, (int) Math.ceil(centre - support));
      int to = Math.min(axis.inputs - 1, (int) Math.floor(centre + support));
      first[i] = from;
      weights[i] = triangle(from, to, centre, support);
      most = Math.max(most, weights[i].length);
    }
    int count = Math.max(LEAST_COUNT, most);
    return new Taps(count, first, byTap(weights, count));
  }

  private static double[] triangle(int from, int to, double centre, double support) {
    var weights = new double[to - from + 1];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.max(0, 1 - Math.abs(from + k - centre) / support);
    }
    return weights;
  }

  private static float[] byTap(double[][] weights, int count) {
    var byTap = new float[count * weights.length];
    for (int i = 0; i < weights.length; i++) {
      double sum = 0;
      for (double weight : weights[i]) {
        sum += weight;
      }
      for (int k = 0; k < weights[i].length; k++) {
        byTap[k * weights.length + i] = (float) (weights[i][k] / sum);
      }
    }
    return byTap;
  }
}
