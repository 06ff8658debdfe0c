package shapelaw.torch.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.torch.model.LossGradient;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;
import shapelaw.torch.model.PrecisionScope;
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
  private final Device device;
  private final Parameters parameters;
  private final VitModel model;
  private final LossGradient lossGradient;
  private final Mixup mixup;
  private final ParameterUpdate update;

  /// Starts from the initial weights of the run's seed, on the CPU.
  public ModelTraining(RunSpec spec) {
    this(spec, Execution.onCpu());
  }

  /// Starts from the initial weights of the run's seed.
  ///
  /// @throws IllegalArgumentException if the optimiser has no rule for the recipe's parametrization
  public ModelTraining(RunSpec spec, Execution execution) {
    Recipe recipe = spec.recipe();
    this.spec = spec;
    this.device = execution.device();
    this.parameters =
        new Parameters(
            ParameterLayout.of(spec.model(), recipe.parametrization()),
            new TensorOptions(ScalarType.Float).device(new DeviceOptional(device)));
    parameters.initialize(spec.seed());
    this.model = new VitModel(parameters);
    this.lossGradient =
        new LossGradient(
            model, recipe.precision(), device.type(), execution.recomputesActivations());
    this.mixup = new Mixup(recipe.mixup(), spec.seed());
    this.update = ParameterUpdate.of(recipe.optimizer(), parameters);
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
  /// @return the loss before the step: sigmoid cross-entropy, summed over classes, mean over
  ///   images, of the batch after mixup
  public double step(FloatBuffer pixels, int[] labels, long step, long totalSteps) {
    Recipe recipe = spec.recipe();
    try (var _ = new PointerScope()) {
      parameters.gradients().zero_();
      double share = mixup.share(step);
      Tensor loss =
          lossGradient.add(
              Mixup.mix(images(pixels, labels.length), share),
              Mixup.mix(model.oneHot(labels(labels)), share));
      GradientClipping.clip(parameters.gradients(), recipe.clipNorm());
      // Read only now: a GPU has the whole backward pass to do while the CPU waits for the number.
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        return value;
      }
      double schedule = recipe.schedule(step, totalSteps);
      update.apply(step, recipe.learningRate() * schedule, recipe.weightDecay() * schedule);
      return value;
    }
  }

  private Tensor images(FloatBuffer pixels, long batch) {
    long size = spec.model().imageSize();
    return toDevice(
        torch.from_blob(new FloatPointer(pixels), batch, spec.model().channels(), size, size));
  }

  private Tensor labels(int[] labels) {
    return toDevice(AbstractTensor.create(Arrays.stream(labels).asLongStream().toArray()));
  }

  /// The tensor where the parameters are. To a GPU it is copied through page-locked memory, so that
  /// the CPU need not wait for the GPU to be done with the step before.
  private Tensor toDevice(Tensor host) {
    return device.is_cuda()
        ? host.pin_memory().to(device, host.scalar_type(), true, false, new MemoryFormatOptional())
        : host.to(device, host.scalar_type());
  }

  /// Pre-logits in the recipe's precision, so that the model is judged as it was trained.
  ///
  /// @param images (batch, channels, size, size)
  /// @return (batch, width), in float32
  public Tensor features(Tensor images) {
    try (var _ = precision()) {
      return model.features(toDevice(images));
    }
  }

  /// Logits of the classes in the recipe's precision.
  ///
  /// @param images (batch, channels, size, size)
  /// @return (batch, classes), in float32
  public Tensor logits(Tensor images) {
    try (var _ = precision()) {
      return model.logits(toDevice(images));
    }
  }

  private PrecisionScope precision() {
    return PrecisionScope.open(spec.recipe().precision(), device.type());
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

  /// The tensors of a state under names, for files: each parameter under its own, the optimiser's
  /// under `optimizer.`. They are views: to change one is to change the state.
  ///
  /// @param state [#state()], or a copy of it
  public Map<String, Tensor> named(List<Tensor> state) {
    var named = new LinkedHashMap<>(parameters.views(state.getFirst()));
    List<String> names = update.stateNames();
    for (int i = 0; i < names.size(); i++) {
      named.put("optimizer." + names.get(i), state.get(i + 1));
    }
    return named;
  }

  /// The parameters, for files.
  Parameters parameters() {
    return parameters;
  }
}
