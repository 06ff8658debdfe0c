package shapelaw.torch.evaluation;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import shapelaw.run.RunResult;
import shapelaw.torch.data.ImageSource;

/// What a model makes of images of its training classes that are held out.
public final class Validation {

  private Validation() {}

  /// Measures a model on all validation images.
  ///
  /// @param source of at least one validation image
  /// @param logits from images (batch, channels, size, size) to logits (batch, classes), under the
  ///   same rules as [FeatureExtractor#features]
  /// @throws NotFiniteException if a logit is not finite: the model has diverged
  public static RunResult.Validation evaluate(ImageSource source, UnaryOperator<Tensor> logits) {
    int images = source.validationImages();
    var labels = new int[images];
    var sums = new Sums();
    new ForwardPass(source, logits)
        .forEachBatch(
            images,
            (index, pixels, offset) ->
                labels[index] = source.validationImage(index, pixels, offset),
            (first, outputs) -> sums.add(outputs, labels, first));
    return new RunResult.Validation((double) sums.wrong / images, sums.loss / images, images);
  }

  /// Sums over the images so far: the logits of all images of ImageNet-21k would take gigabytes.
  private static final class Sums {
    private int wrong;
    private double loss;

    void add(Features logits, int[] labels, int first) {
      for (int row = 0; row < logits.examples(); row++) {
        int label = labels[first + row];
        if (logits.largest(row) != label) {
          wrong++;
        }
        loss += crossEntropy(logits, row, label);
      }
    }
  }

  /// Sigmoid cross-entropy, summed over classes.
  private static double crossEntropy(Features logits, int image, int label) {
    double sum = 0;
    for (int k = 0; k < logits.width(); k++) {
      double logit = logits.values()[image * logits.width() + k];
      sum += softplus(k == label ? -logit : logit);
    }
    return sum;
  }

  /// ln(1 + e^x), without overflow.
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /// Standard error of the error rate: sqrt(p (1 − p) / n), that of a share of n images.
  public static double standardError(RunResult.Validation validation) {
    double p = validation.errorRate();
    return Math.sqrt(p * (1 - p) / validation.images());
  }
}
