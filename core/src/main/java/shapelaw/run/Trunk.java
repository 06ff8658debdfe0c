package shapelaw.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import shapelaw.cost.CostModel;

/// The runs of one model that differ only in duration, trained as one: the longest is the trunk,
/// and every shorter one is a cool-down branch that leaves the trunk `cooldownSteps` before its own
/// end. A trunk with k durations costs the longest plus k − 1 cool-downs instead of the sum of all.
/// A branch's result is the one that a run of its own would give. This is the unit that executors
/// start, kill and resume.
///
/// @param runs ascending in steps, at least one, equal in everything else
public record Trunk(List<RunSpec> runs) {

  public Trunk {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a trunk must have at least one run but had none.");
    }
    var sorted = new ArrayList<>(runs);
    sorted.sort(Comparator.comparingLong(RunSpec::steps));
    RunSpec longest = sorted.getLast();
    for (int i = 0; i < sorted.size(); i++) {
      RunSpec run = sorted.get(i);
      if (!run.withSteps(longest.steps()).equals(longest)) {
        throw new IllegalArgumentException(
            "the runs of a trunk must differ in steps only but %s and %s differ in more."
                .formatted(run, longest));
      }
      if (i > 0 && run.steps() == sorted.get(i - 1).steps()) {
        throw new IllegalArgumentException(
            "the durations of a trunk must be distinct but %d came twice.".formatted(run.steps()));
      }
    }
    if (sorted.size() > 1 && !longest.recipe().schedule().branches()) {
      throw new IllegalArgumentException(
          "a trunk must have one run where the schedule's every step knows the duration (%s) but had %d."
              .formatted(longest.recipe().schedule(), sorted.size()));
    }
    runs = List.copyOf(sorted);
  }

  /// The fewest trunks that train these runs of one model: one if the schedule lets durations
  /// branch, else one for each.
  ///
  /// @param runs equal in everything but steps
  public static List<Trunk> of(List<RunSpec> runs) {
    boolean branches = runs.stream().allMatch(run -> run.recipe().schedule().branches());
    return branches
        ? List.of(new Trunk(runs))
        : runs.stream().map(run -> new Trunk(List.of(run))).toList();
  }

  /// The run of the longest duration.
  public RunSpec longest() {
    return runs.getLast();
  }

  /// Identity of the trunk: a hash over the ids of its runs.
  public String id() {
    var text = new StringBuilder("trunk");
    runs.forEach(run -> text.append('\n').append(run.id()));
    return RunId.hash(text.toString());
  }

  /// Steps really trained: the longest duration plus one cool-down for every branch.
  public long trainedSteps() {
    return longest().steps()
        + runs.stream().limit(runs.size() - 1L).mapToLong(RunSpec::ownSteps).sum();
  }

  /// Forward FLOPs of everything that is trained.
  public double trainedForwardFlops() {
    return CostModel.forwardFlops(longest().model())
        * trainedSteps()
        * longest().recipe().batchSize();
  }
}
