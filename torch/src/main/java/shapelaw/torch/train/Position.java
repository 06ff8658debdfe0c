package shapelaw.torch.train;

import java.util.Optional;
import shapelaw.run.RunId;

/// How far a trunk's training is.
///
/// @param trunkStep steps of the trunk that are done
/// @param trunkSeconds wall-clock seconds that they took
/// @param branch where in a cool-down branch it is, if in one
record Position(long trunkStep, double trunkSeconds, Optional<Branch> branch) {

  /// The first step is still to come.
  static final Position START = new Position(0, 0, Optional.empty());

  /// Place in a cool-down branch.
  ///
  /// @param run the run that ends with this branch
  /// @param step steps of the branch that are done
  /// @param seconds wall-clock seconds that they took
  /// @param lossSum sum of the losses of those that count for the run's training loss
  record Branch(RunId run, long step, double seconds, double lossSum) {

    /// Before the first step of the branch.
    static Branch start(RunId run) {
      return new Branch(run, 0, 0, 0);
    }

    /// One step further.
    ///
    /// @param countedLoss the step's loss, or 0 if it does not count
    Branch after(double stepSeconds, double countedLoss) {
      return new Branch(run, step + 1, seconds + stepSeconds, lossSum + countedLoss);
    }
  }

  /// One step of the trunk further.
  Position after(double stepSeconds) {
    return new Position(trunkStep + 1, trunkSeconds + stepSeconds, Optional.empty());
  }

  /// The same place of the trunk, in a branch.
  Position in(Branch newBranch) {
    return new Position(trunkStep, trunkSeconds, Optional.of(newBranch));
  }

  /// The same place of the trunk, in no branch.
  Position onTrunk() {
    return new Position(trunkStep, trunkSeconds, Optional.empty());
  }
}
