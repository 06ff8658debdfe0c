package shapelaw.runs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;
import shapelaw.runs.Specs;

class KeptWeightsTest {

  @TempDir private Path trials = Path.of("set by JUnit");

  private TrialFolder prepared(Trunk trunk) throws IOException {
    TrialFolder folder = TrialFolder.of(trials, trunk);
    folder.prepare(trunk);
    Files.writeString(folder.checkpoints().resolve("checkpoint.safetensors"), "left by a kill");
    Files.writeString(folder.log(), "log");
    return folder;
  }

  @Test
  void weightsStayWhenAllElseIsDeleted() throws IOException {
    Trunk trunk = Specs.trunk(64, 100, 200);
    TrialFolder folder = prepared(trunk);
    RunId run = trunk.longest().id();
    Path weights = KeptWeights.file(trials, trunk, run);
    Files.writeString(weights, "weights");

    folder.delete(trunk);

    assertThat(weights).hasContent("weights");
    try (var left = Files.walk(trials)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactly(weights);
    }
  }

  @Test
  void nothingStaysWhereNoWeightsAreKept() throws IOException {
    Trunk trunk = Specs.trunk(64, 100, 200);
    prepared(trunk).delete(trunk);

    assertThat(trials).isEmptyDirectory();
  }
}
