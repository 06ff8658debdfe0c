package shapelaw.torch.model;

import java.util.ArrayList;
import java.util.List;
import shapelaw.run.Parametrization;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.ParameterGroup.Role;

/// Which parameters a Vision Transformer has, how they start, and where they lie in one flat
/// buffer: kernels first, then embeddings, then vectors, so that an optimiser treats each kind with
/// a few calls on long ranges.
///
/// Starting values follow the published big_vision code: kernels Xavier-uniform (query, key and
/// value each on its own), patch embedding LeCun-normal, position embeddings normal with deviation
/// 1/sqrt(width), MLP biases normal with deviation 1e-6, probe Xavier-uniform, LayerNorm scales
/// one, the head's kernel and all other biases zero. The head's bias starts at −ln(classes), the
/// paper's value for fine-tuning (−6.9 for 1,000 classes): with the sigmoid loss every class is
/// then given about its share from the start. From zero, short runs spend most of their steps on
/// learning just that, because clipping leaves little of any other gradient meanwhile: 800 steps of
/// width 48, depth 3 on 64 classes of fractals end at a 10-shot error of 0.77 instead of 0.52.
public final class ParameterLayout {

  /// Groups begin at multiples of this many numbers: 64 bytes of float32, a cache line and the
  /// widest vector register.
  private static final int ALIGNMENT = 16;

  private static final double MLP_BIAS_DEVIATION = 1e-6;

  private final VisionTransformer model;
  private final WidthScaling scaling;
  private final List<ParameterGroup> groups = new ArrayList<>();
  private long size;
  private long hiddenStart;
  private long kernelEnd;

  private ParameterLayout(VisionTransformer model, Parametrization parametrization) {
    this.model = model;
    this.scaling = WidthScaling.of(parametrization, model);
    addKernels();
    kernelEnd = size;
    addEmbeddings();
    addVectors();
  }

  /// The layout of a model in the standard parametrization.
  public static ParameterLayout of(VisionTransformer model) {
    return of(model, new Parametrization.Standard());
  }

  /// The layout of a model. Its parametrization decides how embeddings start, how far kernels move
  /// and how attention is scaled, but not which parameters there are and where they lie.
  public static ParameterLayout of(VisionTransformer model, Parametrization parametrization) {
    return new ParameterLayout(model, parametrization);
  }

  /// The model.
  public VisionTransformer model() {
    return model;
  }

  /// What the parametrization makes of the model's width.
  public WidthScaling scaling() {
    return scaling;
  }

  /// All groups in the order in which they lie in memory.
  public List<ParameterGroup> groups() {
    return List.copyOf(groups);
  }

  /// One parameter's place.
  ///
  /// @param name its name
  /// @param shape as the forward pass uses it
  /// @param offset of its first number in the flat buffer
  public record Slot(String name, List<Long> shape, long offset) {
    public Slot {
      shape = List.copyOf(shape);
    }

    /// Numbers in it.
    public long size() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  /// Every parameter in the order in which they lie in memory.
  public List<Slot> slots() {
    var slots = new ArrayList<Slot>();
    for (ParameterGroup group : groups) {
      for (int copy = 0; copy < group.copies(); copy++) {
        long offset = group.offset() + copy * group.parameterSize();
        slots.add(new Slot(group.nameOf(copy), group.shape(), offset));
      }
    }
    return slots;
  }

  /// Length of the flat buffer, padding between groups included.
  public long bufferSize() {
    return size;
  }

  /// Kernels whose number of inputs grows with the width lie in [hiddenStart, kernelEnd): all but
  /// the patch embedding's.
  public long hiddenStart() {
    return hiddenStart;
  }

  /// Kernels lie in [0, kernelEnd) of the flat buffer, embeddings and then vectors from there on.
  public long kernelEnd() {
    return kernelEnd;
  }

  /// How many numbers at the beginning of a parameter make queries of attention.
  static long queryNumbers(Slot slot) {
    if (slot.name().contains(".attn.qkv.")) {
      return slot.size() / 3;
    }
    return slot.name().startsWith("attn_pool.q.") ? slot.size() : 0;
  }

