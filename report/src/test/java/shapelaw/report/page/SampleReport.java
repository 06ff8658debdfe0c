package shapelaw.report.page;

import java.io.IOException;
import java.nio.file.Path;
import shapelaw.report.study.ImportedSample;
import shapelaw.report.study.SampleStudy;

/// Writes the made-up studies' reports, to be looked at: give the folder.
public final class SampleReport {

  private SampleReport() {}

  /// Writes into the folder named by the first argument.
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ReportWriter.write(SampleStudy.named("Fractals on a laptop"), folder.resolve("complete"));
    ReportWriter.write(SampleStudy.unstarted("Not started"), folder.resolve("unstarted"));
    ReportWriter.write(ImportedSample.shapes(), folder.resolve("imported"));
    ReportWriter.write(ImportedSample.withoutDimensions(), folder.resolve("sizes"));
  }
}
