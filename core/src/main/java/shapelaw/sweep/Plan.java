package shapelaw.sweep;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;

/// Every run of a study, as trunks, and what it costs.
///
/// @param trunks what to train
/// @param bruteForce the runs of the full cross product of the star's values, each duration from
///   scratch, for comparison
public record Plan(List<PlannedTrunk> trunks, List<RunSpec> bruteForce) {

  public Plan {
    trunks = List.copyOf(trunks);
    bruteForce = bruteForce instanceof BruteForce ? bruteForce : List.copyOf(bruteForce);
  }

  /// A trunk and what it is for.
  ///
  /// @param purpose why
  /// @param trunk what
  public record PlannedTrunk(Purpose purpose, Trunk trunk) {

    /// Forward FLOPs of everything that is trained, cool-down branches included.
    public double trainedForwardFlops() {
      return trunk.trainedForwardFlops();
    }

    private double trainedForwardFlops(ModelCosts costs) {
      RunSpec run = trunk.longest();
      return costs.of(run).forwardFlops() * trunk.trainedSteps() * run.recipe().batchSize();
    }

    /// Forward FLOPs if every duration were trained from scratch.
    public double separateForwardFlops() {
      return separateForwardFlops(new ModelCosts());
    }

    private double separateForwardFlops(ModelCosts costs) {
      return trunk.runs().stream().mapToDouble(run -> costs.compute(run).forwardFlops()).sum();
    }
  }

  /// The trunks to train, under their first purpose: where star and grid train the same model, one
  /// trunk has the durations of both, so that no run is made twice. Under a schedule whose
  /// durations share nothing, every run is a trunk.
  public List<PlannedTrunk> distinct() {
    var byModel = new LinkedHashMap<RunSpec, PlannedTrunk>();
    for (PlannedTrunk planned : trunks) {
      RunSpec longest = planned.trunk().longest();
      RunSpec key =
          longest.recipe().schedule().branches()
              ? longest.withSteps(longest.recipe().schedule().leastSteps() + 1)
              : longest;
      byModel.merge(key, planned, Plan::together);
    }
    return List.copyOf(byModel.values());
  }

  private static PlannedTrunk together(PlannedTrunk first, PlannedTrunk second) {
    List<RunSpec> runs =
        Stream.concat(first.trunk().runs().stream(), second.trunk().runs().stream())
            .distinct()
            .toList();
    return new PlannedTrunk(first.purpose(), new Trunk(runs));
  }

  /// Runs in all distinct trunks.
  public int runs() {
    return distinct().stream().mapToInt(t -> t.trunk().runs().size()).sum();
  }

  /// Forward FLOPs of everything that is trained.
  public double trainedForwardFlops() {
    var costs = new ModelCosts();
    return distinct().stream().mapToDouble(trunk -> trunk.trainedForwardFlops(costs)).sum();
  }

  /// Forward FLOPs if every planned run were trained from scratch.
  public double separateForwardFlops() {
    var costs = new ModelCosts();
    return distinct().stream().mapToDouble(trunk -> trunk.separateForwardFlops(costs)).sum();
  }

  /// Forward FLOPs of the longest run of each model alone: what is trained if every other duration
  /// is a branch of it, cool-downs aside.
  public double longestForwardFlops() {
    var costs = new ModelCosts();
    var longest = new HashMap<RunSpec, Double>();
    for (PlannedTrunk planned : distinct()) {
      for (RunSpec run : planned.trunk().runs()) {
        RunSpec model = run.withSteps(run.recipe().schedule().leastSteps() + 1);
        longest.merge(model, costs.compute(run).forwardFlops(), Math::max);
      }
    }
    return longest.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /// True if the durations of a model share their training.
  public boolean branches() {
    return trunks.stream().allMatch(t -> t.trunk().longest().recipe().schedule().branches());
  }

  /// Forward FLOPs of the brute-force sweep.
  public double bruteForceForwardFlops() {
    return bruteForce instanceof BruteForce all
        ? all.forwardFlops()
        : bruteForce.stream().mapToDouble(run -> run.compute().forwardFlops()).sum();
  }
}
