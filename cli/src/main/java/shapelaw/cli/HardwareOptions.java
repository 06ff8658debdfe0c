package shapelaw.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import shapelaw.recommend.SizeSteps;
import shapelaw.shape.HeadRule;

/// Where the speeds of shapes near the recommended one come from.
final class HardwareOptions {

  @Option(
      names = "--measure-shapes",
      description =
          "Train roundings near the recommended shape on this machine for some seconds each, and say which one it likes; kept in STUDY/"
              + HardwareSpeeds.FILE
              + ".")
  private boolean measure;

  @Option(
      names = "--timings",
      paramLabel = "FILE",
      description =
          "Speeds of shapes measured elsewhere: a table with width, depth, mlp_dim, heads (or head_size), images_per_second and maybe latency_ms; kept in STUDY/"
              + HardwareSpeeds.FILE
              + ". Make one with: shapelaw bench shapes")
  private @Nullable Path timings;

  @Mixin private HeadsOption heads = new HeadsOption();

  @Mixin private ShapeBench bench = new ShapeBench();

  boolean measures() {
    return measure;
  }

  Optional<Path> timings() {
    return Optional.ofNullable(timings);
  }

  ShapeBench bench() {
    return bench;
  }

  /// Refuses what cannot be together.
  void check() {
    if (measure && timings != null) {
      throw new CommandFailure(
          "shapes are either measured here or their timings are given but both were asked for. Maybe leave out --measure-shapes.");
    }
  }

  /// How a width is split, if the study or the user says so.
  Optional<HeadRule> knownHeads(MeasuredStudy study) {
    return heads.known(study);
  }

  /// How a width is split: as the study says, or as the user does; without either, a guess.
  HeadRule heads(MeasuredStudy study, SizeSteps steps) {
    return heads.of(study, steps);
  }
}
