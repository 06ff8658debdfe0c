package shapelaw.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import shapelaw.numerics.Quantiles;
import shapelaw.run.SimulatedTruth;

/// Many simulated studies at the paper's scale: each truth with each noise, repeated with fresh
/// noise, spread over the machine's cores. The same options give the same numbers on any number of
/// cores.
public final class SimulatedStudies {

  /// Budgets at which the rules are compared, as multiples of the grid's largest compute.
  public static final List<Integer> BUDGETS = SimulatedStudy.MULTIPLES;

  /// Relative standard deviations of a measured loss.
  public static final List<Double> NOISES = List.of(0.0, 0.003, 0.01, 0.02);

  private SimulatedStudies() {}

  /// A truth with its name.
  ///
  /// @param name for tables
  /// @param law the truth
  public record Truth(String name, SimulatedTruth law) {}

  /// The truths: the structural law, Eq. 3, and neither.
  public static List<Truth> truths() {
    return List.of(
        new Truth("structural law", Truths.structural()),
        new Truth("Eq. 3", Truths.decomposable()),
        new Truth("neither", Truths.bottleneck()));
  }

  /// All repetitions of one truth and one noise.
  ///
  /// @param truth its name
  /// @param noise relative standard deviation of a measured loss
  /// @param repetitions one for each draw of the noise
  public record Cell(String truth, double noise, List<Repetition> repetitions) {
    public Cell {
      repetitions = List.copyOf(repetitions);
    }

    /// Quantile of a rule's excess loss at a budget, by its place in [#BUDGETS].
    public double excess(ShapeRule rule, int budget, double quantile) {
      return Quantiles.of(
          repetitions.stream()
              .mapToDouble(r -> r.excess().getOrDefault(rule, List.of()).get(budget))
              .toArray(),
          quantile);
    }

    /// How often each law was chosen.
    public Map<String, Long> chosen() {
      var counts = new TreeMap<String, Long>();
      repetitions.forEach(r -> counts.merge(r.chosen(), 1L, Long::sum));
      return counts;
    }

    /// Share of the intervals that held the truth, by quantity.
    ///
    /// @param intervals of a repetition: [Repetition#held()] or [Repetition#heldByTrueLaw()]
    public Map<String, Double> coverage(Function<Repetition, Map<String, Boolean>> intervals) {
      var held = new LinkedHashMap<String, List<Integer>>();
      for (Repetition repetition : repetitions) {
        intervals
            .apply(repetition)
            .forEach((quantity, holds) ->
                held.computeIfAbsent(quantity, q -> new ArrayList<>()).add(holds ? 1 : 0));
      }
      var coverage = new LinkedHashMap<String, Double>();
      held.forEach((quantity, of) ->
          coverage.put(quantity, of.stream().mapToInt(i -> i).average().orElse(Double.NaN)));
      return coverage;
    }
  }

  /// Carries out the studies.
  ///
  /// @param repetitions of each truth and noise; without noise one says all
  /// @param seed of all noise
  /// @param finished is told each cell once it is done
  public static List<Cell> run(int repetitions, long seed, Consumer<Cell> finished) {
    if (repetitions < 1) {
      throw new IllegalArgumentException(
          "repetitions must be at least 1 but were " + repetitions + ".");
    }
    var generator = new SplittableRandom(seed);
    var cells = new ArrayList<Cell>();
    for (Truth truth : truths()) {
      for (double noise : NOISES) {
        long[] seeds = generator.longs(noise == 0 ? 1 : repetitions).toArray();
        var study = new SimulatedStudy(truth.law(), noise);
        var cell =
            new Cell(
                truth.name(),
                noise,
                Arrays.stream(seeds).parallel().mapToObj(study::repeat).toList());
        finished.accept(cell);
        cells.add(cell);
      }
    }
    return cells;
  }
}
