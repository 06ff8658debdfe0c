package shapelaw.torch.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.DeviceType;
import shapelaw.run.Precision;

/// Forward and backward pass of a model's loss.
///
/// With recomputation (Chen et al. 2016, arXiv 1604.06174) the forward pass keeps nothing but the
/// input of each block, and the backward pass makes what else a block's gradient takes when it gets
/// there: memory of depth inputs and one block instead of depth blocks, for one more forward pass.
/// All operations are the same, so the numbers are, too.
///
/// @param model the model
/// @param precision that layers compute with
/// @param device where its parameters are
/// @param recomputesActivations whether to compute activations again
public record LossGradient(
    VitModel model, Precision precision, DeviceType device, boolean recomputesActivations) {

  /// Adds the gradient of the loss to that of the parameters.
  ///
  /// @param images (batch, channels, size, size)
  /// @param targets (batch, classes) in [0, 1]
  /// @return the loss, a scalar without graph: sigmoid cross-entropy, summed over classes, mean
  ///   over images
  public Tensor add(Tensor images, Tensor targets) {
    return recomputesActivations ? addInSegments(images, targets) : addAtOnce(images, targets);
  }

  private Tensor addAtOnce(Tensor images, Tensor targets) {
    Tensor loss;
    try (var _ = PrecisionScope.open(precision, device)) {
      loss = VitModel.crossEntropy(model.logits(images), targets);
    }
    loss.backward();
    return loss.detach();
  }

  private Tensor addInSegments(Tensor images, Tensor targets) {
    Tensor embedded;
    try (var _ = PrecisionScope.open(precision, device)) {
      embedded = model.embed(images);
    }
    List<Tensor> inputs = blockInputs(embedded);
    var loss = new Tensor();
    var gradient = new Tensor();
    addOfLoss(inputs.removeLast(), targets, loss, gradient);
    for (int block = model.depth() - 1; block >= 0; block--) {
      addOfBlock(block, inputs.get(block), gradient);
    }
    backward(embedded, gradient);
    return loss;
  }

  /// Inputs of all blocks and the output of the last one, without graph.
  private List<Tensor> blockInputs(Tensor embedded) {
    var inputs = new ArrayList<Tensor>();
    inputs.add(embedded.detach());
    for (int block = 0; block < model.depth(); block++) {
      var output = new Tensor(); // belongs to the caller's scope, unlike what is assigned to it
      try (var _ = new PointerScope();
          var _ = new NoGradGuard();
          var _ = PrecisionScope.open(precision, device)) {
        output.put(model.block(block, inputs.getLast()));
      }
      inputs.add(output);
    }
    return inputs;
  }

  /// Forward and backward pass from the last block's output to the loss.
  ///
  /// @param loss to be filled
  /// @param gradient to be filled with the loss's by the last block's output
  private void addOfLoss(Tensor output, Tensor targets, Tensor loss, Tensor gradient) {
    try (var _ = new PointerScope()) {
      Tensor leaf = output.detach().requires_grad_(true);
      Tensor value;
      try (var _ = PrecisionScope.open(precision, device)) {
        value = VitModel.crossEntropy(model.classify(model.pool(leaf)), targets);
      }
      value.backward();
      loss.put(value.detach());
      gradient.put(leaf.grad());
    }
  }

  /// Computes a block again, with its graph, and goes back through it.
  ///
  /// @param gradient the loss's by the block's output, to be replaced by the one by its input
  private void addOfBlock(int block, Tensor input, Tensor gradient) {
    try (var _ = new PointerScope()) {
      Tensor leaf = input.detach().requires_grad_(true);
      Tensor output;
      try (var _ = PrecisionScope.open(precision, device)) {
        output = model.block(block, leaf);
      }
      backward(output, gradient);
      gradient.put(leaf.grad());
    }
  }

  private static void backward(Tensor output, Tensor gradient) {
    output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
  }
}
