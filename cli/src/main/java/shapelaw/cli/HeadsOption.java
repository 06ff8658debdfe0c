package shapelaw.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
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
          "Heads at every width, for an imported study, which does not say (default: heads of size 64, or less if its widths are no multiples of 64).")
  private @Nullable Integer count;

  /// The study's rule, or the user's; without either, a guess from the widths.
  HeadRule of(MeasuredStudy study, SizeSteps steps) {
    if (study.heads().isPresent() && count != null) {
      throw new CommandFailure(
          "--heads is for studies that do not say how a width is split, but this one does.");
    }
    return count == null ? guess(study, steps) : new HeadRule.FixedCount(count);
  }

  /// The study's rule; where it says none, heads of 64 or of what all its widths can be divided by.
  static HeadRule guess(MeasuredStudy study, SizeSteps steps) {
    int multiple = steps.multiples().getOrDefault(Dimension.WIDTH.name(), USUAL_SIZE);
    int power = Integer.lowestOneBit(multiple);
    int size = power < LEAST_SIZE ? USUAL_SIZE : Math.min(power, USUAL_SIZE);
    return study.heads().orElse(new HeadRule.FixedSize(size));
  }
}
