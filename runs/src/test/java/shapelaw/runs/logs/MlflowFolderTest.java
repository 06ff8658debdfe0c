package shapelaw.runs.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// MLflow's store in a folder, laid out as its `file_store.py` does.
final class MlflowFolderTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path store = Path.of("set before each test");

  @BeforeEach
  void aStoreWithTwoExperiments() throws IOException {
    store = folder.resolve("mlruns");
    experiment("0", "Default", "active");
    experiment("117", "vit", "active");
    experiment("118", "old", "deleted");
    run("117", "aa", "FINISHED", "active");
    run("117", "bb", "3", "deleted");
    run("118", "cc", "3", "active");
  }

  private void experiment(String id, String name, String stage) throws IOException {
    text(
        id + "/meta.yaml",
        "artifact_location: file:///x/%s\nexperiment_id: '%s'\nlifecycle_stage: %s\nname: %s\n"
            .formatted(id, id, stage, name));
  }

  private void run(String experiment, String id, String status, String stage) throws IOException {
    String run = experiment + "/" + id + "/";
    text(
        run + "meta.yaml",
        "run_id: %s\nrun_name: nice-name\nstatus: %s\nlifecycle_stage: %s\nartifact_uri: file:///x\n"
            .formatted(id, status, stage));
    text(run + "params/width", "64");
    text(run + "tags/mlflow.user", "me");
    text(run + "tags/shapelaw.run", "0123456789abcdef");
    text(run + "metrics/val/loss", "1000 0.5 1\n3000 0.3 2\n2000 nan 2\n4000 1e-05 3\n");
  }

  private Path text(String name, String text) throws IOException {
    Path file = store.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private List<LoggedRun> read() throws IOException {
    return MlflowFolder.read(MlflowFolder.at(folder).orElseThrow(), Optional.empty());
  }

  @Test
  void deletedRunsAndExperimentsAreLeftOut() throws IOException {
    assertThat(read()).extracting(LoggedRun::run).containsExactly("aa");
  }

  @Test
  void aRunHasItsParametersTagsStatusAndHistory() throws IOException {
    LoggedRun run = read().getFirst();
    assertThat(run.facts())
        .containsEntry("experiment", "vit")
        .containsEntry("name", "nice-name")
        .containsEntry("status", "FINISHED")
        .containsEntry("params.width", "64")
        .containsEntry("tags.shapelaw.run", "0123456789abcdef")
        .doesNotContainKey("tags.mlflow.user");
    // What MLflow calls the latest: by step, then by time.
    assertThat(run.metrics().get("metrics.val/loss"))
        .extracting(MetricPoint::value)
        .containsExactly(0.5, Double.NaN, 0.3, 1e-5);
  }

  @Test
  void aStoreIsFoundByItselfItsParentOrOneExperiment() throws IOException {
    for (Path place : List.of(folder, store, store.resolve("117"))) {
      assertThat(MlflowFolder.read(MlflowFolder.at(place).orElseThrow(), Optional.empty()))
          .hasSize(1);
    }
    assertThat(MlflowFolder.at(store.resolve("117/aa"))).isEmpty();
  }

  @Test
  void anExperimentIsChosenByItsName() throws IOException {
    assertThat(MlflowFolder.read(store, Optional.of("Default"))).isEmpty();
    assertThatThrownBy(() -> MlflowFolder.read(store, Optional.of("old")))
        .hasMessageContaining("must have the experiment 'old' but has Default, vit.");
  }

  @Test
  void damageIsOneMessageThatNamesTheFile() throws IOException {
    Path metric = text("117/aa/metrics/val/loss", "1000 0.5 1\n1000 zero 2\n");
    assertThatThrownBy(this::read)
        .isInstanceOf(LogException.class)
        .hasMessage(
            metric + ": line 2: a metric must be 'milliseconds value step' but was '1000 zero 2'.");
    text("117/aa/metrics/val/loss", "1000 0.5 1\n10");
    assertThatThrownBy(this::read).hasMessageContaining("line 2");
    text("117/aa/metrics/val/loss", "");
    assertThat(read().getFirst().metrics()).isEmpty();
    Files.write(store.resolve("117/aa/params/width"), new byte[] {(byte) 0xc3, 0x28});
    assertThatThrownBy(this::read).hasMessageContaining("params/width must be UTF-8 text");
    text("117/aa/params/width", "64");
    text("117/aa/meta.yaml", "run_id: [");
    assertThatThrownBy(this::read)
        .hasMessageContaining("aa/meta.yaml")
        .hasMessageContaining("must be YAML");
    Files.delete(store.resolve("117/aa/meta.yaml"));
    assertThatThrownBy(this::read).hasMessageContaining("must have a file meta.yaml");
  }
}
