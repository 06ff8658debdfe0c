package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExecutionTest {

  @ParameterizedTest
  @CsvSource({
    "-Dspark.authenticate.secret=s3cret, false",
    "-Dspark.authenticate=true, false",
    "-Dsparkling=1, true",
    "-Dshapelaw.version=1.0, true",
    "-Xmx3g, true",
    "--enable-native-access=ALL-UNNAMED, true",
    "-agentlib:jdwp, false"
  })
  void trialsHearOfJavasFlagsButNotOfSparksSecrets(String flag, boolean heard) {
    assertThat(Execution.isForTrials(flag)).isEqualTo(heard);
  }
}
