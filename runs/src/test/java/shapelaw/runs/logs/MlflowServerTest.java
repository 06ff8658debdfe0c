package shapelaw.runs.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reading from and writing to a tracking server.
final class MlflowServerTest {

  private MlflowDouble server;

  MlflowServerTest() throws IOException {
    server = new MlflowDouble();
  }

  @BeforeEach
  void aServerWithRuns() throws IOException {
    MlflowServerWriter writer = MlflowServerWriter.at(server.address() + "/", "vit");
    for (int i = 0; i < 5; i++) {
      writer.write(entry("run" + i, 0.5 + i, RunEntry.Status.FINISHED));
    }
    MlflowServerWriter.at(server.address(), "other")
        .write(entry("else", 9, RunEntry.Status.FINISHED));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static RunEntry entry(String id, double loss, RunEntry.Status status) {
    var points =
        List.of(
            new MetricPoint(1, 1000, 3), new MetricPoint(2, 2000, 2), new MetricPoint(3, 3000, 4));
    return new RunEntry(
        id,
        "name of " + id,
        Map.of("width", "64"),
        Map.of("shapelaw.study", "s"),
        Map.of("training_loss", points),
        status == RunEntry.Status.FINISHED ? Map.of("error_rate", loss) : Map.of(),
        3,
        status,
        4000);
  }

  @Test
  void whatWasWrittenIsReadBackThroughPages() throws IOException {
    server.pageSize = 2;
    List<LoggedRun> runs =
        MlflowServer.at(server.address(), Map.of()).read(Optional.of("vit"), true);
    assertThat(runs).hasSize(5);
    LoggedRun run = runs.get(3);
    assertThat(run.facts())
        .containsEntry("experiment", "vit")
        .containsEntry("status", "FINISHED")
        .containsEntry("params.width", "64")
        .containsEntry("tags.shapelaw.run", "run3");
    assertThat(run.metrics().get("metrics.training_loss"))
        .extracting(MetricPoint::value)
        .containsExactly(3.0, 2.0, 4.0);
    assertThat(run.metrics().get("metrics.error_rate"))
        .containsExactly(new MetricPoint(3, 4000, 3.5));
    assertThat(MlflowServer.at(server.address(), Map.of()).read(Optional.empty(), false))
        .hasSize(6);
  }

  @Test
  void aLaterProcessFindsTheRunAgain() throws IOException {
    MlflowServerWriter later = MlflowServerWriter.at(server.address(), "vit");
    for (int i = 0; i < 6; i++) {
      RunEntry news = entry("run" + i, 7, RunEntry.Status.FINISHED);
      later.write(
          new RunEntry(
              news.id(),
              news.name(),
              news.params(),
              news.tags(),
              Map.of(),
              news.results(),
              3,
              RunEntry.Status.FINISHED,
              5000));
    }
    assertThat(server.runs()).hasSize(7); // the sixth is new
    assertThat(server.runs().values().iterator().next().metrics.get("error_rate")).hasSize(1);
  }

  @Test
  void aRunWhoseCreationWasNotAnsweredIsNotCreatedTwice() throws IOException {
    MlflowServerWriter writer = MlflowServerWriter.at(server.address(), "vit");
    writer.write(entry("run0", 1, RunEntry.Status.RUNNING));
    server.lostAnswers = 1;
    RunEntry fresh = entry("fresh", 1, RunEntry.Status.RUNNING);
    assertThatThrownBy(() -> writer.write(fresh)).hasMessageContaining("503");
    writer.write(fresh);
    assertThat(
            server.runs().values().stream().filter(r -> "fresh".equals(r.tags.get("shapelaw.run"))))
        .hasSize(1);
  }

  @Test
  void credentialsOfTheEnvironmentAreSent() throws IOException {
    server.credentials = "Basic bWU6c2VjcmV0"; // me:secret
    var environment = new LinkedHashMap<String, String>();
    assertThatThrownBy(
            () -> MlflowServer.at(server.address(), environment).read(Optional.empty(), false))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("Maybe set MLFLOW_TRACKING_TOKEN");
    environment.put("MLFLOW_TRACKING_USERNAME", "me");
    environment.put("MLFLOW_TRACKING_PASSWORD", "secret");
    assertThat(MlflowServer.at(server.address(), environment).read(Optional.empty(), false))
        .hasSize(6);
    environment.put("MLFLOW_TRACKING_TOKEN", "t0ken");
    server.credentials = "Bearer t0ken";
    assertThat(MlflowServer.at(server.address(), environment).read(Optional.empty(), false))
        .hasSize(6);
  }

  @Test
  void aServerThatIsNotThereIsOneMessage() {
    String address = server.address();
    server.close();
    assertThatThrownBy(() -> MlflowServer.at(address, Map.of()).read(Optional.empty(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(address + " must answer but does not");
    assertThatThrownBy(() -> MlflowServer.at("http://me:secret@host", Map.of()))
        .hasMessageContaining("without a password in it")
        .hasMessageNotContaining("secret@");
    assertThatThrownBy(() -> MlflowServer.at("http://ho st", Map.of()))
        .hasMessageContaining("must be like http://host:5000");
  }

  @Test
  void anExperimentThatIsNotThereIsOneMessage() {
    assertThatThrownBy(
            () -> MlflowServer.at(server.address(), Map.of()).read(Optional.of("none"), false))
        .hasMessageContaining("must have the experiment 'none' but has vit, other.");
  }
}
