package shapelaw.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.dashboard.EventReader.Event;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The dashboard over real HTTP, with a real store that is written beside it.
class DashboardTest {

  private static final Dashboard.Pace QUICK =
      new Dashboard.Pace(
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private GrowingStudy study;
  private Dashboard dashboard;

  @BeforeEach
  void serve() throws IOException {
    study = new GrowingStudy(folder, "Sample " + GrowingStudy.HOSTILE, 60);
    dashboard = Dashboard.start(study, 0, QUICK);
  }

  @AfterEach
  void end() {
    dashboard.close();
    study.close();
    client.close();
  }

  private int port() {
    return dashboard.address().getPort();
  }

  private String own() {
    return "localhost:" + port();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI target = dashboard.address().resolve(path);
    return client.send(
        HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private EventReader events(String lastEventId) throws IOException, InterruptedException {
    return EventReader.open(client, dashboard.address(), lastEventId);
  }

  @Test
  void aResultThatIsStoredReachesThePage() throws Exception {
    try (EventReader page = events("")) {
      Event first = page.await(e -> e.kind().equals("snapshot"));
      assertThat(first.data().at("/overview/runs").asInt()).isEqualTo(180);
      assertThat(first.finishedRuns()).isZero();
      Attempt attempt = study.begin(0);
      page.await(e -> e.data().at("/overview/trunks/running").asInt() == 1);
      study.point(attempt, 30, 0.7);
      study.measure(0, attempt, 0, 0.4);
      Event told = page.await(e -> e.finishedRuns() == 1);
      assertThat(told.data().at("/measured").asBoolean()).isTrue();
      assertThat(told.data().at("/trunks/0").asString()).isEqualTo(study.id(0));
      assertThat(told.data().at("/overview/workShare").asDouble()).isGreaterThan(0);
      assertThat(told.data().at("/overview/secondsLeft").asDouble()).isGreaterThan(0);
      assertThat(told.data().at("/overview/imagesPerSecond").asDouble()).isEqualTo(123.5);
    }
  }

  @Test
  void aHundredPagesMissNothing() throws Exception {
    int pages = 100;
    int results = 50;
    var readers = new ArrayList<EventReader>();
    try {
      for (int i = 0; i < pages; i++) {
        readers.add(events(""));
      }
      for (EventReader reader : readers) {
        reader.await(e -> e.kind().equals("snapshot"));
      }
      for (int i = 0; i < results; i++) {
        study.measure(i, study.begin(i), 0, 0.4);
        int stored = i + 1;
        readers.get(i).await(e -> e.finishedRuns() == stored);
      }
      for (EventReader reader : readers) {
        reader.await(e -> e.finishedRuns() == results);
        List<Long> numbers = reader.events().stream().map(Event::number).toList();
        assertThat(numbers)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(numbers.getFirst(), numbers.getLast()).boxed().toList())
            .hasSizeGreaterThanOrEqualTo(results);
      }
    } finally {
      readers.forEach(EventReader::close);
    }
  }

  @Test
  void aPageThatComesBackGoesOnWhereItWas() throws Exception {
    String last;
    try (EventReader page = events("")) {
      study.measure(0, study.begin(0), 0, 0.4);
      last = page.await(e -> e.finishedRuns() == 1).id();
    }
    study.measure(1, study.begin(1), 0, 0.4);
    try (EventReader again = events(last)) {
      again.await(e -> e.finishedRuns() == 2);
      assertThat(again.events()).extracting(Event::kind).containsOnly("change");
      assertThat(again.events().getFirst().number())
          .isEqualTo(Long.parseLong(last.substring(last.indexOf('-') + 1)) + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-0", "another-5", "nonsense", "-1", "1-99999999999999999"})
  void anIdOfAnotherServerGetsTheWhole(String id) throws Exception {
    try (EventReader page = events(id)) {
      assertThat(page.await(e -> true).kind()).isEqualTo("snapshot");
    }
  }

  @Test
  void aPageThatWentDoesNotHoldUpTheOthers() throws Exception {
    for (int i = 0; i < 30; i++) {
      try (var socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port())) {
        socket
            .getOutputStream()
            .write(
                "GET /events HTTP/1.1\r\nHost: %s\r\n\r\n"
                    .formatted(own())
                    .getBytes(StandardCharsets.UTF_8));
      }
    }
    try (EventReader page = events("")) {
      study.measure(0, study.begin(0), 0, 0.4);
      page.await(e -> e.finishedRuns() == 1);
    }
  }

  @Test
  void aFaultOfAnyKindIsToldAndTheStudyIsFollowedAgain() throws Exception {
    try (EventReader page = events("")) {
      study.failWith(new IllegalStateException("no such luck"));
      study.extend(70);
      study.begin(60);
      Event told = page.await(e -> e.data().at("/overview/note").asString().contains("such luck"));
      assertThat(told.data().at("/overview/runs").asInt()).isEqualTo(180);
      study.mend();
      study.measure(0, study.begin(0), 0, 0.4);
      Event well = page.await(e -> e.finishedRuns() == 1);
      assertThat(well.data().at("/overview/note").asString()).isEmpty();
    }
  }

  @Test
  void anErrorEndsNeitherTheReportNorTheWatch() throws Exception {
    try (EventReader page = events("")) {
      study.failWith(new OutOfMemoryError("no heap"));
      study.measure(0, study.begin(0), 0, 0.4);
      Event failed = page.await(e -> e.data().at("/report/problem").asString().contains("no heap"));
      assertThat(failed.data().at("/report/making").asBoolean()).isFalse();
      study.extend(70);
      study.begin(60);
      page.await(e -> e.data().at("/overview/note").asString().contains("no heap"));
      study.mend();
      study.measure(1, study.begin(1), 0, 0.4);
      Event well = page.await(e -> e.finishedRuns() == 2);
      assertThat(well.data().at("/overview/note").asString()).isEmpty();
      page.await(e ->
          e.data().at("/report/number").asInt() > 0
              && e.data().at("/report/problem").asString().isEmpty());
    }
  }

  @Test
  void theTableSortsFiltersAndPages() throws Exception {
    for (int i = 0; i < 12; i++) {
      study.finish(i);
    }
    study.begin(20);
    awaitFinished(36);
    JsonNode all = json("/api/trunks");
    assertThat(all.at("/total").asInt()).isEqualTo(60);
    assertThat(all.at("/pages").asInt()).isEqualTo(2);
    assertThat(all.at("/rows").size()).isEqualTo(TrunkQuery.PAGE_ROWS);
    assertThat(json("/api/trunks?page=99").at("/rows").size()).isEqualTo(10);
    JsonNode best = json("/api/trunks?sort=error&order=up&status=done");
    assertThat(best.at("/matching").asInt()).isEqualTo(12);
    assertThat(best.at("/rows/0/errorRate").asDouble()).isEqualTo(GrowingStudy.errorRate(11, 2));
    assertThat(json("/api/trunks?sort=error&order=up").at("/rows/12/errorRate").isNull()).isTrue();
    JsonNode running = json("/api/trunks?status=running");
    assertThat(running.at("/rows/0/id").asString()).isEqualTo(study.id(20));
    assertThat(json("/api/trunks?text=MACHINE-2&purpose=grid").at("/matching").asInt())
        .isEqualTo(1);
    assertThat(json("/api/trunks?text=%3Cscript").at("/matching").asInt()).isZero();
    assertThat(get("/api/trunks?sort=nonsense").statusCode()).isEqualTo(400);
    assertThat(get("/api/trunks?page=x").statusCode()).isEqualTo(400);
    assertThat(RawHttp.send(port(), "GET /api/trunks?text=%zz HTTP/1.1", own()).status())
        .isEqualTo(400);
  }

  private void awaitStatus(String status, int trunks) throws Exception {
    try (EventReader page = events("")) {
      page.await(e -> e.data().at("/overview/trunks/" + status).asInt() == trunks);
    }
  }

  private void awaitFinished(int runs) throws Exception {
    try (EventReader page = events("")) {
      page.await(e -> e.finishedRuns() == runs);
    }
    Thread.sleep(100); // an attempt's end comes after its results
  }

  @Test
  void aTrunkTellsItsRunsCurveAttemptsAndLog() throws Exception {
    Attempt lost = study.begin(3);
    study.end(lost, AttemptStatus.LOST, "killed " + GrowingStudy.HOSTILE);
    Attempt attempt = study.begin(3);
    for (int step = 1; step <= 3; step++) {
      study.point(attempt, step, 1.0 / step);
    }
    study.point(attempt, 4, Double.POSITIVE_INFINITY);
    study.measure(3, attempt, 0, 0.4);
    study.log(3, "x".repeat(70_000) + "\nlast \u001b[31mred\u001b[0m line\u0000\n");
    awaitFinished(1);
    JsonNode trunk = json("/api/trunk?id=" + study.id(3));
    assertThat(trunk.at("/runs/0/errorRate").asDouble()).isEqualTo(0.4);
    assertThat(trunk.at("/runs/1/outcome").isNull()).isTrue();
    assertThat(trunk.at("/attempts/0/number").asInt()).isEqualTo(2);
    assertThat(trunk.at("/attempts/1/reason").asString()).contains(GrowingStudy.HOSTILE);
    JsonNode curve = json("/api/curves?ids=" + study.id(3) + ",unknown").get(0);
    assertThat(curve.at("/steps").toString()).isEqualTo("[1,2,3]");
    assertThat(json("/api/curves").size()).isEqualTo(1);
    JsonNode log = json("/api/log?id=" + study.id(3));
    assertThat(log.at("/text").asString()).isEqualTo("last red line\n");
    assertThat(log.at("/cut").asBoolean()).isTrue();
    assertThat(json("/api/log?id=" + study.id(4)).at("/text").asString()).isEmpty();
    study.endWithLog(3, attempt);
    study.log(3, "another attempt's\n");
    awaitStatus("waiting", 60);
    assertThat(json("/api/log?id=" + study.id(3)).at("/text").asString())
        .isEqualTo("last red line\n");
    assertThat(json("/api/measured").at("/points/0/errorRate").asDouble()).isEqualTo(0.4);
    for (String id : List.of("", "..", "..%2F..%2Fetc", "%00", "0000000000000000")) {
      assertThat(get("/api/trunk?id=" + id).statusCode()).isEqualTo(404);
      assertThat(get("/api/log?id=" + id).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void statusesAreKeptApart() throws Exception {
    study.finish(0);
    Attempt diverged = study.begin(1);
    for (int k = 0; k < 3; k++) {
      study.diverge(1, diverged, k);
    }
    study.end(diverged, AttemptStatus.DIVERGED, "");
    Attempt failed = study.begin(2);
    for (int k = 0; k < 3; k++) {
      study.fail(2, failed, k, "no memory");
    }
    study.end(failed, AttemptStatus.FAILED, "no memory");
    study.end(study.begin(3), AttemptStatus.LOST, "killed");
    study.end(study.begin(4), AttemptStatus.CHECKPOINTED, "asked to stop");
    study.cancel(5, "too large");
    study.begin(6);
    try (EventReader page = events("")) {
      Event event =
          page.await(e ->
              e.data().at("/overview/trunks/running").asInt() == 1
                  && e.data().at("/overview/trunks/cancelled").asInt() == 1);
      JsonNode trunks = event.data().at("/overview/trunks");
      assertThat(trunks.toString())
          .isEqualTo(
              "{\"running\":1,\"waiting\":54,\"done\":1,\"diverged\":1,\"failed\":1,\"lost\":1,\"cancelled\":1}");
      study.retry(2);
      study.retry(5);
      page.await(
          e -> e.data().at("/overview/trunks/cancelled").asInt() == 0 && e.finishedRuns() == 6);
    }
    assertThat(json("/api/trunks?status=diverged").at("/rows/0/note").asString())
        .isEqualTo("diverged at step 17");
    assertThat(json("/api/trunks?status=lost").at("/rows/0/note").asString()).isEqualTo("killed");
  }

  @Test
  void trunksThatAreAddedAppear() throws Exception {
    study.extend(70);
    Attempt attempt = study.begin(60);
    study.measure(60, attempt, 0, 0.3);
    awaitFinished(1);
    assertThat(json("/api/trunks?purpose=extension").at("/matching").asInt()).isEqualTo(1);
  }

  @Test
  void trunksThatLeaveThePlanDisappear() throws Exception {
    study.finish(0);
    study.finish(1);
    study.begin(2);
    awaitFinished(6);
    try (EventReader page = events("")) {
      study.replan(1, 70, 71);
      Event told = page.await(e -> e.data().at("/overview/runs").asInt() == 9);
      assertThat(told.finishedRuns()).isEqualTo(3);
      assertThat(told.data().at("/measured").asBoolean()).isTrue();
    }
    JsonNode rows = json("/api/trunks").at("/rows");
    assertThat(rows.size()).isEqualTo(3);
    assertThat(rows.findValuesAsString("id")).contains(study.id(1)).doesNotContain(study.id(0));
    assertThat(json("/api/trunks?purpose=edited").at("/matching").asInt()).isEqualTo(2);
    assertThat(json("/api/trunks?status=done").at("/matching").asInt()).isEqualTo(1);
  }

  @Test
  void theReportGrowsAndTheLatestGoodOneStays() throws Exception {
    try (EventReader page = events("")) {
      study.measure(0, study.begin(0), 0, 0.4);
      page.await(e -> e.finishedRuns() == 1 && e.data().at("/report/number").asInt() > 0);
      page.await(e ->
          e.data().at("/report/remark").asString().startsWith("Not enough results for a fit yet"));
      awaitBody("/report/report.html", "Report on 1 results");
      study.withholdReport("needs more");
      study.measure(1, study.begin(1), 0, 0.4);
      page.await(e -> e.data().at("/report/problem").asString().equals("needs more"));
      assertThat(get("/report/report.html").body()).contains("Report on 1 results");
    }
    HttpResponse<String> table = get("/report/tables/all.csv");
    assertThat(table.headers().firstValue("Content-Disposition")).contains("attachment");
    assertThat(table.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    for (String path :
        List.of("", "../study.db", "..%2fstudy.db", "tables", "/etc/passwd", "%00")) {
      assertThat(RawHttp.send(port(), "GET /report/" + path + " HTTP/1.1", own()).status())
          .as(path)
          .isEqualTo(404);
    }
  }

  private void awaitBody(String path, String text) throws Exception {
    for (int i = 0; i < 400 && !get(path).body().contains(text); i++) {
      Thread.sleep(10);
    }
    assertThat(get(path).body()).contains(text);
  }

  @Test
  void everyAnswerForbidsWhatItDoesNotNeed() throws Exception {
    for (String path : List.of("/", "/api/trunks", "/nothing", "/report/none")) {
      RawHttp answer = RawHttp.send(port(), "GET " + path + " HTTP/1.1", own());
      assertThat(answer.headers())
          .as(path)
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("referrer-policy", "no-referrer")
          .containsEntry("x-frame-options", "DENY")
          .containsEntry("cache-control", "no-store")
          .doesNotContainKey("access-control-allow-origin");
      assertThat(answer.headers().get("content-security-policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
    String page = get("/").body();
    assertThat(page)
        .doesNotContain("{{", "Sample", "src=\"", "href=\"http", "url(", "@import", "innerHTML")
        .contains("<script>");
  }

  @Test
  void hostileRequestsAreRefusedOverTheWire() throws Exception {
    assertThat(RawHttp.send(port(), "GET / HTTP/1.1", own()).status()).isEqualTo(200);
    assertThat(RawHttp.send(port(), "GET / HTTP/1.1", "evil.example:" + port()).status())
        .isEqualTo(421);
    assertThat(RawHttp.send(port(), "GET /api/trunks HTTP/1.1", "").status()).isIn(400, 421);
    assertThat(
            RawHttp.send(port(), "GET /events HTTP/1.1", own(), "Origin: http://evil.example")
                .status())
        .isEqualTo(403);
    RawHttp post = RawHttp.send(port(), "POST / HTTP/1.1", own(), "Content-Length: 0");
    assertThat(post.status()).isEqualTo(405);
    assertThat(post.headers()).containsEntry("allow", "GET, HEAD");
    RawHttp head = RawHttp.send(port(), "HEAD / HTTP/1.1", own());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(Integer.parseInt(head.headers().get("content-length"))).isGreaterThan(10_000);
    for (String path : List.of("/..%2f..%2fetc/passwd", "/../../etc/passwd", "//", "/%2e%2e/")) {
      assertThat(RawHttp.send(port(), "GET " + path + " HTTP/1.1", own()).status())
          .as(path)
          .isIn(400, 404);
    }
  }

  @Test
  void otherMachinesCannotConnect() throws Exception {
    List<InetAddress> outward =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
            .toList();
    assumeThat(outward).as("addresses by which others reach this machine").isNotEmpty();
    for (InetAddress address : outward) {
      assertThatThrownBy(() -> new Socket(address, port()).close()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTakenPortIsOneClearMessage() throws IOException {
    try (var other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      int taken = other.getLocalPort();
      assertThatThrownBy(() -> Dashboard.start(study, taken, QUICK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("port " + taken + " must be free")
          .hasMessageContaining("Maybe");
    }
    assertThatThrownBy(() -> Dashboard.start(study, 70_000, QUICK))
        .hasMessage("a port must be in 0 … 65535 but was 70000.");
  }
}
