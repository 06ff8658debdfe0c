package shapelaw.report.study;

import static shapelaw.report.study.Table.count;
import static shapelaw.report.study.Table.number;
import static shapelaw.report.study.Table.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import shapelaw.cost.CostModel;
import shapelaw.law.DimensionFit;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
import shapelaw.run.RunResult;
import shapelaw.shape.Shape;
import shapelaw.sweep.ParetoStart;

/// The tables of the star, the grid and the runs.
final class StudyTables {

  private StudyTables() {}

  static Table shapes(RecommendedModel r) {
    var entries = new ArrayList<NamedComparison.Entry>();
    entries.add(new NamedComparison.Entry("recommended", r.model()));
    entries.addAll(NamedComparison.named(r));
    double own = CostModel.forwardFlops(r.model()) / 1e9;
    return Table.of(
        "shapes",
        "Shapes side by side",
        "The recommended and the named shapes at %d pixels and patches of %d. Parameters and FLOPs are counted; one multiply-add is 2 FLOPs."
            .formatted(r.model().imageSize(), r.model().patchSize()),
        entries,
        text("Shape", "name", NamedComparison.Entry::name),
        sizes(r.model().shape(), e -> e.model().shape()),
        count("Heads", "heads", e -> (long) e.model().heads()),
        number(
            "Parameters (M)",
            "parameters_millions",
            3,
            e -> Optional.of(CostModel.parameters(e.model()) / 1e6)),
        number("GFLOPs an image", "forward_gflops", 3, e -> Optional.of(e.forwardGflops())),
        number(
            "FLOPs, recommended = 1",
            "relative_flops",
            3,
            e -> Optional.of(e.forwardGflops() / own)),
        Table.amount(
            "Images in the budget",
            "images_in_budget",
            e ->
                r.trainingGflops().isPresent()
                    ? OptionalDouble.of(r.trainingGflops().getAsDouble() / e.forwardGflops())
                    : OptionalDouble.empty()));
  }

  /// One column for each dimension.
  private static <R> Stream<Table.Reader<R>> sizes(Shape like, Function<R, Shape> shape) {
    return like.dimensions().stream()
        .flatMap(
            d -> Table.<R>count(Words.title(d), d.name(), r -> (long) shape.apply(r).value(d)));
  }

  static Table fits(StarFit fit) {
    return Table.of(
        "fits",
        "Fitted laws",
        "One row a dimension: f(x, t) = αx⁻ᵃ + (βxᵇ + ξ)t⁻ᶜ + ε (Eq. 2), t in forward GFLOPs, fitted by relative error; s = c/(a + b) with its %s interval from %s.%s"
            .formatted(
                Words.level(fit.level()),
                Words.plural(fit.replicates().size(), "bootstrap refit"),
                fit.sharedC() ? " c is shared by all dimensions (Eq. 3)." : ""),
        List.copyOf(fit.dimensions().values()),
        text("Dimension", "dimension", f -> Words.dimension(f.dimension())),
        number("s", "s", 3, f -> Optional.of(fit.exponent(f.dimension()).estimate())),
        number("s low", "s_low", 3, f -> Optional.of(fit.exponent(f.dimension()).low())),
        number("s high", "s_high", 3, f -> Optional.of(fit.exponent(f.dimension()).high())),
        number("s, paper", "s_paper", 3, f -> PublishedExponents.of(f.dimension())),
        parameter("α", "alpha", SingleDimensionLaw::alpha),
        parameter("a", "a", SingleDimensionLaw::a),
        parameter("β", "beta", SingleDimensionLaw::beta),
        parameter("b", "b", SingleDimensionLaw::b),
        parameter("ξ", "xi", SingleDimensionLaw::xi),
        parameter("c", "c", SingleDimensionLaw::c),
        parameter("ε", "epsilon", SingleDimensionLaw::epsilon),
        number("Relative RMSE", "relative_rmse", 2, f -> Optional.of(f.relativeRmse())),
        count("Runs", "runs", f -> (long) f.observations().size()),
        text(
            "Starts at optimum",
            "starts_at_optimum",
            f -> f.startsAtOptimum() + " of " + f.starts()));
  }

  /// Something that the data of one dimension do not tell.
  private record Finding(String dimension, String sentence) {}

  static Table open(StarFit fit) {
    List<Finding> findings =
        fit.dimensions().values().stream()
            .flatMap(f ->
                f.findings().stream()
                    .map(sentence -> new Finding(Words.dimension(f.dimension()), sentence)))
            .toList();
    return Table.of(
        "open-points",
        "What the data leave open",
        "Parameters and sizes that the star’s measurements do not fix.",
        findings,
        text("Dimension", "dimension", Finding::dimension),
        text("Open", "finding", Finding::sentence));
  }

