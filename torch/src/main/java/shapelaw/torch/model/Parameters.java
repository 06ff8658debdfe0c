package shapelaw.torch.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// All parameters of a model in one flat tensor, their gradients in another, and for each parameter
/// a leaf that is a view of the first and accumulates its gradient in the second. An optimiser step
/// is then a few calls on two tensors instead of a few calls on each parameter, and a snapshot is
/// one copy.
///
/// Native memory: everything belongs to the `PointerScope` that is open at construction.
public final class Parameters {

  /// Starting values that are made at a time.
  private static final int CHUNK = 1 << 16;

  private final ParameterLayout layout;
  private final Tensor values;
  private final @Nullable Tensor gradients;
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();

  /// Allocates zeros, for training.
  ///
  /// @param layout what to allocate
  /// @param options device and type of the numbers
  public Parameters(ParameterLayout layout, TensorOptions options) {
    this(
        layout,
        torch.zeros(new long[] {layout.bufferSize()}, options),
        torch.zeros(new long[] {layout.bufferSize()}, options));
  }

  private Parameters(ParameterLayout layout, Tensor values, @Nullable Tensor gradients) {
    this.layout = layout;
    this.values = values;
    this.gradients = gradients;
    for (ParameterLayout.Slot slot : layout.slots()) {
      leaves.put(slot.name(), leaf(slot));
    }
  }

  /// Allocates numbers that are yet to be written, for inference: no gradient ever flows into them
  /// and no memory is spent on any.
  ///
  /// @param layout what to allocate
  /// @param options device and type of the numbers
  public static Parameters frozen(ParameterLayout layout, TensorOptions options) {
    Tensor values =
        torch.empty(new long[] {layout.bufferSize()}, options, new MemoryFormatOptional());
    return new Parameters(layout, values, null);
  }

  private Tensor leaf(ParameterLayout.Slot slot) {
    Tensor leaf = view(values, slot).detach();
    if (gradients != null) {
      leaf.requires_grad_(true);
      leaf.mutable_grad().put(view(gradients, slot));
    }
    return leaf;
  }

  private static Tensor view(Tensor row, ParameterLayout.Slot slot) {
    long[] shape = slot.shape().stream().mapToLong(Long::longValue).toArray();
    return row.narrow(0, slot.offset(), slot.size()).view(shape);
  }

  /// Views of the parameters in a row of numbers that is laid out as this one is, such as a copy of
  /// [#values()]; by name, in the order in which they lie in memory.
  ///
  /// @param row (bufferSize)
  public Map<String, Tensor> views(Tensor row) {
    var views = new LinkedHashMap<String, Tensor>();
    layout.slots().forEach(slot -> views.put(slot.name(), view(row, slot)));
    return views;
  }

  /// Writes the starting values of `seed`.
  public void initialize(long seed) {
    RandomGenerator seeds = new SplittableRandom(seed);
    for (ParameterGroup group : layout.groups()) {
      // Every group draws from its own generator, so that its values do not depend on the sizes of
      // the others.
      RandomGenerator random = new SplittableRandom(seeds.nextLong());
      write(group, random);
    }
  }

  private void write(ParameterGroup group, RandomGenerator random) {
    try (var _ = new PointerScope()) {
      var chunk = new double[CHUNK];
      for (long at = 0; at < group.size(); at += CHUNK) {
        int count = (int) Math.min(CHUNK, group.size() - at);
        for (int i = 0; i < count; i++) {
          chunk[i] = group.initializer().next(random);
        }
        Tensor target = values.narrow(0, group.offset() + at, count);
        target.copy_(AbstractTensor.create(Arrays.copyOf(chunk, count)));
      }
    }
  }

  /// The same model for a forward pass that scales attention by 1 / sqrt(head size), as all
  /// programs do that know nothing of parametrizations: queries take up the factor that it lacks.
  /// These parameters themselves if it lacks none, else a frozen copy in the standard
  /// parametrization.
  public Parameters forUsualAttention() {
    ParameterLayout usual = ParameterLayout.of(layout.model());
    double factor = layout.scaling().attentionScale() / usual.scaling().attentionScale();
    if (factor == 1) {
      return this;
    }
    Parameters copy = frozen(usual, values.options());
    try (var _ = new PointerScope()) {
      copy.values.copy_(values);
      for (ParameterLayout.Slot slot : usual.slots()) {
        copy.values
            .narrow(0, slot.offset(), ParameterLayout.queryNumbers(slot))
            .mul_(new Scalar(factor));
      }
    }
    return copy;
  }

  /// What lies where.
  public ParameterLayout layout() {
    return layout;
  }

  /// All values in one row: (bufferSize).
  public Tensor values() {
    return values;
  }

  /// All gradients in one row: (bufferSize). The backward pass adds to them; clear them before it.
  ///
  /// @throws IllegalStateException if the parameters are frozen
  public Tensor gradients() {
    if (gradients == null) {
      throw new IllegalStateException("parameters must be trainable but were frozen.");
    }
    return gradients;
  }

  /// One parameter by its name, as the forward pass uses it.
  ///
  /// @throws IllegalArgumentException if there is none
  public Tensor leaf(String name) {
    Tensor leaf = leaves.get(name);
    if (leaf == null) {
      throw new IllegalArgumentException(
          "a parameter's name must be one of %s but was '%s'.".formatted(leaves.keySet(), name));
    }
    return leaf;
  }

  /// Names of all parameters in the order in which they lie in memory.
  public List<String> names() {
    return new ArrayList<>(leaves.keySet());
  }

  /// Trainable numbers as libtorch counts them: the sum over all leaves.
  public long count() {
    return leaves.values().stream().mapToLong(Tensor::numel).sum();
  }
}
