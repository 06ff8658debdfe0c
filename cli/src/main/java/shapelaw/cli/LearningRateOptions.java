package shapelaw.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.study.Study;
import shapelaw.sweep.LearningRateSweep;
import shapelaw.sweep.Plan;

/// Which rates to try, and for how long.
final class LearningRateOptions {

  @ArgGroup(exclusive = true)
  private Rates rates = new Rates();

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Duration of each run (default: the study's shortest grid duration).")
  private @Nullable Long examples;

  /// A list, or a range.
  static final class Rates {
    @Option(
        names = "--rates",
        split = ",",
        paramLabel = "RATE,...",
        hideParamSyntax = true,
        description = "Peak learning rates to try (for example 1e-4,3e-4).")
    private List<Double> list = List.of();

    @ArgGroup(exclusive = false)
    private Range range = new Range();
  }

  /// Rates in equal ratios.
  static final class Range {
    @Option(
        names = "--from",
        paramLabel = "RATE",
        description = "Smallest rate to try (default: ${DEFAULT-VALUE}).",
        defaultValue = "1e-4")
    private double from = 1e-4;

    @Option(
        names = "--to",
        paramLabel = "RATE",
        description = "Largest rate to try (default: ${DEFAULT-VALUE}).",
        defaultValue = "1e-2")
    private double to = 1e-2;

    @Option(
        names = "--per-decade",
        paramLabel = "N",
        description = "Rates in a factor of ten (default: ${DEFAULT-VALUE}).",
        defaultValue = "4")
    private int perDecade = 4;
  }

  /// The runs that are asked for.
  ///
  /// @throws CommandFailure if they are too short to reach the peak rate
  LearningRateSweep sweep(Study study, Plan plan) {
    List<RunSpec> runs = plan.distinct().stream().map(p -> p.trunk().longest()).toList();
    int batch = study.recipe().batchSize();
    long steps =
        examples == null ? study.grid().steps().getFirst() : Math.round((double) examples / batch);
    Schedule schedule = study.recipe().schedule();
    long least =
        schedule.branches()
            ? schedule.warmupSteps() + schedule.leastSteps()
            : schedule.leastSteps();
    if (steps <= least) {
      throw new CommandFailure(
          "--examples must be more than warm-up and cool-down take (%,d) but was %,d."
              .formatted(least * batch, steps * batch));
    }
    return LearningRateSweep.of(runs, steps, asked());
  }

  private List<Double> asked() {
    Range range = rates.range;
    List<Double> asked =
        rates.list.isEmpty()
            ? LearningRateSweep.spaced(range.from, range.to, range.perDecade)
            : rates.list;
    for (double rate : asked) {
      if (!(rate > 0) || Double.isInfinite(rate)) {
        throw new CommandFailure(
            "a learning rate must be a number above 0 but was %s.".formatted(rate));
      }
    }
    return asked;
  }
}
