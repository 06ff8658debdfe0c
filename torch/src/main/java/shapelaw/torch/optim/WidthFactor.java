package shapelaw.torch.optim;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;

/// Share of the learning rate that kernels whose inputs grow with the width get
/// ([shapelaw.torch.model.WidthScaling#kernelLearningRate()]). They lie side by side in the flat
/// buffer.
///
/// @param start of these kernels in the flat buffer
/// @param length numbers in them
/// @param value the share
record WidthFactor(long start, long length, double value) {

  static WidthFactor of(Parameters parameters) {
    ParameterLayout layout = parameters.layout();
    return new WidthFactor(
        layout.hiddenStart(),
        layout.kernelEnd() - layout.hiddenStart(),
        layout.scaling().kernelLearningRate());
  }

  /// Multiplies the share into a direction of descent, in place; does nothing if it is 1.
  ///
  /// @param direction (bufferSize)
  void multiply(Tensor direction) {
    if (value != 1) {
      direction.narrow(0, start, length).mul_(new Scalar(value));
    }
  }
}
