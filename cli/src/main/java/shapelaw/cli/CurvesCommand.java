package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.law.curve.CurveFitOptions;
import shapelaw.runs.imports.TableFile;

/// `shapelaw curves`: laws of learning curves, in examples seen or compute alone.
@Command(
    name = "curves",
    description = {
      "Fit and extrapolate learning curves in a table: CSV, JSON or Parquet, one row a measurement.",
      "Errors are those of ln loss: 1 %% is about 1 %% of the loss."
    })
final class CurvesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The table.")
  private Path file = Path.of("");

  @Option(
      names = "--x",
      required = true,
      paramLabel = "COLUMN",
      description = "Examples seen or compute.")
  private String x = "";

  @ArgGroup(multiplicity = "1")
  private Measured measured = new Measured();

  /// What is measured: a loss or an accuracy.
  static final class Measured {
    @Option(names = "--loss", paramLabel = "COLUMN", description = "The loss, lower is better.")
    private String loss = "";

    @Option(
        names = "--accuracy",
        paramLabel = "COLUMN",
        description = "An accuracy from 0 to 1; the loss is 1 - accuracy.")
    private String accuracy = "";
  }

  @Option(
      names = "--group",
      split = ",",
      paramLabel = "COLUMN,...",
      hideParamSyntax = true,
      description = "Columns that tell curves apart, with commas between.")
  private List<String> group = new ArrayList<>();

  @Option(
      names = "--training",
      paramLabel = "COLUMN",
      description = "1: fit this point; 0: only extrapolate to it. Default: fit all.")
  private String training = "";

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "X,...",
      hideParamSyntax = true,
      description = "Forecast the loss there.")
  private List<Double> at = new ArrayList<>();

  @Option(
      names = "--reach",
      split = ",",
      paramLabel = "LOSS,...",
      hideParamSyntax = true,
      description = "Say at which x the loss is reached.")
  private List<Double> reach = new ArrayList<>();

  @Option(
      names = "--plain",
      description = "Weight all points alike and use no typical values, as the laws' authors do.")
  private boolean plain;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Main.out(spec);
    requirePlaces(at);
    boolean accuracy = measured.loss.isEmpty();
    var columns =
        new CurveTable(x, accuracy ? measured.accuracy : measured.loss, accuracy, group, training);
    CurveFitOptions options = plain ? CurveFitOptions.PLAIN : CurveFitOptions.DEFAULT;
    var results = new ArrayList<CurveResult>();
    for (CurveTable.Curve curve : columns.read(TableFile.read(file))) {
      CurveResult result = CurveResult.of(curve, options, at);
      results.add(result);
      out.print(CurvesText.of(result, at, reach));
    }
    if (results.isEmpty()) {
      throw new CommandFailure("%s must hold at least one row but has none.".formatted(file));
    }
    if (results.size() > 1) {
      out.print(CurvesSummary.of(results));
    }
    return 0;
  }

  private static void requirePlaces(List<Double> places) {
    for (double place : places) {
      if (!(place > 0 && Double.isFinite(place))) {
        throw new CommandFailure(
            "--at must be finite and above 0, as x itself is, but was %s.".formatted(place));
      }
    }
  }
}
