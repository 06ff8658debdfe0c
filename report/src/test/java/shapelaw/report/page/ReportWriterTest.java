package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.law.joint.Measurements;
import shapelaw.report.study.ImportedSample;
import shapelaw.report.study.SampleStudy;

final class ReportWriterTest {

  private static final long LARGEST_PAGE_BYTES = 2_000_000;

  @TempDir private Path folder;

  @Test
  void writesThePageFiguresInTwoFormatsAndTables() throws IOException {
    ReportWriter.Written written = ReportWriter.write(SampleStudy.shared(), folder);
    assertThat(written.warnings()).isEmpty();
    assertThat(written.files()).hasSize(1 + 2 * 12 + 10).allMatch(Files::isRegularFile);
    assertThat(Files.size(written.page())).isLessThan(LARGEST_PAGE_BYTES);
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile))
          .containsExactlyInAnyOrderElementsOf(written.files());
    }
  }

  @Test
  void writesStudiesThatWereTrainedElsewhere() throws IOException {
    ReportWriter.Written written = ReportWriter.write(ImportedSample.shapes(), folder);
    assertThat(written.warnings()).isEmpty();
    assertThat(Files.readString(written.page()))
        .contains("<dt>Source</dt><dd>results &lt;of others&gt;.csv</dd>")
        .contains("<dt>Measurements, trained elsewhere</dt><dd>100</dd>")
        .doesNotContain("The star sweep varies")
        .doesNotContain("Runs</dt>");
    assertThat(folder.resolve("tables/laws.csv")).isRegularFile();
    assertThat(folder.resolve("tables/runs.csv")).doesNotExist();
  }

  @Test
  void ofAHundredThousandMeasurementsThePageShowsTheFirstAndTheCsvFileAll() throws IOException {
    int rows = 100_000;
    double[] width = new double[rows];
    double[] compute = new double[rows];
    double[] losses = new double[rows];
    for (int i = 0; i < rows; i++) {
      width[i] = 64 + i % 500;
      compute[i] = 1e3 * (1 + Math.floorDiv(i, 500));
      losses[i] = 1 + 8 / Math.sqrt(width[i]) + width[i] / compute[i];
    }
    Measurements data =
        Measurements.of(
            List.of("width"), Map.of("width", width, Measurements.COMPUTE, compute), losses);
    ReportWriter.Written written =
        ReportWriter.write(ImportedSample.unfitted("many", data), folder);
    assertThat(Files.size(written.page())).isLessThan(LARGEST_PAGE_BYTES);
    assertThat(Files.readString(written.page()))
        .contains("Show the first 2000 of 100000 rows; the CSV file has all");
    assertThat(Files.readAllLines(folder.resolve("tables/measurements.csv"))).hasSize(rows + 1);
  }

  @Test
  void csvQuotesWhatNeedsItAndKeepsNumbersExact() throws IOException {
    ReportWriter.write(SampleStudy.shared(), folder);
    List<String> runs = Files.readAllLines(folder.resolve("tables/runs.csv"));
    assertThat(runs.getFirst()).startsWith("purpose,width,depth,mlp_dim,heads,steps,");
    assertThat(runs).anyMatch(line -> line.contains(",\"failed: out of memory, \"\"again\"\"\","));
    double exact = SampleStudy.shared().start().orElseThrow().loss();
    assertThat(Files.readString(folder.resolve("tables/frontier.csv"))).contains("," + exact + ",");
  }

  @Test
  void aFailureLeavesTheOldReportAsItWas() throws IOException {
    Files.writeString(folder.resolve("report.html"), "old");
    Files.writeString(folder.resolve("tables"), "a file where a folder must be");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ReportWriter.write(SampleStudy.unstarted("new"), folder));
    assertThat(folder.resolve("report.html")).hasContent("old");
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all).noneMatch(p -> p.toString().endsWith(".part"));
    }
  }
}
