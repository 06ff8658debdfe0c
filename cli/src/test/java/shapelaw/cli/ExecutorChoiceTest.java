package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.shape.UnknownNameException;

final class ExecutorChoiceTest {

  @Test
  void everyPlaceHasItsName() {
    assertThat(ExecutorChoice.parse("local")).isEqualTo(new ExecutorChoice.Local());
    assertThat(ExecutorChoice.parse("slurm")).isEqualTo(new ExecutorChoice.Slurm(Optional.empty()));
    assertThat(ExecutorChoice.parse("slurm:gpu"))
        .isEqualTo(new ExecutorChoice.Slurm(Optional.of("gpu")));
    assertThat(ExecutorChoice.parse("spark://head:7077"))
        .isEqualTo(new ExecutorChoice.Spark("spark://head:7077"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "moon", "slurm:", "spark", "spark:head", "Local"})
  void anUnknownPlaceIsNamedWithTheKnownOnes(String text) {
    assertThatThrownBy(() -> ExecutorChoice.parse(text))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("'" + text + "' is not a place to run. It must be local, slurm");
  }
}
