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
  /// @throws ArithmeticException if a logit is not finite: the model has diverged
  public static RunResult.Validation evaluate(ImageSource source, UnaryOperator<Tensor> logits) {
    int images = source.validationImages();
    var labels = new int[images];
    Features outputs =
        new ForwardPass(source, logits)
            .outputs(
                images,
                (index, pixels, offset) ->
                    labels[index] = source.validationImage(index, pixels, offset));
    int wrong = 0;
    double loss = 0;
    for (int image = 0; image < images; image++) {
      if (outputs.largest(image) != labels[image]) {
        wrong++;
      }
      loss += crossEntropy(outputs, image, labels[image]);
    }
    return new RunResult.Validation((double) wrong / images, loss / images, images);
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
