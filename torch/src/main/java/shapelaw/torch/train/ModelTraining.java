package shapelaw.torch.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;
import shapelaw.torch.model.VitModel;
import shapelaw.torch.optim.GradientClipping;
import shapelaw.torch.optim.ParameterUpdate;

/// A model being trained: parameters, optimiser, and one step of both. Everything that a later step
/// depends on is in [#state()].
///
/// Native memory: the state belongs to the `PointerScope` that is open at construction; a step
/// leaves nothing behind.
public final class ModelTraining {

  private final RunSpec spec;
  private final Parameters parameters;
  private final VitModel model;
  private final ParameterUpdate update;

  /// Starts from the initial weights of the run's seed.
  public ModelTraining(RunSpec spec) {
    this.spec = spec;
    this.parameters =
        new Parameters(ParameterLayout.of(spec.model()), new TensorOptions(ScalarType.Float));
    parameters.initialize(spec.seed());
    this.model = new VitModel(parameters);
    this.update = ParameterUpdate.of(spec.recipe().optimizer(), parameters);
  }

  /// Goes back to the initial weights and an empty optimiser.
  public void reset() {
    try (var _ = new PointerScope()) {
      state().forEach(Tensor::zero_);
      parameters.initialize(spec.seed());
    }
  }

  /// Trains one step. If the loss is not finite, nothing is changed.
  ///
  /// @param pixels (batch, channels, size, size), a direct buffer in native byte order
  /// @param labels (batch)
  /// @param step number of the step, from 1
  /// @param totalSteps duration of the run, which decides when the cool-down begins
  /// @return the loss before the step: sigmoid cross-entropy, summed over classes, mean over images
  public double step(FloatBuffer pixels, int[] labels, long step, long totalSteps) {
    Recipe recipe = spec.recipe();
    try (var _ = new PointerScope()) {
      parameters.gradients().zero_();
      Tensor loss = model.loss(images(pixels, labels.length), labels(labels));
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        return value;
      }
      loss.backward();
      GradientClipping.clip(parameters.gradients(), recipe.clipNorm());
      double schedule = recipe.schedule(step, totalSteps);
      update.apply(step, recipe.learningRate() * schedule, recipe.weightDecay() * schedule);
      return value;
    }
  }

  private Tensor images(FloatBuffer pixels, long batch) {
    long size = spec.model().imageSize();
    return torch.from_blob(new FloatPointer(pixels), batch, spec.model().channels(), size, size);
  }

  private static Tensor labels(int[] labels) {
    return AbstractTensor.create(Arrays.stream(labels).asLongStream().toArray());
  }

  /// Pre-logits (batch, width) of images (batch, channels, size, size).
  public Tensor features(Tensor images) {
    return model.features(images);
  }

  /// True if no parameter is NaN or infinite.
  public boolean finite() {
    try (var _ = new PointerScope()) {
      return parameters.values().isfinite().all().item_bool();
    }
  }

  /// All tensors that the next step depends on, in a fixed order; changing them changes the
  /// training.
  public List<Tensor> state() {
    var state = new ArrayList<Tensor>();
    state.add(parameters.values());
    state.addAll(update.state());
    return state;
  }
}