  private static Stream<Table.Reader<DimensionFit>> parameter(
      String symbol, String key, Function<SingleDimensionLaw, Double> value) {
    return number(symbol, key, 3, f -> Optional.of(value.apply(f.law())));
  }

  static Table centre(StudyReport report, StarFit fit) {
    return Table.of(
        "centre",
        "The held-out centre",
        "Each law’s prediction of each measurement of the star’s centre (%s), with the %s prediction interval of a single run."
            .formatted(
                report.analysis().centreChecks().stream()
                    .findFirst()
                    .map(c -> Words.shape(c.measured().shape()))
                    .orElse("not measured"),
                Words.level(fit.level())),
        report.analysis().centreChecks(),
        text("Law", "law", p -> Words.dimension(p.dimension())),
        number(
            "Compute (forward GFLOPs)",
            "forward_gflops",
            4,
            p -> Optional.of(p.measured().compute().forwardGflops())),
        number("Measured error rate", "measured", 3, p -> Optional.of(p.measured().loss())),
        number("Predicted", "predicted", 3, p -> Optional.of(p.predicted().estimate())),
        number("Low", "predicted_low", 3, p -> Optional.of(p.predicted().low())),
        number("High", "predicted_high", 3, p -> Optional.of(p.predicted().high())),
        number("Relative error", "relative_error", 2, p -> Optional.of(p.relativeError())),
        text("In interval", "in_interval", p -> p.inside() ? "yes" : "no"));
  }

  static Table frontier(ParetoStart start) {
    return Table.of(
        "frontier",
        "The grid’s frontier",
        "Each row is a stretch of compute over which one shape has the least loss. The start shape must lie inside the grid and be best over a range.",
        start.frontier(),
        sizes(start.shape(), ParetoStart.Stretch::shape),
        number(
            "From (forward GFLOPs)",
            "from_forward_gflops",
            4,
            s -> Optional.of(s.from().forwardGflops())),
        number(
            "To (forward GFLOPs)",
            "to_forward_gflops",
            4,
            s -> Optional.of(s.to().forwardGflops())),
        number("Factor", "factor", 3, s -> Optional.of(s.factor())),
        number("Error rate, from", "loss_from", 3, s -> Optional.of(s.lossFrom())),
        number("Error rate, to", "loss_to", 3, s -> Optional.of(s.lossTo())),
        text("Inside the grid", "inside_the_grid", s -> s.interior() ? "yes" : "no"),
        text("Chosen", "chosen", s -> s.equals(start.range()) ? "start shape" : ""));
  }

  static Table runs(Origin.Trained trained) {
    List<RunRow> rows = RunRow.all(trained.results());
    Shape like = trained.star().centre();
    return Table.of(
        "runs",
        "Runs",
        "Every planned run. Compute counts forward passes only. The standard error is over the draws of few-shot examples, or of a share of the validation images, not over trainings; seconds include the steps shared with longer or shorter durations of the same model.",
        rows,
        text("For", "purpose", r -> r.purpose().label()),
        sizes(like, r -> r.spec().model().shape()),
        count("Heads", "heads", r -> (long) r.spec().model().heads()),
        count("Steps", "steps", r -> r.spec().steps()),
        number(
            "Compute (forward GFLOPs)",
            "forward_gflops",
            4,
            r -> Optional.of(r.compute().forwardGflops())),
        text("Seed", "seed", r -> Long.toString(r.spec().seed())),
        number("Error rate", "error_rate", 3, r -> r.done().map(RunResult.Done::errorRate)),
        number(
            "Standard error",
            "error_rate_standard_error",
            2,
            r -> r.done().map(RunResult.Done::errorRateStandardError)),
        validation(rows),
        number(
            "Training loss", "training_loss", 3, r -> r.done().map(RunResult.Done::trainingLoss)),
        number(
            "Seconds", "training_seconds", 3, r -> r.done().map(RunResult.Done::trainingSeconds)),
        text("Outcome", "outcome", RunRow::outcome),
        text("Run id", "run_id", r -> r.id().toString()));
  }

  /// Columns that are there only if images were held out for validation.
  private static Stream<Table.Reader<RunRow>> validation(List<RunRow> rows) {
    if (rows.stream().noneMatch(r -> r.validation().isPresent())) {
      return Stream.empty();
    }
    return Stream.concat(
        number(
            "Validation error rate",
            "validation_error_rate",
            3,
            r -> r.validation().map(RunResult.Validation::errorRate)),
        number(
            "Validation loss",
            "validation_loss",
            3,
            r -> r.validation().map(RunResult.Validation::loss)));
  }
}
