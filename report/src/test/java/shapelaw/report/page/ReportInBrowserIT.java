package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.report.study.ImportedSample;
import shapelaw.report.study.SampleStudy;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.StudySections;

/// The page in a real browser, where there is one.
final class ReportInBrowserIT {

  @TempDir private Path folder;

  private static Optional<Path> browser() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String run(Path browser, Path page, Path log) throws Exception {
    List<String> command =
        List.of(
            browser.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + folder.resolve("profile"),
            "--virtual-time-budget=8000",
            "--enable-logging=stderr",
            "--v=0",
            "--dump-dom",
            page.toUri().toString());
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(90, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("the browser ends by itself").isTrue();
    return Files.readString(dom);
  }

  @Test
  void everyPanelComesAliveUnderThePolicyWithoutAnyMessageOnTheConsole() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium on this machine");
    Path page = ReportWriter.write(SampleStudy.shared(), folder).page();
    Path log = folder.resolve("log.txt");
    String dom = run(browser.get(), page, log);
    assertThat(console(log)).isEmpty();
    assertThat(count(dom, "class=\"panel alive\"")).isEqualTo(panels(SampleStudy.shared()));
    assertThat(count(dom, "class=\"main-svg\""))
        .isGreaterThanOrEqualTo(panels(SampleStudy.shared()));
    assertThat(dom).contains("aria-pressed=\"true\"").doesNotContain("data-title=\"Edit in");
  }

  @Test
  void soItDoesForStudiesThatWereTrainedElsewhere() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium on this machine");
    for (StudyReport report :
        List.of(ImportedSample.shapes(), ImportedSample.withoutDimensions())) {
      Path page = ReportWriter.write(report, folder).page();
      Path log = folder.resolve("log.txt");
      String dom = run(browser.get(), page, log);
      assertThat(console(log)).isEmpty();
      assertThat(count(dom, "class=\"panel alive\"")).isEqualTo(panels(report));
    }
  }

  private static int panels(StudyReport report) {
    return StudySections.of(report).stream()
        .flatMap(s -> s.figures().stream())
        .mapToInt(f -> f.panels().size())
        .sum();
  }

  private static List<String> console(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("CONSOLE")).toList();
    }
  }

  private static long count(String text, String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }
}
