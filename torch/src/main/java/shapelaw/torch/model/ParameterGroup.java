package shapelaw.torch.model;

import java.util.List;

/// Parameters of equal shape that lie side by side in memory, such as the QKV kernels of all
/// blocks.
///
/// @param name name of one parameter as in timm; `*` stands for the number of the copy
/// @param role what it is, which decides weight decay
/// @param copies parameters in the group: the depth, or 1
/// @param shape of one parameter as the forward pass uses it, kernels as (outputs, inputs)
/// @param stacked kernels of the original that one parameter fuses: 3 for QKV, 2 for KV, else 1
/// @param axes shape of one such kernel with all the axes that the original (Flax) keeps apart,
///   such as (heads, head size, width); an optimiser that factors looks at these
/// @param initializer how it starts
/// @param offset of the first number in the flat buffer
public record ParameterGroup(
    String name,
    Role role,
    int copies,
    List<Long> shape,
    int stacked,
    List<Long> axes,
    Initializer initializer,
    long offset) {

  /// What a parameter is.
  public enum Role {
    /// Weight of a linear map: the only ones that decay.
    KERNEL,
    /// Position embeddings and the probe of MAP pooling.
    EMBEDDING,
    /// Biases and LayerNorm scales.
    VECTOR
  }

  public ParameterGroup {
    shape = List.copyOf(shape);
    axes = List.copyOf(axes);
    if (product(shape) != stacked * product(axes)) {
      throw new IllegalArgumentException(
          "axes of %s must hold as many numbers as its shape %s but were %d × %s."
              .formatted(name, shape, stacked, axes));
    }
  }

  private static long product(List<Long> sizes) {
    return sizes.stream().reduce(1L, Math::multiplyExact);
  }

  /// Numbers in one parameter.
  public long parameterSize() {
    return product(shape);
  }

  /// Numbers in the group.
  public long size() {
    return copies * parameterSize();
  }

  /// Name of one of the parameters.
  public String nameOf(int copy) {
    return name.replace("*", String.valueOf(copy));
  }
}
