package shapelaw.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shapelaw.run.Trunk;
import shapelaw.runs.store.PlannedTrunk;

/// A study, and which of its trunks a command means: all of them unless something is said.
final class TrunkSelection {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{6,16}");

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "STUDY",
      description = "Study folder or its study.yaml (default: this folder).")
  private Path study = Path.of(".");

  @Option(names = "--shape", paramLabel = "W/D/M", description = "Only trunks of this shape.")
  private @Nullable String shape;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description = "Only trunks of one part of the study: star, star:width, centre, grid ...")
  private @Nullable String purpose;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "WHAT",
      description =
          "Only these: run or trunk ids (six digits are enough), or shapes (width/depth/MLP).")
  private List<String> what = new ArrayList<>();

  /// The study as the user wrote it.
  Path study() {
    return study;
  }

  /// The trunks that are meant.
  ///
  /// @throws CommandFailure if something that was asked for is not planned
  List<PlannedTrunk> of(List<PlannedTrunk> planned) {
    List<PlannedTrunk> chosen = planned;
    String wantedShape = shape;
    if (wantedShape != null) {
      chosen = having(chosen, wantedShape, trunk -> isShape(wantedShape, trunk), "shape");
    }
    String wantedPurpose = purpose;
    if (wantedPurpose != null) {
      chosen = ofPurpose(chosen, wantedPurpose);
    }
    return what.isEmpty() ? chosen : named(chosen, what);
  }

  /// The trunks that ids or shapes name.
  ///
  /// @throws CommandFailure if one names none
  static List<PlannedTrunk> named(List<PlannedTrunk> planned, List<String> names) {
    return names.stream()
        .flatMap(name ->
            having(planned, name, trunk -> isShape(name, trunk) || isId(name, trunk), "run, trunk")
                .stream())
        .distinct()
        .toList();
  }

  private static List<PlannedTrunk> having(
      List<PlannedTrunk> planned, String name, Predicate<Trunk> matches, String kind) {
    List<PlannedTrunk> found = planned.stream().filter(p -> matches.test(p.trunk())).toList();
    if (found.isEmpty()) {
      String kinds = kind.equals("shape") ? kind : kind + " or shape";
      throw new CommandFailure(
          "no planned %s is '%s' (%d trunks were looked at). Maybe one of: %s"
              .formatted(kinds, name, planned.size(), shapes(planned)));
    }
    return found;
  }

  private static String shapes(List<PlannedTrunk> planned) {
    int most = 8;
    List<String> shapes =
        planned.stream().map(TrunkSelection::shape).distinct().limit(most + 1L).toList();
    return String.join(", ", shapes.subList(0, Math.min(most, shapes.size())))
        + (shapes.size() > most ? " …" : "");
  }

  private static List<PlannedTrunk> ofPurpose(List<PlannedTrunk> planned, String purpose) {
    String asked = purpose.toLowerCase(Locale.ROOT);
    List<PlannedTrunk> found =
        planned.stream()
            .filter(p -> p.purpose().equals(asked) || p.purpose().startsWith(asked + ":"))
            .toList();
    if (found.isEmpty()) {
      throw new CommandFailure(
          "the purpose must be one of %s but was '%s'."
              .formatted(
                  String.join(
                      ", ",
                      planned.stream()
                          .map(PlannedTrunk::purpose)
                          .collect(Collectors.toCollection(TreeSet::new))),
                  purpose));
    }
    return found;
  }

  private static boolean isShape(String text, Trunk trunk) {
    return text.equals(trunk.longest().model().shape().compact());
  }

  private static boolean isId(String text, Trunk trunk) {
    return ID.matcher(text).matches()
        && (trunk.id().startsWith(text)
            || trunk.runs().stream().anyMatch(run -> run.id().hex().startsWith(text)));
  }

  /// For example `48/4/96`.
  static String shape(PlannedTrunk planned) {
    return planned.trunk().longest().model().shape().compact();
  }
}
