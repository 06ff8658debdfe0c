package shapelaw.torch.evaluation;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Ridge regression in closed form: W = argmin ‖X W − Y‖² + ridge ‖W‖², in double precision on the
/// CPU.
///
/// One eigendecomposition serves every ridge strength. With n examples and f features it is that of
/// the smaller Gram matrix:
///
/// ```text
/// n ≥ f:  XᵀX = V Λ Vᵀ,   W = V (Λ + ridge)⁻¹ Vᵀ Xᵀ Y
/// n < f:  XXᵀ = U Λ Uᵀ,   W = Xᵀ U (Λ + ridge)⁻¹ Uᵀ Y
/// ```
///
/// so that W = B (Λ + ridge)⁻¹ P in both, with the basis B and the projected targets P kept here.
final class RidgeRegression {

  private final int features;
  private final int outputs;
  private final double[] eigenvalues;
  private final double[] basis;
  private final double[] projectedTargets;

  private RidgeRegression(
      int features, int outputs, double[] eigenvalues, double[] basis, double[] projectedTargets) {
    this.features = features;
    this.outputs = outputs;
    this.eigenvalues = eigenvalues;
    this.basis = basis;
    this.projectedTargets = projectedTargets;
  }

  /// Decomposes a problem.
  ///
  /// @param inputs X, (examples, features)
  /// @param targets Y, (examples, outputs)
  /// @param outputs columns of Y
  static RidgeRegression of(Features inputs, double[] targets, int outputs) {
    if (targets.length != inputs.examples() * outputs) {
      throw new IllegalArgumentException(
          "targets must have %d × %d values but had %d."
              .formatted(inputs.examples(), outputs, targets.length));
    }
    try (var _ = new PointerScope()) {
      Tensor x = AbstractTensor.create(inputs.values(), inputs.examples(), inputs.width());
      Tensor y = AbstractTensor.create(targets, inputs.examples(), outputs);
      boolean primal = inputs.examples() >= inputs.width();
      T_TensorTensor_T eigen = torch.linalg_eigh(primal ? x.t().matmul(x) : x.matmul(x.t()));
      Tensor vectors = eigen.get1();
      Tensor basis = primal ? vectors : x.t().matmul(vectors);
      Tensor projected = primal ? vectors.t().matmul(x.t().matmul(y)) : vectors.t().matmul(y);
      return new RidgeRegression(
          inputs.width(), outputs, values(eigen.get0()), values(basis), values(projected));
    }
  }

  /// The weights for a ridge strength.
  ///
  /// @param ridge above 0
  /// @return (features, outputs)
  double[] weights(double ridge) {
    var scaled = new double[projectedTargets.length];
    for (int i = 0; i < scaled.length; i++) {
      // Rounding may leave an eigenvalue of a semidefinite matrix slightly below 0.
      scaled[i] = projectedTargets[i] / (Math.max(0, eigenvalues[i / outputs]) + ridge);
    }
    return product(basis, features, eigenvalues.length, scaled, outputs);
  }

  /// X W for other examples.
  ///
  /// @return (examples, outputs)
  static double[] predictions(Features inputs, double[] weights) {
    int outputs = weights.length / inputs.width();
    return product(inputs.values(), inputs.examples(), inputs.width(), weights, outputs);
  }

  private static double[] product(double[] a, int rows, int inner, double[] b, int columns) {
    try (var _ = new PointerScope()) {
      return values(
          AbstractTensor.create(a, rows, inner).matmul(AbstractTensor.create(b, inner, columns)));
    }
  }

  private static double[] values(Tensor tensor) {
    Tensor dense = tensor.contiguous();
    var values = new double[Math.toIntExact(dense.numel())];
    dense.<DoubleBuffer>createBuffer().get(values);
    return values;
  }
}
