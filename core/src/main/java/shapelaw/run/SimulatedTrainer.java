package shapelaw.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import shapelaw.cost.Compute;

/// Gives every run the loss of a known law times log-normal noise instead of training it. Drives
/// the whole pipeline in milliseconds, and shows what a study could recover if the law were true.
public final class SimulatedTrainer implements Trainer {

  /// Name of this trainer.
  public static final String NAME = "simulated";

  /// Relative standard deviation of the noise: about what three draws of a 10-shot evaluation
  /// leave.
  public static final double DEFAULT_RELATIVE_NOISE = 0.01;

  /// System property with the relative standard deviation of the noise.
  public static final String NOISE_PROPERTY = "shapelaw.simulated.noise";

  /// System property with the study seed.
  public static final String SEED_PROPERTY = "shapelaw.simulated.seed";

  /// System property with the truth: `structural`, `decomposable`, or a law that
  /// [SimulatedTruth.Decomposable#text()] wrote.
  public static final String TRUTH_PROPERTY = "shapelaw.simulated.truth";

  /// System property with the seconds that a run takes.
  public static final String SECONDS_PROPERTY = "shapelaw.simulated.seconds";

  /// Time between two looks at whether to stop.
  private static final Duration SLICE = Duration.ofMillis(50);

  /// Speed by which a simulated run's training seconds are told, forward and backward counted.
  public static final double TRAINING_FLOPS_PER_SECOND = 1e11;

  /// The error rate with n shots is taken to fall as n to the minus this.
  private static final double SHOTS_EXPONENT = 0.25;

  /// 2^64 / golden ratio: spreads seeds that differ in few bits (Steele et al., OOPSLA 2014).
  private static final long SEED_SPREAD = 0x9E3779B97F4A7C15L;

  private final SimulatedTruth truth;
  private final double relativeNoise;
  private final long studySeed;
  private final double runSeconds;

  /// The small structural truth with 1 % noise and study seed 0, unless system properties say
  /// otherwise; for `java.util.ServiceLoader`.
  public SimulatedTrainer() {
    this(
        namedTruth(System.getProperty(TRUTH_PROPERTY, "structural")),
        Double.parseDouble(
            System.getProperty(NOISE_PROPERTY, Double.toString(DEFAULT_RELATIVE_NOISE))),
        Long.parseLong(System.getProperty(SEED_PROPERTY, "0")),
        Double.parseDouble(System.getProperty(SECONDS_PROPERTY, "0")));
  }

  /// A simulation of one truth.
  ///
  /// @param truth the law
  /// @param relativeNoise standard deviation of the noise relative to the loss, finite and ≥ 0
  /// @param studySeed with the run's id, decides the noise of each run
  public SimulatedTrainer(SimulatedTruth truth, double relativeNoise, long studySeed) {
    this(truth, relativeNoise, studySeed, 0);
  }

  /// A simulation that takes its time, to try out how runs are made.
  ///
  /// @param truth the law
  /// @param relativeNoise standard deviation of the noise relative to the loss, finite and ≥ 0
  /// @param studySeed with the run's id, decides the noise of each run
  /// @param runSeconds that each run takes, finite and ≥ 0
  public SimulatedTrainer(
      SimulatedTruth truth, double relativeNoise, long studySeed, double runSeconds) {
    if (!(runSeconds >= 0) || Double.isInfinite(runSeconds)) {
      throw new IllegalArgumentException(
          "the seconds of a run must be a finite number of at least 0 but were "
              + runSeconds
              + ".");
    }
    if (!(relativeNoise >= 0) || Double.isInfinite(relativeNoise)) {
      throw new IllegalArgumentException(
          "relative noise must be a finite number of at least 0 but was " + relativeNoise + ".");
    }
    this.truth = truth;
    this.relativeNoise = relativeNoise;
    this.studySeed = studySeed;
    this.runSeconds = runSeconds;
  }

  private static SimulatedTruth namedTruth(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "structural" -> SimulatedTruth.Structural.SMALL;
      case "decomposable" -> SimulatedTruth.Decomposable.SMALL;
      default -> SimulatedTruth.Decomposable.parse(name);
    };
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void train(Trunk trunk, TrainingContext context) throws InterruptedException {
    for (RunSpec run : trunk.runs()) {
      if (!context.finished().contains(run.id())) {
        spend(run, trunk, context);
        context.accept(result(run));
      }
    }
    long steps = trunk.trainedSteps();
    context.progress(new TrainingContext.Progress(steps, steps, Double.NaN, 0));
  }

  private void spend(RunSpec run, Trunk trunk, TrainingContext context)
      throws InterruptedException {
    int slices = (int) Math.ceil(runSeconds / (SLICE.toMillis() / 1e3));
    for (int slice = 0; slice <= slices; slice++) {
      if (context.stopRequested()) {
        throw new InterruptedException("the simulation was asked to stop");
      }
      if (slice > 0) {
        Thread.sleep(SLICE);
        long step = Math.max(1, run.steps() * slice / slices);
        double imagesPerSecond = run.examples() / runSeconds;
        context.progress(
            new TrainingContext.Progress(step, trunk.trainedSteps(), Double.NaN, imagesPerSecond));
      }
    }
  }

  /// The simulated outcome of one run; the same at every call. Its training loss is NaN, as nothing
  /// was trained.
  public RunResult.Done result(RunSpec run) {
    double errorRate = Math.min(1, truth.loss(run.model(), run.compute()) * noiseFactor(run.id()));
    var byShots = new TreeMap<Integer, Double>();
    int metricShots = run.evaluation().metricShots();
    for (int shots : run.evaluation().shots()) {
      double factor = Math.pow((double) metricShots / shots, SHOTS_EXPONENT);
      byShots.put(shots, Math.min(1, errorRate * factor));
    }
    return new RunResult.Done(
        run.id(),
        errorRate,
        byShots,
        relativeNoise * errorRate,
        Double.NaN,
        trainingSeconds(run.compute()),
        provenance());
  }

  private static double trainingSeconds(Compute compute) {
    return compute.trainingFlops() / TRAINING_FLOPS_PER_SECOND;
  }

  /// Log-normal with mean 1 and the asked standard deviation.
  private double noiseFactor(RunId id) {
    if (relativeNoise == 0) {
      return 1;
    }
    long seed = Long.parseUnsignedLong(id.hex(), 16) ^ (studySeed * SEED_SPREAD);
    double logVariance = Math.log1p(relativeNoise * relativeNoise);
    double gaussian = new SplittableRandom(seed).nextGaussian();
    return Math.exp(Math.sqrt(logVariance) * gaussian - logVariance / 2);
  }

  /// What its results say of how they came about: results of one study should all say the same.
  public Provenance provenance() {
    return new Provenance(
        NAME,
        "simulation",
        "none",
        Map.of(),
        Map.of(
            "truth", truth.toString(),
            "relativeNoise", Double.toString(relativeNoise),
            "studySeed", Long.toString(studySeed)));
  }
}
