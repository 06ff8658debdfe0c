package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Parameters of a model in memory.
///
/// @param parameters by name
record NumbersInMemory(Map<String, Tensor> parameters) implements ParameterNumbers {

  private Tensor tensor(NamedTensor.Part part) {
    Tensor tensor = parameters.get(part.parameter());
    if (tensor == null) {
      throw new IllegalArgumentException(
          "parameters must have '%s' but were %s."
              .formatted(part.parameter(), parameters.keySet()));
    }
    return tensor;
  }

  @Override
  public NumberType type(NamedTensor.Part part) {
    return TensorNumbers.typeOf(tensor(part));
  }

  @Override
  public void write(NamedTensor.Part part, WritableByteChannel out) throws IOException {
    TensorNumbers.write(tensor(part), part.from(), part.numbers(), out);
  }
}
