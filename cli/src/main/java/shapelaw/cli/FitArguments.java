package shapelaw.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.law.StarFitOptions;
import shapelaw.law.joint.LawFitOptions;
import shapelaw.law.joint.Measurements;
import shapelaw.law.joint.Objective;
import shapelaw.law.joint.Repeats;
import shapelaw.law.joint.RowCondition;
import shapelaw.sweep.Evidence;

/// How laws are fitted, for every command that fits.
final class FitArguments {

  private enum Loss {
    RELATIVE,
    HUBER
  }

  @Option(
      names = "--law",
      paramLabel = "NAME",
      description = "Use this law over whole shapes instead of the one that held-out runs choose.")
  private @Nullable String law;

  @Option(
      names = "--objective",
      description =
          "relative: squared relative error, as the paper; huber: Huber's loss on ln loss (default: ${DEFAULT-VALUE}).")
  private Loss objective = Loss.RELATIVE;

  @Option(names = "--delta", description = "Huber's delta (default: ${DEFAULT-VALUE}).")
  private double delta = 1e-3;

  @Option(
      names = "--bootstrap",
      description =
          "${COMPLETION-CANDIDATES}: replicates drawn from the law, or by resampling whole shapes or rows (default: ${DEFAULT-VALUE}).")
  private LawFitOptions.Resampling resampling = LawFitOptions.Resampling.PARAMETRIC;

  @Option(names = "--replicates", description = "Bootstrap fits (default: ${DEFAULT-VALUE}).")
  private int replicates = LawFitOptions.DEFAULT.replicates();

  @Option(
      names = "--starts",
      description = "Random starts of the final fit (default: ${DEFAULT-VALUE}).")
  private int starts = LawFitOptions.DEFAULT.starts();

  @Option(
      names = "--train",
      paramLabel = "CONDITION",
      description = "Fit only runs that fulfil every such condition, for example 'compute <= 1e9'.")
  private List<String> train = new ArrayList<>();

  @Option(
      names = "--hold-out",
      paramLabel = "CONDITION",
      description =
          "Leave runs that fulfil any such condition out of everything, for example 'examples >= 1.1e11'; fit says at the end how well they are predicted.")
  private List<String> holdOut = new ArrayList<>();

  @Option(
      names = "--own-c",
      description = "Eq. 2: a compute exponent c for each dimension instead of one for all.")
  private boolean ownC;

  @Option(names = "--no-xi", description = "Eq. 2: without the term xi t^-c.")
  private boolean noXi;

  @Option(
      names = "--noise-floor",
      paramLabel = "FRACTION",
      description =
          "Eq. 2: relative standard error of a loss if it is known, for example 0.01; intervals assume at least this.")
  private double noiseFloor = 0;

  @Option(
      names = "--weights-from-repeats",
      description = "Weigh runs by the inverse variance that repeated seeds show (joint laws).")
  private boolean weightsFromRepeats;

  @Option(
      names = "--profile",
      description =
          "Also give the exponents' intervals by profile likelihood (relative error only).")
  private boolean profile;

  /// True if intervals by profile likelihood are asked for.
  boolean profile() {
    return profile;
  }

  /// How Eq. 2 is fitted.
  StarFitOptions options(StarFitOptions base) {
    return base.withSharedC(!ownC).withXi(!noXi).withNoiseFloor(noiseFloor);
  }

  /// The evidence with the weights that are asked for.
  Evidence weighted(Evidence evidence) {
    if (!weightsFromRepeats) {
      return evidence;
    }
    Repeats repeats =
        Repeats.of(evidence.all())
            .orElseThrow(() ->
                new CommandFailure(
                    "weights from repeats need runs that were repeated with another seed, with different losses, but there are none."));
    return new Evidence(
        evidence.arms(),
        evidence.centre(),
        evidence.grid(),
        evidence.all().withWeights(repeats.weights()));
  }

  Optional<String> law() {
    return Optional.ofNullable(law);
  }

  LawFitOptions options(LawFitOptions base) {
    Objective chosen =
        switch (objective) {
          case RELATIVE -> new Objective.RelativeError();
          case HUBER -> new Objective.HuberLog(delta);
        };
    return base.withObjective(chosen).withStarts(starts).withReplicates(resampling, replicates);
  }

  /// True if some runs are left out.
  boolean splits() {
    return !train.isEmpty() || !holdOut.isEmpty();
  }

  /// The runs to fit.
  Measurements trainingPart(Measurements data) {
    IntPredicate wanted = allHold(train, data);
    IntPredicate unwanted = anyHolds(holdOut, data);
    Measurements part = data.where(wanted.and(unwanted.negate()));
    if (part.rows() == 0) {
      throw new CommandFailure(
          "the conditions must leave runs to fit but left none of %d.".formatted(data.rows()));
    }
    return part;
  }

  /// The runs that were held out: those that `--hold-out` names, or without it all that are not
  /// fitted.
  Measurements heldOutPart(Measurements data) {
    return data.where(holdOut.isEmpty() ? allHold(train, data).negate() : anyHolds(holdOut, data));
  }

  private static IntPredicate allHold(List<String> conditions, Measurements data) {
    List<RowCondition> parsed = conditions.stream().map(RowCondition::parse).toList();
    return row -> parsed.stream().allMatch(condition -> condition.holds(data, row));
  }

  private static IntPredicate anyHolds(List<String> conditions, Measurements data) {
    List<RowCondition> parsed = conditions.stream().map(RowCondition::parse).toList();
    return row -> parsed.stream().anyMatch(condition -> condition.holds(data, row));
  }
}
