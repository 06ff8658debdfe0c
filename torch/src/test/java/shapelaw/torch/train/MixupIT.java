package shapelaw.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import shapelaw.torch.TensorScope;
import shapelaw.torch.model.VitModel;

@ExtendWith(TensorScope.class)
class MixupIT {

  private static Tensor matrix(double... values) {
    return AbstractTensor.create(values, values.length / 2, 2);
  }

  private static double[] doubles(Tensor tensor) {
    var values = new double[(int) tensor.numel()];
    new DoublePointer(tensor.contiguous().data_ptr()).get(values);
    return values;
  }

  @Test
  void mixesEveryImageWithTheOneBeforeItAndTheFirstWithTheLast() {
    Tensor batch = matrix(1, 10, 2, 20, 4, 40);

    // 3/4 and 1/4 of small numbers are exact.
    assertThat(doubles(Mixup.mix(batch, 0.75))).containsExactly(1.75, 17.5, 1.75, 17.5, 3.5, 35);
    assertThat(doubles(batch)).containsExactly(1, 10, 2, 20, 4, 40);
  }

  @Test
  void aShareOfOneChangesNothing() {
    Tensor batch = matrix(1, 10, 2, 20);

    assertThat(doubles(Mixup.mix(batch, 1))).isEqualTo(doubles(batch));
  }

  @Test
  void theLossIsTheMixtureOfTheLosses() {
    Tensor logits = matrix(0.3, -1.2, 2.1, 0.4, -0.7, 0.9);
    Tensor targets = matrix(1, 0, 0, 1, 0, 1);
    Tensor shifted = matrix(0, 1, 1, 0, 0, 1);

    double mixed = VitModel.crossEntropy(logits, Mixup.mix(targets, 0.6)).item_double();

    double own = VitModel.crossEntropy(logits, targets).item_double();
    double others = VitModel.crossEntropy(logits, shifted).item_double();
    assertThat(mixed).isCloseTo(0.6 * own + 0.4 * others, within(1e-12));
  }
}
