package shapelaw.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;
import shapelaw.runs.files.RunJson;

/// A study of 100,000 runs, nearly all of them measured. The bounds are what a person takes for
/// prompt, with room for a busy machine.
class LargeStudyIT {

  private static final int TRUNKS = 33_400;

  @TempDir Path folder;

  @Test
  void aHundredThousandRunsAreShownPromptly() throws Exception {
    try (var study = new GrowingStudy(folder, "large", TRUNKS)) {
      measure(TRUNKS - 100);
      long began = System.nanoTime();
      try (Dashboard dashboard = Dashboard.start(study, 0);
          HttpClient client = HttpClient.newHttpClient();
          EventReader page = EventReader.open(client, dashboard.address(), "")) {
        page.await(e -> e.finishedRuns() == 3 * (TRUNKS - 100));
        tell("opened", began, Duration.ofSeconds(60));
        for (String query : new String[] {"", "?sort=error&order=down&page=300", "?text=9/64"}) {
          long asked = System.nanoTime();
          get(client, dashboard, "/api/trunks" + query);
          tell("table" + query, asked, Duration.ofSeconds(2));
        }
        long asked = System.nanoTime();
        assertThat(get(client, dashboard, "/api/measured").length()).isLessThan(2_000_000);
        tell("measured", asked, Duration.ofSeconds(3));
        long stored = System.nanoTime();
        study.measure(TRUNKS - 1, study.begin(TRUNKS - 1), 0, 0.2);
        page.await(e -> e.finishedRuns() == 3 * (TRUNKS - 100) + 1);
        tell("a result on the page", stored, Duration.ofSeconds(3));
      }
    }
  }

  private static void tell(String what, long beganNanos, Duration most) {
    Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
    System.out.printf("100,000 runs, %s: %d ms%n", what, took.toMillis());
    assertThat(took).as(what).isLessThan(most);
  }

  private static String get(HttpClient client, Dashboard dashboard, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(dashboard.address().resolve(path)).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  /// Stores an attempt and all results of the first trunks at once: one by one, each would wait for
  /// the disk.
  private void measure(int trunks) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("study.db"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          INSERT INTO attempts (trunk, number, started_at, ended_at, status, reason, machine)
          SELECT id, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', 'done', '', 'machine'
          FROM trunks WHERE position <= %d ORDER BY position\
          """
              .formatted(trunks));
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO results (run, attempt, accepted_at, outcome, result, checksum) VALUES (?, ?, '2026-01-01T00:01:00Z', 'done', ?, ?)")) {
        for (int i = 0; i < trunks; i++) {
          Trunk trunk = GrowingStudy.trunk(i);
          for (int k = 0; k < trunk.runs().size(); k++) {
            RunId run = trunk.runs().get(k).id();
            insert.setString(1, run.hex());
            insert.setLong(2, i + 1L);
            String result = RunJson.write(GrowingStudy.done(run, GrowingStudy.errorRate(i, k)));
            insert.setString(3, result);
            insert.setLong(4, checksum(run.hex(), "done", result));
            insert.addBatch();
          }
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }

  /// As the store has it: CRC-32C of the texts, each followed by a byte that is in no UTF-8.
  private static long checksum(String... texts) {
    var crc = new CRC32C();
    for (String text : texts) {
      crc.update(text.getBytes(StandardCharsets.UTF_8));
      crc.update(0xff);
    }
    return crc.getValue();
  }
}
