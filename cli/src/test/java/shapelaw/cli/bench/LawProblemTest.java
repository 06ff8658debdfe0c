package shapelaw.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LawProblemTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void thePublishedPointsAreAllThere() {
    assertThat(LawProblem.chinchilla().data().rows()).isEqualTo(234);
    assertThat(LawProblem.gemstones(24).data().rows()).isEqualTo(770);
    assertThat(LawProblem.gemstones(24).starts()).hasSize(24);
  }

  @Test
  void aReplicateDrawsAsManyRowsAsThereAre() {
    for (double[] counts : LawProblem.chinchilla().weights()) {
      assertThat(Arrays.stream(counts).sum()).isEqualTo(234);
    }
  }

  /// The optimum that scipy's best of 4,500 starts finds, on the points of the resource.
  @Test
  void everyStartReachesTheKnownOptimumOfTheChinchillaLaw() {
    LawProblem problem = LawProblem.chinchilla();
    FitTask.Answer answer =
        new OwnMethod(problem).fit(new FitTask(FitTask.Kind.COLD, 0, Double.MAX_VALUE, 200));
    assertThat(answer.values()).hasSize(200);
    for (double value : answer.values()) {
      assertThat(value).isCloseTo(8.400931e-4, within(1e-10));
    }
  }

  /// The best objective that is known for this law on these points.
  @Test
  void theGemstonesLawReachesItsKnownOptimumFromTwentyFourStarts() {
    var own = new OwnMethod(LawProblem.gemstones(24));
    FitTask.Answer answer = own.fit(new FitTask(FitTask.Kind.COLD, 0, Double.MAX_VALUE, 24));
    assertThat(Arrays.stream(answer.values()).min().orElseThrow()).isLessThan(2.94806e-4);
  }

  @Test
  void aFileWithoutLossesIsOneClearMessage() throws IOException {
    Path file = Files.writeString(folder.resolve("points.csv"), "N,D,lost\n1e6,1e8,3.0\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LawProblem.chinchilla(file))
        .withMessageContaining("points.csv: there must be a column loss");
  }

  @Test
  void aCellThatIsNoNumberIsNamedWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("points.csv"), "N,D,loss\n1e6,1e8,3\n1e7,?,2\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LawProblem.chinchilla(file))
        .withMessageContaining("points.csv:3: D must be a number but was '?'");
  }
}
