package shapelaw.torch.data;

import shapelaw.run.DataSpec;

/// An endless stream of formula-driven images: fractals of iterated function systems. Image i of
/// seed s is always the same image, whoever makes it and in whatever order.
final class FractalSource implements ImageSource {

  /// Streams of seeds: what is drawn from one never depends on what is drawn from another.
  private static final int TRAINING_CLASS = 0;

  private static final int EVALUATION_CLASS = 1;
  private static final int LABEL = 2;
  private static final int TRAINING_IMAGE = 3;
  private static final int EVALUATION_IMAGE = 4;
  private static final int VALIDATION_LABEL = 5;
  private static final int VALIDATION_IMAGE = 6;

  private final DataSpec.Fractals spec;
  private final FractalImage image;
  private final IteratedFunctionSystem[] trainingSystems;
  private final IteratedFunctionSystem[] evaluationSystems;

  FractalSource(DataSpec.Fractals spec) {
    this(spec, FractalImage.Variation.USUAL);
  }

  FractalSource(DataSpec.Fractals spec, FractalImage.Variation variation) {
    this.spec = spec;
    this.image = new FractalImage(spec.imageSize(), variation);
    this.trainingSystems = systems(spec.pretrainClasses(), TRAINING_CLASS);
    this.evaluationSystems = systems(spec.split().evaluationClasses(), EVALUATION_CLASS);
  }

  private IteratedFunctionSystem[] systems(int count, int stream) {
    var systems = new IteratedFunctionSystem[count];
    for (int k = 0; k < count; k++) {
      systems[k] = IteratedFunctionSystem.ofClass(Seeds.of(spec.seed(), stream, k));
    }
    return systems;
  }

  /// The specification says it all.
  @Override
  public String fingerprint() {
    return "fractals";
  }

  @Override
  public int imageSize() {
    return spec.imageSize();
  }

  @Override
  public int channels() {
    return FractalImage.CHANNELS;
  }

  @Override
  public int classes() {
    return spec.pretrainClasses();
  }

  @Override
  public int evaluationClasses() {
    return spec.split().evaluationClasses();
  }

  @Override
  public long distinctTrainingImages() {
    return Long.MAX_VALUE;
  }

  @Override
  public int evaluationImages(int evaluationClass) {
    return Integer.MAX_VALUE;
  }

  @Override
  public int trainingImage(long index, float[] pixels, int offset) {
    int label = Seeds.bounded(Seeds.of(spec.seed(), LABEL, index), classes());
    long seed = Seeds.of(spec.seed(), TRAINING_IMAGE, index);
    image.draw(trainingSystems[label], seed, pixels, offset);
    return label;
  }

  @Override
  public int validationImages() {
    return spec.split().validationImages();
  }

  @Override
  public int validationImage(int index, float[] pixels, int offset) {
    int label = Seeds.bounded(Seeds.of(spec.seed(), VALIDATION_LABEL, index), classes());
    long seed = Seeds.of(spec.seed(), VALIDATION_IMAGE, index);
    image.draw(trainingSystems[label], seed, pixels, offset);
    return label;
  }

  @Override
  public void evaluationImage(int evaluationClass, int index, float[] pixels, int offset) {
    long classSeed = Seeds.of(spec.seed(), EVALUATION_IMAGE, evaluationClass);
    long seed = Seeds.of(classSeed, EVALUATION_IMAGE, index);
    image.draw(evaluationSystems[evaluationClass], seed, pixels, offset);
  }
}
