package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.dashboard.Dashboard;

/// Studies on disk as the dashboard gets them.
class ServeCommandTest {

  @TempDir Path folder;

  @BeforeAll
  static void numbersAreWrittenTheSameEverywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  @Test
  void noStudyAndAPortThatIsNoneAreOneClearMessage() {
    Outcome missing = Outcome.run("serve", folder.resolve("none").toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("a study must have a file study.yaml").hasLineCount(1);
    Outcome.run("init", folder.toString());
    Outcome port = Outcome.run("serve", folder.toString(), "--port", "70000");
    assertThat(port.code()).isEqualTo(1);
    assertThat(port.err()).contains("a port must be in 0 … 65535 but was 70000.").hasLineCount(1);
  }

  @Test
  void aStudyThatHasNotBegunIsShownAndNothingIsWritten() throws Exception {
    Outcome.run("init", folder.toString());
    try (Dashboard dashboard = Dashboard.start(ServedStudy.open(folder), 0)) {
      assertThat(get(dashboard, "/api/trunks")).contains("\"status\":\"waiting\"");
      assertThat(get(dashboard, "/api/measured")).contains("\"total\":0");
    }
    assertThat(Files.exists(folder.resolve("study.db"))).isFalse();
    assertThat(Files.exists(folder.resolve("report"))).isFalse();
  }

  @Test
  void aSimulatedStudyGetsItsReport() throws Exception {
    Outcome.run("init", folder.toString());
    Path file = folder.resolve("study.yaml");
    Files.writeString(
        file, Files.readString(file).replace("trainer: libtorch", "trainer: simulated"));
    assertThat(Outcome.run("run", folder.toString()).code()).isZero();
    try (Dashboard dashboard = Dashboard.start(ServedStudy.open(folder), 0)) {
      assertThat(get(dashboard, "/api/trunks")).contains("\"status\":\"done\"");
      awaitReport(dashboard);
    }
    assertThat(Files.exists(folder.resolve("report"))).isFalse();
  }

  @Test
  void anImportedStudyHasItsReportAlone() throws Exception {
    Path study = Path.of(VitStudy.imported(folder));
    try (Dashboard dashboard = Dashboard.start(ServedStudy.open(study), 0)) {
      assertThat(get(dashboard, "/api/trunks")).contains("\"total\":0");
      awaitReport(dashboard);
    }
    assertThat(ServedStudy.open(study).whyNoTrunks()).contains("was imported");
  }

  private static void awaitReport(Dashboard dashboard) throws Exception {
    String page = "";
    for (int i = 0; i < 600 && !page.contains("Shapelaw report"); i++) {
      Thread.sleep(100);
      page = get(dashboard, "/report/report.html");
    }
    assertThat(page).contains("Shapelaw report", "Content-Security-Policy");
  }

  private static String get(Dashboard dashboard, String path) throws Exception {
    URI target = dashboard.address().resolve(path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
