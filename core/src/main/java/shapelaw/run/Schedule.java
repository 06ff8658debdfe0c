package shapelaw.run;

/// The learning rate over a run, as a share of its peak. Steps are counted from 1.
///
/// A schedule that knows the duration only at its end lets several durations share their training:
/// a shorter run differs from a longer one in its last [#ownSteps] steps alone ([Trunk]).
public sealed interface Schedule {

  /// Share of the peak learning rate at `step` (1-based) of a run of `totalSteps` steps, in [0, 1].
  double at(long step, long totalSteps);

  /// Last steps of a run of `totalSteps` steps that no longer run shares: its cool-down, or all.
  long ownSteps(long totalSteps);

  /// Steps of linear warm-up.
  int warmupSteps();

  /// A run must have more steps than this.
  long leastSteps();

  /// True if the durations of one model can be branches of one training.
  default boolean branches() {
    return true;
  }

  /// Reciprocal square root with linear warm-up and linear cool-down to zero (Zhai et al. 2022, the
  /// paper's):
  ///
  /// ```text
  /// min(1, s / warmupSteps) · min(1, sqrt(warmupSteps / s)) · min(1, (n − s) / cooldownSteps)
  /// ```
  ///
  /// @param warmupSteps steps of linear warm-up, ≥ 1
  /// @param cooldownSteps steps of linear cool-down, ≥ 1
  record ReciprocalSquareRoot(int warmupSteps, int cooldownSteps) implements Schedule {
    public ReciprocalSquareRoot {
      atLeastOne("warm-up steps", warmupSteps);
      atLeastOne("cool-down steps", cooldownSteps);
    }

    @Override
    public double at(long step, long totalSteps) {
      double decay = Math.min(1, Math.sqrt((double) warmupSteps / step));
      return warmup(step, warmupSteps) * decay * cooldown(step, totalSteps, cooldownSteps);
    }

    @Override
    public long ownSteps(long totalSteps) {
      return cooldownSteps;
    }

    @Override
    public long leastSteps() {
      return cooldownSteps;
    }
  }

  /// Constant with linear warm-up and linear cool-down to zero:
  ///
  /// ```text
  /// min(1, s / warmupSteps) · min(1, (n − s) / cooldownSteps)
  /// ```
  ///
  /// @param warmupSteps steps of linear warm-up, ≥ 1
  /// @param cooldownSteps steps of linear cool-down, ≥ 1
  record Constant(int warmupSteps, int cooldownSteps) implements Schedule {
    public Constant {
      atLeastOne("warm-up steps", warmupSteps);
      atLeastOne("cool-down steps", cooldownSteps);
    }

    @Override
    public double at(long step, long totalSteps) {
      return warmup(step, warmupSteps) * cooldown(step, totalSteps, cooldownSteps);
    }

    @Override
    public long ownSteps(long totalSteps) {
      return cooldownSteps;
    }

    @Override
    public long leastSteps() {
      return cooldownSteps;
    }
  }

  /// Half a cosine to zero after a linear warm-up (Loshchilov & Hutter 2017):
  ///
  /// ```text
  /// s < warmupSteps: s / warmupSteps        else (1 + cos(π (s − warmupSteps) / (n − warmupSteps))) / 2
  /// ```
  ///
  /// Every step knows the duration, so that durations share nothing: each is trained from scratch.
  ///
  /// @param warmupSteps steps of linear warm-up, ≥ 1
  record Cosine(int warmupSteps) implements Schedule {
    public Cosine {
      atLeastOne("warm-up steps", warmupSteps);
    }

    @Override
    public double at(long step, long totalSteps) {
      if (step < warmupSteps) {
        return warmup(step, warmupSteps);
      }
      double progress = (double) (step - warmupSteps) / (totalSteps - warmupSteps);
      return (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
    }

    @Override
    public long ownSteps(long totalSteps) {
      return totalSteps;
    }

    @Override
    public long leastSteps() {
      return warmupSteps;
    }

    @Override
    public boolean branches() {
      return false;
    }
  }

  private static double warmup(long step, int warmupSteps) {
    return Math.min(1, (double) step / warmupSteps);
  }

  private static double cooldown(long step, long totalSteps, int cooldownSteps) {
    return Math.min(1, Math.max(0, (double) (totalSteps - step) / cooldownSteps));
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + value + ".");
    }
  }
}
