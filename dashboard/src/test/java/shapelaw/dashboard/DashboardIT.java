package shapelaw.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;

/// A person at the dashboard: a browser that really clicks, while results are being stored.
class DashboardIT {

  private static final Dashboard.Pace QUICK =
      new Dashboard.Pace(
          Duration.ofMillis(50),
          Duration.ofMillis(300),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  @TempDir Path folder;
  private GrowingStudy study;
  private Dashboard dashboard;
  private Chromium browser;

  @BeforeEach
  void open() throws IOException {
    Optional<Path> program = Chromium.program();
    assumeThat(program).as("chromium or google-chrome on the PATH").isPresent();
    study = new GrowingStudy(folder, "Growing " + GrowingStudy.HOSTILE, 80);
    dashboard = Dashboard.start(study, 0, QUICK);
    browser = new Chromium(program.get());
    browser.look(1500, 1000, false);
    browser.open(dashboard.address());
    browser.await("document.getElementById('link').dataset.state === 'live'");
  }

  @AfterEach
  void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (dashboard != null) {
      dashboard.close();
      study.close();
    }
  }

  @Test
  void aPersonFollowsAStudyThatGrows() throws IOException {
    seesResultsAsTheyAreStored();
    sortsAndFilters();
    picksATrunkAndSeesItsCurveAndLog();
    comparesCurvesAndMeasurements();
    readsTheReport();
    assertThat(browser.requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith(dashboard.address().toString()) || url.startsWith("data:"));
    assertThat(browser.complaints()).isEmpty();
  }

  private void seesResultsAsTheyAreStored() {
    assertThat(browser.text("#name")).isEqualTo("Growing " + GrowingStudy.HOSTILE);
    browser.await("document.querySelectorAll('#rows tr').length === 50");
    assertThat(browser.text("#facts dd")).isEqualTo("0 of 240");
    for (int i = 0; i < 10; i++) {
      study.finish(i);
    }
    browser.await("document.querySelector('#facts dd').textContent === '30 of 240'");
    browser.await("document.querySelector('#rows tr').textContent.includes('done')");
    assertThat(browser.text("#counts [data-status=done]")).isEqualTo("10 done");
  }

  private void sortsAndFilters() {
    browser.click("[data-sort=error]");
    browser.await("document.querySelector('#rows .name').textContent === '160/1/640'");
    assertThat(browser.value("document.querySelector('[aria-sort]').textContent").asString())
        .isEqualTo("Error rate");
    browser.click("[data-sort=error]");
    browser.await("document.querySelector('#rows .name').textContent === '16/1/64'");
    browser.click("[data-sort=position]");
    browser.click("#after");
    browser.await("document.querySelectorAll('#rows tr').length === 30");
    browser.click("#counts [data-status=done]");
    browser.await("document.querySelectorAll('#rows tr').length === 10");
    browser.click("#text");
    browser.type("96/1");
    browser.await("document.querySelectorAll('#rows tr').length === 1");
    assertThat(browser.text("#matching")).isEqualTo("1 of 80 trunks");
    browser.value("document.getElementById('text').select()");
    browser.type(" ");
    browser.click("#counts [data-status=done]");
    browser.await("document.querySelectorAll('#rows tr').length === 50");
  }

  private void picksATrunkAndSeesItsCurveAndLog() throws IOException {
    Attempt lost = study.begin(12);
    study.end(lost, AttemptStatus.LOST, "killed " + GrowingStudy.HOSTILE);
    Attempt attempt = study.begin(12);
    study.point(attempt, 10, 0.9);
    study.point(attempt, 20, 0.8);
    study.log(12, "first line\n" + GrowingStudy.HOSTILE + "\n");
    browser.click("tr[data-id='%s'] .name".formatted(study.id(12)));
    browser.await("document.querySelector('#trunk .line')");
    browser.await("document.querySelector('#trunk .log').textContent.includes('first line')");
    assertThat(browser.text("#trunk .log")).contains(GrowingStudy.HOSTILE);
    assertThat(browser.text("#trunk")).contains("killed " + GrowingStudy.HOSTILE);
    String before = "document.querySelector('#trunk .line').getAttribute('d')";
    String drawn = browser.value(before).asString();
    study.point(attempt, 30, 0.5);
    browser.await(before + " !== '" + drawn + "'");
    study.measure(12, attempt, 0, 0.4321);
    browser.await("document.getElementById('trunk').textContent.includes('0.4321')");
    browser.press("Escape", 27);
    browser.await("document.getElementById('trunk').hidden");
  }

