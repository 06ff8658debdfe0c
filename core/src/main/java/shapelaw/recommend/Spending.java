package shapelaw.recommend;

import shapelaw.cost.Compute;

/// How much training compute t a shape of F forward FLOPs gets.
sealed interface Spending {

  /// t in forward FLOPs; not above zero if there is nothing left for training.
  double trainingFlops(double forwardFlops);

  /// The same for every shape.
  ///
  /// @param compute forward FLOPs
  record Fixed(double compute) implements Spending {
    @Override
    public double trainingFlops(double forwardFlops) {
      return compute;
    }
  }

  /// What serving leaves over: 3 t + images · F = total.
  ///
  /// @param total FLOPs of training steps and of serving together
  /// @param images served
  record Shared(double total, double images) implements Spending {
    @Override
    public double trainingFlops(double forwardFlops) {
      return (total - images * forwardFlops) / Compute.FORWARDS_PER_TRAINING_STEP;
    }
  }

  /// Training without end: t → ∞.
  record Endless() implements Spending {
    @Override
    public double trainingFlops(double forwardFlops) {
      return Double.POSITIVE_INFINITY;
    }
  }

  /// What a budget leaves to each shape.
  ///
  /// @throws IllegalArgumentException for a loss to be reached, whose total has to be found first
  static Spending of(Budget budget) {
    return switch (budget) {
      case Budget.TrainingCompute(Compute compute) -> new Fixed(compute.forwardFlops());
      case Budget.TrainingTime time -> new Fixed(time.compute().forwardFlops());
      case Budget.TrainingAndServing(double total, double images) -> total(total, images);
      case Budget.EndlessTraining() -> new Endless();
      case Budget.TargetLoss target ->
          throw new IllegalArgumentException("the total must be found first for " + target + ".");
    };
  }

  /// The total 3 t + images · F; without images it is a training compute, for which F need not be
  /// known.
  static Spending total(double total, double images) {
    return images == 0
        ? new Fixed(total / Compute.FORWARDS_PER_TRAINING_STEP)
        : new Shared(total, images);
  }
}
