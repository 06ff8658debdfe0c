package shapelaw.torch.train;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/// A copy of a training's state. Owns native memory until closed.
record Snapshot(List<Tensor> tensors) implements AutoCloseable {

  Snapshot {
    tensors = List.copyOf(tensors);
  }

  /// Copies the state as it is now.
  static Snapshot of(ModelTraining training) {
    return new Snapshot(training.state().stream().map(Tensor::clone).toList());
  }

  /// Puts the training back to where it was.
  void restore(ModelTraining training) {
    List<Tensor> state = training.state();
    for (int i = 0; i < state.size(); i++) {
      state.get(i).copy_(tensors.get(i));
    }
  }

  @Override
  public void close() {
    tensors.forEach(Pointer::close);
  }
}