  private void comparesCurvesAndMeasurements() {
    Attempt attempt = study.begin(13);
    study.point(attempt, 10, 0.7);
    study.point(attempt, 15, 0.6);
    browser.click("#tab-curves");
    browser.await("document.querySelectorAll('#curves .line').length === 2");
    browser.click("#tab-runs");
    browser.click("tr[data-id='%s'] input".formatted(study.id(13)));
    browser.click("#tab-curves");
    browser.await("document.querySelectorAll('#curves .line').length === 1");
    browser.click("#tab-measured");
    browser.await("document.querySelectorAll('#measured .points').length === 1");
    String drawn =
        "document.querySelector('#measured .points').getAttribute('d').split('M').length - 1";
    assertThat(browser.value(drawn).asInt()).isEqualTo(31);
    study.measure(13, attempt, 0, 0.3);
    browser.await(drawn + " === 32");
    browser.click("#tab-attempts");
    browser.await("document.querySelectorAll('#attempts tr').length === 13");
  }

  private void readsTheReport() {
    browser.click("#tab-report");
    browser.await("document.getElementById('report').src.includes('/report/report.html')");
    browser.await("document.getElementById('report-state').textContent.startsWith('Made')");
    String shown = "document.getElementById('report').src";
    String first = browser.value(shown).asString();
    study.finish(20);
    browser.await(shown + " !== '" + first + "'");
    assertThat(browser.value("document.getElementById('report').contentDocument").isNull())
        .isTrue();
  }

  @Test
  void aNarrowDarkPageFitsItsScreen() {
    study.finish(0);
    study.begin(1);
    browser.look(390, 844, true);
    browser.await("document.querySelectorAll('#rows tr').length === 50");
    for (String tab : new String[] {"runs", "curves", "measured", "attempts", "report"}) {
      browser.click("#tab-" + tab);
      assertThat(browser.value("document.documentElement.scrollWidth").asInt())
          .as(tab)
          .isLessThanOrEqualTo(390);
    }
    browser.click("#tab-runs");
    browser.click("tr[data-id='%s'] .name".formatted(study.id(0)));
    browser.await("document.activeElement.id === 'trunk'");
    assertThat(browser.value("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
    assertThat(browser.value("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(16, 20, 24)");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePolicyStopsWhatThePageNeverDoes() throws IOException {
    try (var elsewhere =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      String address = "http://127.0.0.1:" + elsewhere.getLocalPort() + "/";
      browser.value("new Image().src = '" + address + "picture.png'");
      browser.value("fetch('" + address + "').catch(error => 'refused')");
      browser.value("document.body.setAttribute('style', 'color: red')");
      String markup =
          "(() => { try { document.body.innerHTML = '<b>'; return 'set'; } catch (e) { return e.name; } })()";
      assertThat(browser.value(markup).asString()).isEqualTo("TypeError");
      assertThat(browser.complaints())
          .filteredOn(complaint -> complaint.contains("Content Security Policy"))
          .hasSizeGreaterThanOrEqualTo(3);
      elsewhere.setSoTimeout(500);
      assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void tabsAreReachedByKeys() {
    browser.await("document.querySelectorAll('#rows tr').length === 50");
    browser.value("document.getElementById('tab-runs').focus()");
    browser.press("ArrowRight", 39);
    browser.await("!document.getElementById('view-curves').hidden");
    browser.press("End", 35);
    browser.await("document.activeElement.id === 'tab-report'");
    browser.press("Home", 36);
    browser.press("/", 191);
    browser.await("document.activeElement.id === 'text'");
  }

  @Test
  void aPageOutlivesItsServer() throws IOException {
    int port = dashboard.address().getPort();
    dashboard.close();
    browser.await("document.getElementById('link').dataset.state === 'gone'");
    study.finish(0);
    dashboard = Dashboard.start(study, port, QUICK);
    browser.await("document.getElementById('link').dataset.state === 'live'");
    browser.await("document.querySelector('#facts dd').textContent === '3 of 240'");
  }
}
