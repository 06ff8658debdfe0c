package shapelaw.runs.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DeviceChoice;
import shapelaw.run.RunId;

class TrialArgumentsTest {

  private static final TrialSettings SETTINGS =
      new TrialSettings(2, 7.5, DeviceChoice.CUDA, true, true);

  private static TrialArguments arguments(Set<RunId> finished) {
    return arguments(finished, OptionalLong.of(99));
  }

  private static TrialArguments arguments(Set<RunId> finished, OptionalLong parentPid) {
    return new TrialArguments(
        Path.of("/a b/trunk.json"), Path.of("/a b"), "libtorch", SETTINGS, 42, parentPid, finished);
  }

  @Test
  void comeBackFromTheCommandLine() {
    for (Set<RunId> finished :
        List.of(
            Set.<RunId>of(),
            Set.of(new RunId("0123456789abcdef"), new RunId("fedcba9876543210")))) {
      TrialArguments arguments = arguments(finished);
      assertThat(TrialArguments.parse(arguments.toCommandLine())).isEqualTo(arguments);
    }
    TrialArguments alone = arguments(Set.of(), OptionalLong.empty());
    assertThat(TrialArguments.parse(alone.toCommandLine())).isEqualTo(alone);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--trainer",
        "--threads",
        "--checkpoint-seconds",
        "--device",
        "--recompute-activations",
        "--keep-weights",
        "--attempt"
      })
  void aMissingOptionIsNamed(String option) {
    var line = new ArrayList<>(arguments(Set.of()).toCommandLine());
    int at = line.indexOf(option);
    line.remove(at);
    line.remove(at);
    assertThatThrownBy(() -> TrialArguments.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option + " must be given");
  }
}
