package shapelaw.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shapelaw.shape.HeadRule;

/// How widths are split into heads, for studies that do not say.
final class HeadsOption {

  /// Of models whose heads nobody told; they change FLOPs by about 0.1 %.
  static final HeadRule USUAL = new HeadRule.FixedSize(64);

  @Option(
      names = "--heads",
      paramLabel = "N",
      description =
          "Heads at every width, for an imported study, which does not say (default: heads of size 64).")
  private @Nullable Integer count;

  /// The study's rule, or the user's.
  HeadRule of(MeasuredStudy study) {
    if (study.heads().isPresent() && count != null) {
      throw new CommandFailure(
          "--heads is for studies that do not say how a width is split, but this one does.");
    }
    return study.heads().orElseGet(() -> count == null ? USUAL : new HeadRule.FixedCount(count));
  }
}
