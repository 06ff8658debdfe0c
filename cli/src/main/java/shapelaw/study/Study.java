package shapelaw.study;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import shapelaw.cost.Compute;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Recipe;
import shapelaw.run.RunSpec;
import shapelaw.run.Sha256;
import shapelaw.runs.slurm.SlurmSettings;
import shapelaw.runs.tracking.TrackingTarget;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.spark.SparkSettings;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.StarSweep;
import shapelaw.sweep.SweepDesign;

/// A study as its file describes it, checked.
///
/// @param name for reports and folders
/// @param seed decides every random choice
/// @param repeats trainings of every shape, ≥ 1
/// @param data the images
/// @param model what all models have in common
/// @param star the star sweep
/// @param grid the grid sweep
/// @param recipe how every model is trained
/// @param evaluation how its loss is measured
/// @param budget bounds above which the plan is refused
/// @param workers processes that train side by side
/// @param trainer name of the trainer ([shapelaw.run.Trainer#name()])
/// @param simulation the law from which `simulate` draws losses
/// @param infrastructure where trials run and results go, beside this machine and folder
public record Study(
    String name,
    long seed,
    int repeats,
    DataSpec data,
    Model model,
    Star star,
    Grid grid,
    Recipe recipe,
    EvaluationSpec evaluation,
    Budget budget,
    Workers workers,
    String trainer,
    Simulation simulation,
    Infrastructure infrastructure) {

  /// Colour channels of every image: RGB.
  public static final int CHANNELS = 3;

  /// What all Vision Transformers of a study have in common.
  ///
  /// @param patchSize side of a square patch in pixels
  /// @param pooling how tokens become pre-logits
  /// @param heads attention heads of a width
  public record Model(int patchSize, Pooling pooling, HeadRule heads) {}

  /// The star sweep and its durations.
  ///
  /// @param sweep centre and arms
  /// @param steps durations of every shape in optimiser steps, ascending
  public record Star(StarSweep sweep, List<Long> steps) {
    public Star {
      steps = List.copyOf(steps);
    }
  }

  /// The grid sweep and its durations.
  ///
  /// @param sweep the values of each dimension
  /// @param steps durations of every shape in optimiser steps, ascending
  public record Grid(GridSweep sweep, List<Long> steps) {
    public Grid {
      steps = List.copyOf(steps);
    }
  }

  /// Bounds above which a plan is refused.
  ///
  /// @param maxHours estimated wall-clock hours on this machine
  /// @param maxCompute training compute of the whole sweep
  public record Budget(OptionalDouble maxHours, Optional<Compute> maxCompute) {

    /// Why a plan is refused, or empty if it is within the bounds.
    ///
    /// @param hours the plan's estimated hours
    /// @param compute the plan's training compute
    public Optional<String> refusal(double hours, Compute compute) {
      if (maxHours.isPresent() && hours > maxHours.getAsDouble()) {
        return Optional.of(
            "the sweep must take at most %.4g hours (budget.max_hours) but is estimated at %.4g. Maybe sweep fewer shapes, shorten durations or raise the bound."
                .formatted(maxHours.getAsDouble(), hours));
      }
      return maxCompute
          .filter(bound -> compute.compareTo(bound) > 0)
          .map(bound ->
              "the sweep must cost at most %s (budget.max_forward_gflops) but costs %s. Maybe sweep fewer shapes, shorten durations or raise the bound."
                  .formatted(bound, compute));
    }
  }

  /// Processes that train side by side.
  ///
  /// @param fixedCount how many, or empty for as many as the cores serve
  /// @param threads threads of one worker
  /// @param checkpointSeconds seconds between checkpoints
  /// @param device where workers train
  /// @param recomputesActivations true to save memory by computing activations twice
  /// @param keepsWeights true if the weights of every finished run stay on disk
  /// @param on where they run: `local`, `slurm`, `slurm:PARTITION`, `spark://HOST:PORT`
  /// @param maxAttempts attempts in a row without a new result before a trunk is given up, ≥ 1
  /// @param memoryGib memory that one worker may use; empty for an equal share of the machine's
  public record Workers(
      OptionalInt fixedCount,
      int threads,
      double checkpointSeconds,
      DeviceChoice device,
      boolean recomputesActivations,
      boolean keepsWeights,
      String on,
      int maxAttempts,
      OptionalDouble memoryGib) {

    /// The same workers elsewhere.
    public Workers withOn(String newOn) {
      return new Workers(
          fixedCount,
          threads,
          checkpointSeconds,
          device,
          recomputesActivations,
          keepsWeights,
          newOn,
          maxAttempts,
          memoryGib);
    }

    /// The same workers with another number of attempts.
    public Workers withMaxAttempts(int newMaxAttempts) {
      return new Workers(
          fixedCount,
          threads,
          checkpointSeconds,
          device,
          recomputesActivations,
          keepsWeights,
          on,
          newMaxAttempts,
          memoryGib);
    }

    /// How many workers to start on a machine with `cores` cores.
    public int count(int cores) {
      return fixedCount.orElse(Math.max(1, cores / threads));
    }
  }

  /// A known law (Eq. 3) plus noise, t in forward GFLOPs:
  ///
  /// ```text
  /// f(x, t) = Σ α_k x_k^(−a_k) + (Σ β_k x_k^(b_k) + ξ) t^(−c) + ε
  /// ```
  ///
  /// @param terms the terms of each dimension
  /// @param c exponent of compute, > 0
  /// @param xi weight of the compute term that no size changes, ≥ 0
  /// @param epsilon loss that remains, ≥ 0
  /// @param noise relative standard deviation of a measured loss, ≥ 0
  /// @param inProcesses true if trials are processes of their own, as those that train
  /// @param runSeconds that each run takes, ≥ 0
  public record Simulation(
      Map<Dimension, Term> terms,
      double c,
      double xi,
      double epsilon,
      double noise,
      boolean inProcesses,
      double runSeconds) {
    public Simulation {
      terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }
  }

  /// One dimension's terms of the law.
  ///
  /// @param alpha weight of the capacity term, > 0
  /// @param a its exponent, > 0
  /// @param beta weight of the slow-down, > 0
  /// @param b its exponent, > 0
  public record Term(double alpha, double a, double beta, double b) {}

  /// The run of `shape`.
  ///
  /// @param steps duration in optimiser steps
  /// @param repeat 0 for the first training of the shape, 1 for the second …
  /// @param pretrainClasses outputs of the head ([#pretrainClasses])
  /// @throws IllegalArgumentException if the shape or duration cannot be trained
  public RunSpec runSpec(Shape shape, long steps, int repeat, int pretrainClasses) {
    int heads = model.heads().heads(shape.value(Dimension.WIDTH));
    var transformer =
        new VisionTransformer(
            shape,
            heads,
            model.patchSize(),
            data.imageSize(),
            CHANNELS,
            model.pooling(),
            pretrainClasses);
    return new RunSpec(transformer, data, recipe, steps, evaluation, runSeed(shape, repeat));
  }

  /// The same study with other parts.
  private Study with(
      Grid newGrid, Recipe newRecipe, Workers newWorkers, Infrastructure newInfrastructure) {
    return new Study(
        name,
        seed,
        repeats,
        data,
        model,
        star,
        newGrid,
        newRecipe,
        evaluation,
        budget,
        newWorkers,
        trainer,
        simulation,
        newInfrastructure);
  }

  /// The same study with another peak learning rate.
  public Study withLearningRate(double rate) {
    return with(grid, recipe.withLearningRate(rate), workers, infrastructure);
  }

  /// The same study with another grid, trained for the same durations.
  public Study withGrid(GridSweep sweep) {
    return with(new Grid(sweep, grid.steps()), recipe, workers, infrastructure);
  }

  /// The same study with other workers.
  public Study withWorkers(Workers newWorkers) {
    return with(grid, recipe, newWorkers, infrastructure);
  }

  /// Stands for all that decides which runs are planned: equal plans have equal marks.
  public String planMark() {
    String text =
        "seed %d, %d repeats, %s, %s, %s, %s, %s, %s"
            .formatted(seed, repeats, data, model, star, grid, recipe, evaluation);
    return HexFormat.of().formatHex(Sha256.of(text), 0, 8);
  }

  /// The same study, logged elsewhere.
  public Study withTracking(List<TrackingTarget> newTracking) {
    return with(grid, recipe, workers, infrastructure.withTracking(newTracking));
  }

  /// Classes that a model of this study is trained on.
  ///
  /// @param ofImages counts the training classes of files, which only a look at the disk can tell
  public int pretrainClasses(ToIntFunction<DataSpec.Images> ofImages) {
    return switch (data) {
      case DataSpec.Fractals fractals -> fractals.pretrainClasses();
      case DataSpec.Images images -> ofImages.applyAsInt(images);
    };
  }

  /// The sweeps, ready to be laid out as runs.
  ///
  /// @param pretrainClasses outputs of the head ([#pretrainClasses])
  public SweepDesign design(int pretrainClasses) {
    return new SweepDesign(
        star.sweep(),
        star.steps(),
        grid.sweep(),
        grid.steps(),
        repeats,
        (shape, steps, repeat) -> runSpec(shape, steps, repeat, pretrainClasses));
  }

  /// Seed of a shape's initial weights: the first 63 bits of the SHA-256 of the study's seed, the
  /// repeat and the shape. Durations share it, because they share a trunk.
  private long runSeed(Shape shape, int repeat) {
    String text = "seed " + seed + ", repeat " + repeat + ", " + shape;
    return ByteBuffer.wrap(Sha256.of(text)).getLong() & Long.MAX_VALUE;
  }

  /// Where trials run and results go, beside this machine and the study's folder.
  ///
  /// @param slurm what jobs ask of a Slurm cluster
  /// @param spark what trials ask of a Spark cluster
  /// @param store URL of a shared run store; empty for a file beside the study
  /// @param tracking where else runs are logged
  public record Infrastructure(
      SlurmSettings slurm,
      SparkSettings spark,
      Optional<String> store,
      List<TrackingTarget> tracking) {

    public Infrastructure {
      tracking = List.copyOf(tracking);
    }

    Infrastructure withTracking(List<TrackingTarget> targets) {
      return new Infrastructure(slurm, spark, store, targets);
    }
  }
}
