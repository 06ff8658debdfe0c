package shapelaw.torch.optim;

import java.util.List;
import shapelaw.torch.model.ParameterGroup;
import shapelaw.torch.model.ParameterLayout;

/// The paper's Adafactor in plain double arithmetic, number by number, as optax's
/// `scale_by_factored_rms` and `ema` define it. Row and column means are recomputed for each number
/// from a full table of second moments whose entries are sums over the axis, which is slow and
/// simple.
final class ReferenceAdafactor {

  private final ParameterLayout layout;
  private final double[] momentum;
  private final double[] whole;
  private final double[] overColumns;
  private final double[] overRows;

  ReferenceAdafactor(ParameterLayout layout, int size) {
    this.layout = layout;
    this.momentum = new double[size];
    this.whole = new double[size];
    this.overColumns = new double[size];
    this.overRows = new double[size];
  }

  /// What the learning rate is multiplied with at step t.
  double[] direction(long t, double[] g) {
    double beta2 = Math.min(0.999, 1 - Math.pow(t, -0.8));
    double[] direction = new double[g.length];
    for (ParameterGroup group : layout.groups()) {
      double[] normalized = normalize(group, beta2, g);
      for (int i = 0; i < normalized.length; i++) {
        int at = (int) group.offset() + i;
        direction[at] = 0.9 * momentum[at] + 0.1 * normalized[i];
        momentum[at] = toBfloat16(direction[at]);
      }
    }
    return direction;
  }

  private double[] normalize(ParameterGroup group, double beta2, double[] g) {
    int size = (int) group.size();
    int offset = (int) group.offset();
    double[] squares = new double[size];
    for (int i = 0; i < size; i++) {
      squares[i] = g[offset + i] * g[offset + i] + 1e-30;
    }
    List<Long> axes = group.axes();
    int column = axis(axes, -1);
    int row = axis(axes, column);
    boolean factored = row >= 0 && axes.get(row) >= 32;
    double[] normalized = new double[size];
    if (factored) {
      double[] columnMeans = means(squares, axes, column);
      double[] rowMeans = means(squares, axes, row);
      for (int i = 0; i < size; i++) {
        int at = offset + i;
        overColumns[at] = beta2 * overColumns[at] + (1 - beta2) * columnMeans[i];
        overRows[at] = beta2 * overRows[at] + (1 - beta2) * rowMeans[i];
      }
      double[] rowFactors = new double[size];
      System.arraycopy(overColumns, offset, rowFactors, 0, size);
      double[] meanOfRows = means(rowFactors, axes, row);
      for (int i = 0; i < size; i++) {
        int at = offset + i;
        normalized[i] =
            g[at] / Math.sqrt(overColumns[at] / meanOfRows[i]) / Math.sqrt(overRows[at]);
      }
      return normalized;
    }
    for (int i = 0; i < size; i++) {
      int at = offset + i;
      whole[at] = beta2 * whole[at] + (1 - beta2) * squares[i];
      normalized[i] = g[at] / Math.sqrt(whole[at]);
    }
    return normalized;
  }

  /// The last of the largest axes other than `except`; −1 if there is none.
  private static int axis(List<Long> axes, int except) {
    int best = -1;
    for (int i = 0; i < axes.size(); i++) {
      if (i != except && (best < 0 || axes.get(i) >= axes.get(best))) {
        best = i;
      }
    }
    return best;
  }

  /// For each number the mean of all that differ from it in their index along `axis` only.
  private static double[] means(double[] x, List<Long> axes, int axis) {
    int length = axes.get(axis).intValue();
    int stride = 1;
    for (int i = axis + 1; i < axes.size(); i++) {
      stride *= axes.get(i).intValue();
    }
    double[] means = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int first = i - i / stride % length * stride;
      for (int j = 0; j < length; j++) {
        means[i] += x[first + j * stride] / length;
      }
    }
    return means;
  }

  /// The nearest bfloat16, ties to even: the upper half of a float32.
  private static double toBfloat16(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    int rounded = bits + 0x7fff + (bits >>> 16 & 1);
    return Float.intBitsToFloat(rounded & 0xffff0000);
  }
}