  private void addKernels() {
    long w = model.width();
    long m = model.mlpDim();
    int depth = model.depth();
    addPatchKernel();
    hiddenStart = size;
    attentionKernel("blocks.*.attn.qkv.weight", depth, 3);
    outputKernel("blocks.*.attn.proj.weight", depth);
    kernel("blocks.*.mlp.fc1.weight", depth, m, w, new Initializer.XavierUniform(w, m));
    kernel("blocks.*.mlp.fc2.weight", depth, w, m, new Initializer.XavierUniform(m, w));
    if (model.pooling() == Pooling.MAP) {
      attentionKernel("attn_pool.q.weight", 1, 1);
      attentionKernel("attn_pool.kv.weight", 1, 2);
      outputKernel("attn_pool.proj.weight", 1);
      kernel("attn_pool.mlp.fc1.weight", 1, m, w, new Initializer.XavierUniform(w, m));
      kernel("attn_pool.mlp.fc2.weight", 1, w, m, new Initializer.XavierUniform(m, w));
    }
    if (model.classes() > 0) {
      kernel("head.weight", 1, model.classes(), w, new Initializer.Constant(0));
    }
  }

  private void addPatchKernel() {
    long w = model.width();
    long p = model.patchSize();
    long c = model.channels();
    add(
        "patch_embed.proj.weight",
        Role.KERNEL,
        1,
        List.of(w, c * p * p),
        1,
        List.of(w, c, p, p),
        new Initializer.LecunNormal(c * p * p));
  }

  /// Fused projections from the width to the heads.
  private void attentionKernel(String name, int copies, int stacked) {
    long w = model.width();
    add(
        name,
        Role.KERNEL,
        copies,
        List.of(stacked * w, w),
        stacked,
        List.of((long) model.heads(), (long) model.headSize(), w),
        new Initializer.XavierUniform(w, w));
  }

  /// Projection from the heads back to the width.
  private void outputKernel(String name, int copies) {
    long w = model.width();
    add(
        name,
        Role.KERNEL,
        copies,
        List.of(w, w),
        1,
        List.of(w, (long) model.heads(), (long) model.headSize()),
        new Initializer.XavierUniform(w, w));
  }

  private void kernel(String name, int copies, long outputs, long inputs, Initializer start) {
    List<Long> shape = List.of(outputs, inputs);
    add(name, Role.KERNEL, copies, shape, 1, shape, start);
  }

  private void addEmbeddings() {
    long w = model.width();
    List<Long> positions = List.of(1L, (long) model.tokens(), w);
    var normal = new Initializer.Normal(1 / Math.sqrt(scaling.embeddingWidth()));
    add("pos_embed", Role.EMBEDDING, 1, positions, 1, positions, normal);
    if (model.pooling() == Pooling.MAP) {
      List<Long> probe = List.of(1L, 1L, w);
      var xavier = new Initializer.XavierUniform(1, scaling.embeddingWidth());
      add("attn_pool.latent", Role.EMBEDDING, 1, probe, 1, probe, xavier);
    }
  }

  private void addVectors() {
    long w = model.width();
    long m = model.mlpDim();
    int depth = model.depth();
    var zeros = new Initializer.Constant(0);
    var mlpBias = new Initializer.Normal(MLP_BIAS_DEVIATION);
    vector("patch_embed.proj.bias", 1, w, zeros);
    norm("blocks.*.norm1", depth);
    vector("blocks.*.attn.qkv.bias", depth, 3 * w, zeros);
    vector("blocks.*.attn.proj.bias", depth, w, zeros);
    norm("blocks.*.norm2", depth);
    vector("blocks.*.mlp.fc1.bias", depth, m, mlpBias);
    vector("blocks.*.mlp.fc2.bias", depth, w, mlpBias);
    norm("norm", 1);
    if (model.pooling() == Pooling.MAP) {
      vector("attn_pool.q.bias", 1, w, zeros);
      vector("attn_pool.kv.bias", 1, 2 * w, zeros);
      vector("attn_pool.proj.bias", 1, w, zeros);
      norm("attn_pool.norm", 1);
      vector("attn_pool.mlp.fc1.bias", 1, m, mlpBias);
      vector("attn_pool.mlp.fc2.bias", 1, w, mlpBias);
    }
    if (model.classes() > 0) {
      var prior = new Initializer.Constant(-Math.log(model.classes()));
      vector("head.bias", 1, model.classes(), prior);
    }
  }

  private void norm(String name, int copies) {
    vector(name + ".weight", copies, model.width(), new Initializer.Constant(1));
    vector(name + ".bias", copies, model.width(), new Initializer.Constant(0));
  }

  private void vector(String name, int copies, long length, Initializer start) {
    add(name, Role.VECTOR, copies, List.of(length), 1, List.of(length), start);
  }

  private void add(
      String name,
      Role role,
      int copies,
      List<Long> shape,
      int stacked,
      List<Long> axes,
      Initializer start) {
    var group = new ParameterGroup(name, role, copies, shape, stacked, axes, start, size);
    groups.add(group);
    size = Math.ceilDiv(size + group.size(), ALIGNMENT) * ALIGNMENT;
  }
}
