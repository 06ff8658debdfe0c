package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeSpeed;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.NearbyShapes;
import shapelaw.recommend.RoundingPrices;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.SizeRange;
import shapelaw.recommend.TargetCompute;
import shapelaw.runs.imports.ShapeTimings;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.VisionTransformer;
import shapelaw.study.StudyException;

/// `shapelaw bench shapes`: how fast this machine trains shapes near one.
@Command(
    name = "shapes",
    description = {
      "Measure how fast this machine trains shapes near a named one, or near a study's recommended one.",
      "The table is what 'shapelaw recommend --timings' reads: take it from the machine with the GPU to the study."
    })
final class BenchShapesCommand implements Callable<Integer> {

  @Option(
      names = "--like",
      paramLabel = "MODEL",
      description =
          "Shapes near this one, for example So150m/14@224; with --around only its patch and image size count.")
  private @Nullable String like;

  @Option(
      names = "--around",
      paramLabel = "STUDY",
      description = "Shapes near the one that this study recommends.")
  private @Nullable Path around;

  @Option(
      names = "--compute",
      paramLabel = "AMOUNT",
      description =
          "With --around: the budget of the recommended shape, for example '9e12 GFLOPs' (default: 10 times the most that was measured).")
  private @Nullable String compute;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where the table goes (default: printed below).")
  private @Nullable Path to;

  @Mixin private HeadsOption heads = new HeadsOption();

  @Mixin private ShapeBench bench = new ShapeBench();

  @Mixin private FitArguments arguments = new FitArguments();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StudyException, IOException {
    if (like == null && around == null) {
      throw new CommandFailure("shapes must be near something: --like MODEL or --around STUDY.");
    }
    PrintWriter out = Main.out(spec);
    ShapeTimings timings = around == null ? named(out) : study(around, out);
    out.println();
    out.print(table(timings));
    if (to == null) {
      out.printf("%n%s", timings.csv());
    } else {
      timings.write(to);
      out.printf("%nWritten to %s. Use it with: shapelaw recommend STUDY --timings %s%n", to, to);
    }
    return 0;
  }

  private static VisionTransformer template(String name) {
    return NamedShapes.parse(name);
  }

  private ShapeTimings named(PrintWriter out) {
    VisionTransformer model = template(String.valueOf(like));
    List<VisionTransformer> models =
        NearbyShapes.near(HeadedShape.of(model), RoundingPrices.MOST_MEASURED).stream()
            .map(shape -> model.withShape(shape.shape(), shape.heads()))
            .toList();
    return bench.time(models, ShapeBench.Usual.unknown(), out);
  }

  private ShapeTimings study(Path path, PrintWriter out) throws StudyException, IOException {
    MeasuredStudy study = MeasuredStudy.open(path);
    Analysis analysis = study.analysis(arguments);
    Compute budget =
        compute == null
            ? Recommendations.defaultBudgetOf(analysis)
                .orElseThrow(() -> new CommandFailure("the study must have measurements."))
            : TargetCompute.parse(compute);
    var wishes =
        new ShapeChoice.Wishes(
            Recommendations.multiples(study, heads.known(study), Map.of()),
            SizeRange.DEFAULT_FACTOR,
            List.of(),
            Map.of(),
            heads.known(study));
    Recommendations.Answer answer =
        Recommendations.compared(study, analysis, wishes, new Budget.TrainingCompute(budget));
    VisionTransformer model =
        like == null
            ? study.template().orElseThrow(() -> HardwareSpeeds.noTemplate(study))
            : template(like);
    return switch (RoundingPrices.of(
        answer.choice(), answer.comparison(), heads.of(study, answer.choice().steps()))) {
      case RoundingPrices.Outcome.Refused(String reason) -> throw new CommandFailure(reason);
      case RoundingPrices.Outcome.Found(RoundingPrices prices) ->
          HardwareSpeeds.measure(study, prices, model, bench, out);
    };
  }

  private Table table(ShapeTimings timings) {
    var table = new Table("shape", "heads", "of size", "images/s", "spread", "latency ms");
    for (ShapeSpeed speed : timings.speeds()) {
      table.row(
          speed.shape().shape(),
          speed.shape().heads(),
          speed.shape().headSize(),
          "%.4g".formatted(speed.imagesPerSecond()),
          speed.spread().isPresent()
              ? "%.1f %%".formatted(100 * speed.spread().getAsDouble())
              : "-",
          "%.3g".formatted(1e3 * speed.latencySeconds().orElse(Double.NaN)));
    }
    return table;
  }
}
