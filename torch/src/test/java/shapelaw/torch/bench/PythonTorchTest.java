package shapelaw.torch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PythonTorchTest {

  @Test
  void theNamedInterpreterIsTheOnlyOneTried() {
    assertThat(PythonTorch.interpreters("/opt/python")).containsExactly("/opt/python");
  }

  @Test
  void theUsualOnesAreTriedWhereNoneIsNamed() {
    assertThat(PythonTorch.interpreters(null)).contains("python3");
    assertThat(PythonTorch.interpreters(" ")).isEqualTo(PythonTorch.interpreters(null));
  }
}
