package shapelaw.torch.model;

import java.util.function.Function;
import org.hipparchus.special.Erf;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;

/// The Vision Transformer's forward pass for one image in plain double arithmetic, loop by loop as
/// textbooks write it: what the forward pass on libtorch is compared with.
final class ReferenceVit {

  private final VisionTransformer model;
  private final Function<String, double[]> parameter;

  /// @param parameter values of a parameter by its name, row-major
  ReferenceVit(VisionTransformer model, Function<String, double[]> parameter) {
    this.model = model;
    this.parameter = parameter;
  }

  /// Pre-logits of one image (channels, size, size).
  double[] features(double[] image) {
    double[][] x = embed(image);
    for (int i = 0; i < model.depth(); i++) {
      String block = "blocks." + i;
      double[][] qkv = linear(norm(x, block + ".norm1"), block + ".attn.qkv");
      double[][] q = columns(qkv, 0);
      double[][] attended = attend(q, columns(qkv, 1), columns(qkv, 2));
      x = sum(x, linear(attended, block + ".attn.proj"));
      x = sum(x, mlp(norm(x, block + ".norm2"), block + ".mlp"));
    }
    x = norm(x, "norm");
    return model.pooling() == Pooling.GAP ? mean(x) : pool(x);
  }

  /// Logits of one image.
  double[] logits(double[] image) {
    return linear(new double[][] {features(image)}, "head")[0];
  }

  /// Sigmoid cross-entropy of one image, summed over classes.
  double loss(double[] image, int label) {
    double[] logits = logits(image);
    double loss = 0;
    for (int k = 0; k < logits.length; k++) {
      double probability = 1 / (1 + Math.exp(-logits[k]));
      loss -= Math.log(k == label ? probability : 1 - probability);
    }
    return loss;
  }

  private double[][] embed(double[] image) {
    int side = model.patchesPerSide();
    int p = model.patchSize();
    int size = model.imageSize();
    double[][] patches = new double[side * side][model.channels() * p * p];
    for (int t = 0; t < side * side; t++) {
      for (int i = 0; i < patches[t].length; i++) {
        int c = i / (p * p);
        int row = t / side * p + i / p % p;
        int column = t % side * p + i % p;
        patches[t][i] = image[(c * size + row) * size + column];
      }
    }
    double[][] x = linear(patches, "patch_embed.proj");
    double[] positions = parameter.apply("pos_embed");
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < model.width(); i++) {
        x[t][i] += positions[t * model.width() + i];
      }
    }
    return x;
  }

  private double[] pool(double[][] x) {
    double[][] probe = {parameter.apply("attn_pool.latent")};
    double[][] kv = linear(x, "attn_pool.kv");
    double[][] attended = attend(linear(probe, "attn_pool.q"), columns(kv, 0), columns(kv, 1));
    double[][] y = linear(attended, "attn_pool.proj");
    return sum(y, mlp(norm(y, "attn_pool.norm"), "attn_pool.mlp"))[0];
  }

  private double[][] attend(double[][] q, double[][] k, double[][] v) {
    int headSize = model.headSize();
    double[][] out = new double[q.length][model.width()];
    for (int h = 0; h < model.heads(); h++) {
      for (int i = 0; i < q.length; i++) {
        double[] weights = new double[k.length];
        double total = 0;
        for (int j = 0; j < k.length; j++) {
          double score = 0;
          for (int c = h * headSize; c < (h + 1) * headSize; c++) {
            score += q[i][c] * k[j][c];
          }
          weights[j] = Math.exp(score / Math.sqrt(headSize));
          total += weights[j];
        }
        for (int j = 0; j < k.length; j++) {
          for (int c = h * headSize; c < (h + 1) * headSize; c++) {
            out[i][c] += weights[j] / total * v[j][c];
          }
        }
      }
    }
    return out;
  }

  private double[][] mlp(double[][] x, String name) {
    double[][] hidden = linear(x, name + ".fc1");
    for (double[] row : hidden) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= 0.5 * (1 + Erf.erf(row[i] / Math.sqrt(2)));
      }
    }
    return linear(hidden, name + ".fc2");
  }

  private double[][] linear(double[][] x, String name) {
    double[] kernel = parameter.apply(name + ".weight");
    double[] bias = parameter.apply(name + ".bias");
    int inputs = x[0].length;
    double[][] y = new double[x.length][bias.length];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < bias.length; o++) {
        y[t][o] = bias[o];
        for (int i = 0; i < inputs; i++) {
          y[t][o] += x[t][i] * kernel[o * inputs + i];
        }
      }
    }
    return y;
  }

  private double[][] norm(double[][] x, String name) {
    double[] scale = parameter.apply(name + ".weight");
    double[] bias = parameter.apply(name + ".bias");
    double[][] y = new double[x.length][scale.length];
    for (int t = 0; t < x.length; t++) {
      double mean = 0;
      double squares = 0;
      for (double value : x[t]) {
        mean += value / scale.length;
      }
      for (double value : x[t]) {
        squares += (value - mean) * (value - mean) / scale.length;
      }
      for (int i = 0; i < scale.length; i++) {
        y[t][i] = (x[t][i] - mean) / Math.sqrt(squares + 1e-6) * scale[i] + bias[i];
      }
    }
    return y;
  }

  /// The `part`-th block of `width` columns.
  private double[][] columns(double[][] x, int part) {
    double[][] y = new double[x.length][model.width()];
    for (int t = 0; t < x.length; t++) {
      System.arraycopy(x[t], part * model.width(), y[t], 0, model.width());
    }
    return y;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] y = new double[a.length][a[0].length];
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < y[t].length; i++) {
        y[t][i] = a[t][i] + b[t][i];
      }
    }
    return y;
  }

  private static double[] mean(double[][] x) {
    double[] y = new double[x[0].length];
    for (double[] row : x) {
      for (int i = 0; i < y.length; i++) {
        y[i] += row[i] / x.length;
      }
    }
    return y;
  }
}
