package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import shapelaw.cost.ShapeSpeeds;
import shapelaw.recommend.HardwareChoice;
import shapelaw.recommend.RoundingCandidate;
import shapelaw.recommend.RoundingPrices;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.runs.imports.ShapeTimings;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.VisionTransformer;

/// The speeds that a study knows of shapes near its recommended one: measured now, given as a file,
/// or kept from before.
final class HardwareSpeeds {

  /// Where they are kept, in the study's folder.
  static final String FILE = "timings.csv";

  private HardwareSpeeds() {}

  /// Roundings near what a comparison recommends, and what is known of their speed.
  ///
  /// @param prices in predicted loss
  /// @param choice by speed; empty if there are no timings
  /// @param note why timings that are there could not be used; empty if nothing is wrong
  record Answer(RoundingPrices prices, Optional<HardwareChoice> choice, Optional<String> note) {}

  /// What roundings near the recommended shape cost, and with speeds which of them hardware likes.
  ///
  /// @return empty if this study or budget has no roundings to compare and none were asked for
  /// @throws CommandFailure if speeds were asked for and cannot be had, saying why
  static Optional<Answer> answer(
      MeasuredStudy study,
      ShapeChoice choice,
      ShapeComparison comparison,
      HardwareOptions options,
      PrintWriter out)
      throws IOException {
    options.check();
    boolean asked = options.measures() || options.timings().isPresent();
    return switch (RoundingPrices.of(choice, comparison, options.heads(study, choice.steps()))) {
      case RoundingPrices.Outcome.Refused(String reason) -> {
        if (asked) {
          throw new CommandFailure("no speeds can be compared: " + reason);
        }
        yield Optional.empty();
      }
      case RoundingPrices.Outcome.Found(RoundingPrices prices) -> {
        if (options.measures()) {
          VisionTransformer model = study.template().orElseThrow(() -> noTemplate(study));
          measure(study, prices, model, options.bench(), out).write(file(study));
          out.printf("Kept in %s.%n%n", file(study));
        } else if (options.timings().isPresent()) {
          keep(study, prices, options.timings().get());
        }
        yield Optional.of(kept(study, prices, asked));
      }
    };
  }

  static CommandFailure noTemplate(MeasuredStudy study) {
    return new CommandFailure(
        "timing a shape needs the patch and image size of its models, which this study does not say. Maybe: shapelaw bench shapes --like B/16@224 --around %s --to timings.csv"
            .formatted(study.folder()));
  }

  /// Times the candidates worth it.
  static ShapeTimings measure(
      MeasuredStudy study,
      RoundingPrices prices,
      VisionTransformer template,
      ShapeBench bench,
      PrintWriter out) {
    List<RoundingCandidate> worth = prices.worthMeasuring();
    if (!worth
        .getFirst()
        .shape()
        .shape()
        .dimensions()
        .containsAll(List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM))) {
      throw new CommandFailure(
          "timing a shape here needs its width, depth and mlp_dim but the study has %s. Maybe time them elsewhere and give --timings."
              .formatted(worth.getFirst().shape().shape().dimensions()));
    }
    List<VisionTransformer> models =
        worth.stream().map(c -> template.withShape(c.shape().shape(), c.shape().heads())).toList();
    return bench.time(models, usual(study), out);
  }

  private static ShapeBench.Usual usual(MeasuredStudy study) {
    return study.origin() instanceof MeasuredStudy.Origin.Trained(StudyFolder folder, var _)
        ? new ShapeBench.Usual(folder.study().recipe(), Execution.settings(folder.study()).trial())
        : ShapeBench.Usual.unknown();
  }

  private static Path file(MeasuredStudy study) {
    return study.folder().resolve(FILE);
  }

  /// Copies timings into the study once they are known to be readable.
  private static void keep(MeasuredStudy study, RoundingPrices prices, Path given)
      throws IOException {
    ShapeTimings timings = read(study, prices, given);
    HardwareChoice.Outcome outcome = HardwareChoice.of(prices, timings.shapeSpeeds());
    if (outcome instanceof HardwareChoice.Outcome.Refused(String reason)) {
      throw new CommandFailure("%s: %s".formatted(given, reason));
    }
    Path kept = file(study);
    if (!Files.exists(kept) || !Files.isSameFile(kept, given)) {
      timings.write(kept);
    }
  }

  private static ShapeTimings read(MeasuredStudy study, RoundingPrices prices, Path file)
      throws IOException {
    List<Dimension> dimensions = prices.candidates().getFirst().shape().shape().dimensions();
    ShapeTimings timings = ShapeTimings.read(file, dimensions);
    study
        .template()
        .ifPresent(model -> {
          requireEqual(file, ShapeTimings.PIXELS, timings, model.imageSize());
          requireEqual(file, ShapeTimings.PATCH, timings, model.patchSize());
        });
    return timings;
  }

  private static void requireEqual(Path file, String column, ShapeTimings timings, int expected) {
    OptionalInt found = timings.wholeNumber(column);
    if (found.isPresent() && found.getAsInt() != expected) {
      throw new CommandFailure(
          "%s: %s must be the study's (%d) but was %d: these models have other tokens."
              .formatted(file, column, expected, found.getAsInt()));
    }
  }

  /// What the study's own timings say, of this shape and budget maybe nothing.
  private static Answer kept(MeasuredStudy study, RoundingPrices prices, boolean asked)
      throws IOException {
    Path file = file(study);
    if (!Files.exists(file)) {
      return new Answer(prices, Optional.empty(), Optional.empty());
    }
    ShapeSpeeds speeds = read(study, prices, file).shapeSpeeds();
    return switch (HardwareChoice.of(prices, speeds)) {
      case HardwareChoice.Outcome.Compared(HardwareChoice choice) ->
          new Answer(prices, Optional.of(choice), Optional.empty());
      case HardwareChoice.Outcome.Refused(String reason) -> {
        if (asked) {
          throw new CommandFailure(reason);
        }
        yield new Answer(prices, Optional.empty(), Optional.of(reason));
      }
    };
  }

  /// What the kept timings say of a comparison; empty without any.
  static Optional<Answer> kept(MeasuredStudy study, ShapeChoice choice, ShapeComparison comparison)
      throws IOException {
    HeadRule heads = HeadsOption.guess(study, choice.steps());
    return switch (RoundingPrices.of(choice, comparison, heads)) {
      case RoundingPrices.Outcome.Refused _ -> Optional.empty();
      case RoundingPrices.Outcome.Found(RoundingPrices prices) ->
          Optional.of(kept(study, prices, false));
    };
  }
}
