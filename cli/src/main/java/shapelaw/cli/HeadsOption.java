package shapelaw.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.SizeSteps;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;

/// How widths are split into heads, for studies that do not say.
final class HeadsOption {

  /// Of models whose heads nobody told; they change FLOPs by about 0.1 %.
  private static final int USUAL_SIZE = 64;

  /// Widths that share less than this share it by chance.
  private static final int LEAST_SIZE = 8;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description =
          "Heads at every width, which is then rounded to their multiples; for an imported study, which does not say (default: heads of size 64, or less if its widths are no multiples of 64).")
  private @Nullable Integer count;

  /// The study's rule, or the user's; empty without either.
  ///
  /// @throws CommandFailure if both say it, or the user's splits no measured width
  Optional<HeadRule> known(MeasuredStudy study) {
    if (count == null) {
      return study.heads();
    }
    int heads = count;
    if (study.heads().isPresent()) {
      throw new CommandFailure(
          "--heads is for studies that do not say how a width is split, but this one does.");
    }
    Measurements all = study.evidence().all();
    if (!all.dimensions().contains(Dimension.WIDTH.name())) {
      throw new CommandFailure(
          "--heads must be of models with a width but the dimensions are %s. Maybe leave it out."
              .formatted(all.dimensions()));
    }
    double[] widths =
        Arrays.stream(all.column(Dimension.WIDTH.name())).distinct().sorted().toArray();
    if (heads < 1 || Arrays.stream(widths).noneMatch(width -> width % heads == 0)) {
      throw new CommandFailure(
          "--heads must divide a measured width but was %d and the widths are %s. Maybe say the heads that these models had."
              .formatted(
                  heads,
                  Arrays.stream(widths)
                      .mapToObj("%.0f"::formatted)
                      .collect(Collectors.joining(", "))));
    }
    return Optional.of(new HeadRule.FixedCount(heads));
  }

  /// The known rule; without one, a guess from the widths.
  HeadRule of(MeasuredStudy study, SizeSteps steps) {
    return known(study).orElseGet(() -> guess(study, steps));
  }

  /// The study's rule; where it says none, heads of 64 or of what all its widths can be divided by.
  static HeadRule guess(MeasuredStudy study, SizeSteps steps) {
    int multiple = steps.multiples().getOrDefault(Dimension.WIDTH.name(), USUAL_SIZE);
    int power = Integer.lowestOneBit(multiple);
    int size = power < LEAST_SIZE ? USUAL_SIZE : Math.min(power, USUAL_SIZE);
    return study.heads().orElse(new HeadRule.FixedSize(size));
  }
}
