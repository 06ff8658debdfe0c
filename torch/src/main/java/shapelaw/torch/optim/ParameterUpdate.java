package shapelaw.torch.optim;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import shapelaw.run.Optimizer;
import shapelaw.torch.model.Parameters;

/// An optimiser together with its state, bound to the parameters that it changes. State belongs to
/// the `PointerScope` that is open at construction, temporaries to the one that is open around
/// [#apply].
public sealed interface ParameterUpdate permits AdamWUpdate, AdafactorUpdate, SgdUpdate {

  /// The update that `optimizer` describes.
  ///
  /// @throws IllegalArgumentException if the optimiser has no rule for the parameters'
  ///   parametrization
  static ParameterUpdate of(Optimizer optimizer, Parameters parameters) {
    return switch (optimizer) {
      case Optimizer.AdamW adamW -> new AdamWUpdate(adamW, parameters);
      case Optimizer.Adafactor adafactor -> new AdafactorUpdate(adafactor, parameters);
      case Optimizer.Sgd sgd -> new SgdUpdate(sgd, parameters);
    };
  }

  /// Changes the parameters by one step. The gradients may be overwritten.
  ///
  /// @param step number of the step, from 1
  /// @param learningRate learning rate of this step
  /// @param weightDecay what is taken off each kernel in this step, as a share of it
  void apply(long step, double learningRate, double weightDecay);

  /// Everything besides the parameters that the next step depends on, in a fixed order.
  List<Tensor> state();

  /// A name for each tensor of [#state()], in the same order; distinct, for files.
  List<String> stateNames();
}
