package shapelaw.torch.optim;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import shapelaw.run.Optimizer;

/// libtorch's AdamW in one pass over memory (`aten::_fused_adamw_`), for some parameters that lie
/// side by side. Operation by operation the same takes three to four times as long. The presets do
/// not name it, so it is called through libtorch's dispatcher.
///
/// @param values the parameters
/// @param gradients of the parameters
/// @param firstMoment running mean of the gradients
/// @param secondMoment running mean of their squares
/// @param steps number of the step, a float32 scalar: exact up to 16.7 million
record FusedAdamW(
    Tensor values, Tensor gradients, Tensor firstMoment, Tensor secondMoment, Tensor steps) {

  private static final String OPERATION = "aten::_fused_adamw_";
  private static final String OVERLOAD = "";

  /// Does the step whose number `steps` holds.
  ///
  /// @param weightDecay relative to the learning rate
  void apply(Optimizer.AdamW constants, double learningRate, double weightDecay) {
    OperatorHandle operation = Dispatcher.singleton().findSchemaOrThrow(OPERATION, OVERLOAD);
    operation.callBoxed(
        new IValueVector(
            list(values),
            list(gradients),
            list(firstMoment),
            list(secondMoment),
            list(), // no largest second moments: those of AMSGrad
            list(steps),
            new IValue(learningRate),
            new IValue(constants.beta1()),
            new IValue(constants.beta2()),
            new IValue(weightDecay),
            new IValue(constants.epsilon()),
            new IValue(false), // no AMSGrad
            new IValue(false), // downhill
            new IValue(), // gradients are not scaled
            new IValue())); // and no infinity was looked for in them
  }

  private static IValue list(Tensor... tensors) {
    var list = new GenericList(new Type.TypePtr((Type) TensorType.get()));
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }
}
