package shapelaw.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import shapelaw.cost.CostModel;
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
    bruteForce = List.copyOf(bruteForce);
  }

  /// A trunk and what it is for.
  ///
  /// @param purpose why
  /// @param trunk what
  public record PlannedTrunk(Purpose purpose, Trunk trunk) {

    /// Forward FLOPs of everything that is trained, cool-down branches included.
    public double trainedForwardFlops() {
      RunSpec run = trunk.longest();
      return CostModel.forwardFlops(run.model()) * trunk.trainedSteps() * run.recipe().batchSize();
    }

    /// Forward FLOPs if every duration were trained from scratch.
    public double separateForwardFlops() {
      return trunk.runs().stream().mapToDouble(run -> run.compute().forwardFlops()).sum();
    }
  }

  /// The trunks to train: one that serves two purposes comes once, under the first.
  public List<PlannedTrunk> distinct() {
    var byId = new LinkedHashMap<String, PlannedTrunk>();
    trunks.forEach(planned -> byId.putIfAbsent(planned.trunk().id(), planned));
    return List.copyOf(byId.values());
  }

  /// Runs in all distinct trunks.
  public int runs() {
    return distinct().stream().mapToInt(t -> t.trunk().runs().size()).sum();
  }

  /// Forward FLOPs of everything that is trained.
  public double trainedForwardFlops() {
    return distinct().stream().mapToDouble(PlannedTrunk::trainedForwardFlops).sum();
  }

  /// Forward FLOPs if every planned run were trained from scratch.
  public double separateForwardFlops() {
    return distinct().stream().mapToDouble(PlannedTrunk::separateForwardFlops).sum();
  }

  /// Forward FLOPs of the brute-force sweep.
  public double bruteForceForwardFlops() {
    return bruteForce.stream().mapToDouble(run -> run.compute().forwardFlops()).sum();
  }
}
