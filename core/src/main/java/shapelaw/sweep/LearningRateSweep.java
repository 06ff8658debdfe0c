package shapelaw.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;

/// The runs from which a study's learning rate is chosen: its smallest and its largest shape, each
/// at every rate, briefly, by the study's own recipe. The paper takes the largest rate that is
/// stable for both ([LearningRateChoice]).
///
/// @param smallest a run of the shape with the fewest FLOPs, at any rate
/// @param largest a run of the shape with the most FLOPs, at any rate
/// @param rates peak learning rates, ascending, distinct, each > 0, at least 2
public record LearningRateSweep(RunSpec smallest, RunSpec largest, List<Double> rates) {

  private static final MathContext TWO_DIGITS = new MathContext(2);

  public LearningRateSweep {
    rates = rates.stream().sorted().toList();
    if (rates.size() < 2 || rates.stream().distinct().count() < rates.size()) {
      throw new IllegalArgumentException(
          "learning rates must be at least 2 distinct numbers but were " + rates + ".");
    }
  }

  /// The sweep of a study.
  ///
  /// @param runs the study's, in any order
  /// @param steps duration of every run of the sweep
  /// @param rates peak learning rates
  public static LearningRateSweep of(List<RunSpec> runs, long steps, List<Double> rates) {
    List<RunSpec> sorted =
        runs.stream()
            .sorted(Comparator.comparingDouble(run -> CostModel.forwardFlops(run.model())))
            .toList();
    return new LearningRateSweep(
        sorted.getFirst().withSteps(steps), sorted.getLast().withSteps(steps), rates);
  }

  /// Rates in equal ratios from `from` up to `to`, rounded to two digits: what lies between cannot
  /// be told apart by a brief run.
  ///
  /// @param perDecade rates in a factor of ten
  public static List<Double> spaced(double from, double to, int perDecade) {
    if (!(from > 0) || !(to > from) || Double.isInfinite(to) || perDecade < 1) {
      throw new IllegalArgumentException(
          "learning rates must go up from above 0 with at least 1 a decade but went from %s to %s with %d."
              .formatted(from, to, perDecade));
    }
    var rates = new ArrayList<Double>();
    double last = perDecade * Math.log10(to / from) + 1e-9; // rounding must not lose the end
    for (int i = 0; i <= last; i++) {
      double rate = from * Math.pow(10, (double) i / perDecade);
      rates.add(new BigDecimal(rate).round(TWO_DIGITS).doubleValue());
    }
    return rates.stream().distinct().toList();
  }

  /// Every run, each a trunk of its own; smallest and largest shape by turns, low rates first.
  public List<Trunk> trunks() {
    var trunks = new ArrayList<Trunk>();
    for (double rate : rates) {
      trunks.add(new Trunk(List.of(at(smallest, rate))));
      trunks.add(new Trunk(List.of(at(largest, rate))));
    }
    return trunks;
  }

  /// A run at another learning rate.
  public static RunSpec at(RunSpec run, double rate) {
    return new RunSpec(
        run.model(),
        run.data(),
        run.recipe().withLearningRate(rate),
        run.steps(),
        run.evaluation(),
        run.seed());
  }

  /// Forward FLOPs of all runs.
  public double forwardFlops() {
    return rates.size() * (smallest.compute().forwardFlops() + largest.compute().forwardFlops());
  }
}
