package shapelaw.torch.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import shapelaw.run.EvaluationSpec;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.image.ImageDataException;

/// Few-shot linear evaluation of frozen features on held-out classes, as the paper measures its
/// models: some examples a class are drawn with a seed, features are standardised by the examples'
/// mean and (standard deviation + 1e-5), a constant feature of 100 stands for the bias, targets are
/// one-hot in {−1, +1}, ridge regression is solved in closed form, and the largest output is the
/// answer.
///
/// The test images of a class are its first ones and the same for every draw; examples are drawn
/// from the rest. Smaller numbers of shots use the first of the same examples.
public final class FewShotEvaluation {

  private FewShotEvaluation() {}

  /// What was measured.
  ///
  /// @param errorRate at the metric's number of shots, mean over draws, in [0, 1]
  /// @param errorRateByShots the same for every number of shots
  /// @param standardError of `errorRate` over the draws; 0 if there was one draw
  public record Outcome(
      double errorRate, Map<Integer, Double> errorRateByShots, double standardError) {
    public Outcome {
      errorRateByShots = Map.copyOf(errorRateByShots);
    }
  }

  /// Checks that every held-out class has enough images; call it before training, not after.
  ///
  /// @throws ImageDataException if one has too few
  public static void requireEnoughImages(EvaluationSpec spec, ImageSource source) {
    int needed = spec.testExamplesPerClass() + spec.shots().getLast();
    for (int k = 0; k < source.evaluationClasses(); k++) {
      if (source.evaluationImages(k) < needed) {
        throw new ImageDataException(
            ("held-out class %d must have at least %d images (%d to test, %d shots) but had %d."
                    + " Maybe lower the test examples or the shots.")
                .formatted(
                    k,
                    needed,
                    spec.testExamplesPerClass(),
                    spec.shots().getLast(),
                    source.evaluationImages(k)));
      }
    }
  }

  /// Measures a model.
  ///
  /// @param seed decides the draws of examples
  /// @throws ImageDataException if a class has too few images, or an image can't be used
  /// @throws NotFiniteException if a feature is not finite: the model has diverged
  public static Outcome evaluate(
      EvaluationSpec spec, ImageSource source, FeatureExtractor extractor, long seed) {
    requireEnoughImages(spec, source);
    var model = new ForwardPass(source, extractor::features);
    Features test = features(model, testImages(spec, source));
    var random = new SplittableRandom(seed);
    var pools = new ArrayList<Features>();
    for (int draw = 0; draw < spec.draws(); draw++) {
      pools.add(features(model, drawExamples(spec, source, random.split())));
    }
    var means = new TreeMap<Integer, Double>();
    double metric = Double.NaN;
    double standardError = Double.NaN;
    for (int shots : spec.shots()) {
      int[] rows = firstOfEachClass(source, spec.shots().getLast(), shots);
      double[] errorRates =
          pools.stream()
              .mapToDouble(pool -> errorRate(spec, source, shots, pool.rows(rows), test))
              .toArray();
      means.put(shots, mean(errorRates));
      if (shots == spec.metricShots()) {
        metric = mean(errorRates);
        standardError = standardError(errorRates);
      }
    }
    return new Outcome(metric, means, standardError);
  }

  /// Features of the images, in their order.
  private static Features features(ForwardPass model, HeldOutImage[] images) {
    return model.outputs(
        images.length,
        (i, pixels, offset) ->
            model
                .source()
                .evaluationImage(images[i].heldOutClass(), images[i].index(), pixels, offset));
  }

  /// Every class's first images, class by class.
  private static HeldOutImage[] testImages(EvaluationSpec spec, ImageSource source) {
    int each = spec.testExamplesPerClass();
    var images = new HeldOutImage[source.evaluationClasses() * each];
    Arrays.setAll(images, i -> new HeldOutImage(i / each, i % each));
    return images;
  }

  /// As many distinct images of each class as the most shots need, class by class, in random order.
  private static HeldOutImage[] drawExamples(
      EvaluationSpec spec, ImageSource source, SplittableRandom random) {
    int each = spec.shots().getLast();
    var images = new HeldOutImage[source.evaluationClasses() * each];
    for (int k = 0; k < source.evaluationClasses(); k++) {
      int[] distinct =
          random
              .ints(spec.testExamplesPerClass(), source.evaluationImages(k))
              .distinct()
              .limit(each)
              .toArray();
      for (int i = 0; i < each; i++) {
        images[k * each + i] = new HeldOutImage(k, distinct[i]);
      }
    }
    return images;
  }

  /// Rows of the first `shots` of each class's `drawn` examples.
  private static int[] firstOfEachClass(ImageSource source, int drawn, int shots) {
    var rows = new int[source.evaluationClasses() * shots];
    Arrays.setAll(rows, i -> i / shots * drawn + i % shots);
    return rows;
  }

  private static double errorRate(
      EvaluationSpec spec, ImageSource source, int shots, Features examples, Features test) {
    int classes = source.evaluationClasses();
    var targets = new double[examples.examples() * classes];
    Arrays.setAll(targets, i -> i / classes / shots == i % classes ? 1 : -1);
    Features.Standardisation standardisation = examples.standardisation();
    double[] weights =
        RidgeRegression.of(standardisation.apply(examples), targets, classes).weights(spec.ridge());
    var outputs =
        new Features(
            test.examples(),
            classes,
            RidgeRegression.predictions(standardisation.apply(test), weights));
    int wrong = 0;
    for (int i = 0; i < test.examples(); i++) {
      if (outputs.largest(i) != i / spec.testExamplesPerClass()) {
        wrong++;
      }
    }
    return (double) wrong / test.examples();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double standardError(double[] values) {
    if (values.length == 1) {
      return 0;
    }
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
