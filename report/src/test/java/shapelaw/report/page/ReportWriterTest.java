package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.report.study.SampleStudy;

final class ReportWriterTest {

  private static final long LARGEST_PAGE_BYTES = 2_000_000;

  @TempDir private Path folder;

  @Test
  void writesThePageFiguresInTwoFormatsAndTables() throws IOException {
    ReportWriter.Written written = ReportWriter.write(SampleStudy.shared(), folder);
    assertThat(written.warnings()).isEmpty();
    assertThat(written.files()).hasSize(1 + 2 * 6 + 6).allMatch(Files::isRegularFile);
    assertThat(Files.size(written.page())).isLessThan(LARGEST_PAGE_BYTES);
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile))
          .containsExactlyInAnyOrderElementsOf(written.files());
    }
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
