package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/// The numbers of a model's parameters, wherever they are.
interface ParameterNumbers {

  /// Type of a range's numbers.
  ///
  /// @throws WeightsException if they are of several types
  NumberType type(NamedTensor.Part part);

  /// Writes a range.
  void write(NamedTensor.Part part, WritableByteChannel out) throws IOException;
}
