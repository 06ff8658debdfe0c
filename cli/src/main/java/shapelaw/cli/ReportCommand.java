package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.cost.Compute;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeRange;
import shapelaw.recommend.TargetCompute;
import shapelaw.report.page.ReportWriter;
import shapelaw.report.study.Roundings;
import shapelaw.report.study.StudyReport;
import shapelaw.study.StudyException;

/// `shapelaw report`: one offline HTML file, with its figures as SVG and PNG and its tables as CSV.
@Command(name = "report", description = "Write the report: one offline HTML file, figures, tables.")
final class ReportCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Mixin private FitArguments arguments = new FitArguments();

  @Option(
      names = "--compute",
      paramLabel = "AMOUNT",
      description =
          "Budget of the recommended shape, for example '9e12 GFLOPs' (default: "
              + "10 times the most that was measured).")
  private @Nullable String compute;

  @Option(
      names = "--output",
      paramLabel = "PLACE",
      description =
          "Folder to write it to, or the page itself, a name that ends with .html, beside which figures and tables go (default: report in the study's folder).")
  private @Nullable Path output;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, IOException {
    Place place = Place.of(output);
    MeasuredStudy measured = study.measured();
    Main.out(spec).print(measured.headline());
    Optional<Compute> asked = Optional.ofNullable(compute).map(TargetCompute::parse);
    write(measured, arguments, measured.analysis(arguments), asked, place, Main.out(spec));
    GridProposal.of(measured).ifPresent(proposal -> Main.out(spec).print(proposal.advice()));
    return 0;
  }

  /// Where a report goes.
  ///
  /// @param folder empty for the study's own
  /// @param page name of the HTML file in it
  private record Place(Optional<Path> folder, String page) {

    private static final String ENDING = ".html";

    static Place of(@Nullable Path output) {
      if (output == null) {
        return new Place(Optional.empty(), ReportWriter.PAGE);
      }
      String name = String.valueOf(output.getFileName());
      if (name.endsWith(ENDING) && !Files.isDirectory(output)) {
        return new Place(Optional.of(output.resolveSibling("")), name);
      } else if (Files.exists(output) && !Files.isDirectory(output)) {
        throw new CommandFailure(
            "--output must be a folder, or a page whose name ends with %s, but %s is another file."
                .formatted(ENDING, output));
      }
      return new Place(Optional.of(output), ReportWriter.PAGE);
    }
  }

  /// Writes the report beside the study.
  ///
  /// @param arguments that the analysis was made with
  static void write(MeasuredStudy study, FitArguments arguments, Analysis analysis, PrintWriter out)
      throws IOException {
    write(study, arguments, analysis, Optional.empty(), Place.of(null), out);
  }

  private static void write(
      MeasuredStudy study,
      FitArguments arguments,
      Analysis analysis,
      Optional<Compute> asked,
      Place place,
      PrintWriter out)
      throws IOException {
    ReportWriter.Written written =
        write(
            study,
            arguments,
            analysis,
            asked,
            place.folder().orElseGet(study::report),
            place.page());
    written.warnings().forEach(out::println);
    int beside = written.files().size() - 1;
    out.printf(
        "Report: %s (and %d %s beside it)%n",
        written.page(), beside, beside == 1 ? "figure or table" : "figures and tables");
    if (analysis.evidence().all().rows() == 0) {
      out.printf(
          "Nothing is measured yet: the report shows no result.%s%n",
          study.wayToMissingRuns().map(way -> " Maybe: " + way).orElse(""));
    }
  }

  /// Writes the report into a folder.
  ///
  /// @param arguments that the analysis was made with
  /// @param asked training compute of the recommended shape; empty for the default
  static ReportWriter.Written write(
      MeasuredStudy study,
      FitArguments arguments,
      Analysis analysis,
      Optional<Compute> asked,
      Path folder)
      throws IOException {
    return write(study, arguments, analysis, asked, folder, ReportWriter.PAGE);
  }

  private static ReportWriter.Written write(
      MeasuredStudy study,
      FitArguments arguments,
      Analysis analysis,
      Optional<Compute> asked,
      Path folder,
      String page)
      throws IOException {
    Optional<Compute> budget = asked.or(() -> Recommendations.defaultBudgetOf(analysis));
    Optional<ShapeChoice> shapes = Recommendations.choice(study, analysis);
    Optional<ShapeChoice.Outcome> answers =
        budget.flatMap(t -> shapes.map(s -> s.compare(new Budget.TrainingCompute(t))));
    return ReportWriter.write(
        new StudyReport(
            study.name(),
            Instant.now(),
            ReportOrigin.of(study),
            analysis,
            budget.flatMap(
                t -> Recommendations.byThePaper(study, analysis, t, SizeRange.DEFAULT_FACTOR)),
            shapes,
            answers,
            roundings(study, shapes, answers),
            study.plateau(arguments)),
        folder,
        page);
  }

  private static Optional<Roundings> roundings(
      MeasuredStudy study, Optional<ShapeChoice> shapes, Optional<ShapeChoice.Outcome> answers)
      throws IOException {
    return shapes.isPresent()
            && answers.isPresent()
            && answers.get() instanceof ShapeChoice.Outcome.Compared(ShapeComparison comparison)
        ? HardwareSpeeds.kept(study, shapes.get(), comparison)
            .map(answer -> new Roundings(answer.prices(), answer.choice()))
        : Optional.empty();
  }
}
