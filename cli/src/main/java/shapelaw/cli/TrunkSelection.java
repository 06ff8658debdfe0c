package shapelaw.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.exports.ExportedRun;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.shape.UnknownNameException;
import shapelaw.study.StudyTemplates;
import shapelaw.sweep.Plan;

/// A study, and which of its trunks, or of their runs, a command means: all of them unless
/// something is said. What one flag names is added up; several flags must all fit.
final class TrunkSelection {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{6,16}");
  private static final Pattern SHAPE = Pattern.compile("\\d+/\\d+/\\d+");
  private static final Path HERE = Path.of(".");

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "STUDY",
      description = "Study folder or its study.yaml (default: this folder).")
  private Path study = Path.of(".");

  @Option(
      names = "--shape",
      paramLabel = "W/D/M",
      description = "Only runs of this shape, width/depth/MLP size; repeatable.")
  private List<String> shapes = new ArrayList<>();

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      description =
          "Only runs of this part of the study (star:width, star, centre, grid ...); repeatable.")
  private List<String> purposes = new ArrayList<>();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "WHAT",
      description =
          "Only these: run or trunk ids (six digits are enough), or shapes (width/depth/MLP).")
  private List<String> what = new ArrayList<>();

  /// The study as the user wrote it.
  Path study() {
    return isSelection(study, HERE) ? HERE : study;
  }

  private List<String> what() {
    return isSelection(study, HERE)
        ? Stream.concat(Stream.of(study.toString()), what.stream()).toList()
        : what;
  }

  /// Whether what stands in a study's place selects something of the study in this folder instead.
  static boolean isSelection(Path argument, Path here) {
    String text = argument.toString();
    return (ID.matcher(text).matches() || SHAPE.matcher(text).matches())
        && !Files.exists(here.resolve(argument))
        && Files.exists(here.resolve(StudyTemplates.STUDY_FILE));
  }

  /// The trunks that are meant.
  ///
  /// @throws CommandFailure if something that was asked for is not planned
  /// @throws UnknownNameException if it is a purpose
  List<PlannedTrunk> of(List<PlannedTrunk> planned) {
    List<PlannedTrunk> chosen = planned;
    if (!shapes.isEmpty()) {
      List<PlannedTrunk> among = chosen;
      chosen =
          union(shapes, shape -> having(among, shape, trunk -> isShape(shape, trunk), "shape"));
    }
    if (!purposes.isEmpty()) {
      List<PlannedTrunk> among = chosen;
      chosen = union(purposes, purpose -> ofPurpose(among, purpose));
    }
    return what().isEmpty() ? chosen : named(chosen, what());
  }

  /// The runs that are meant: of a trunk that is meant all, unless only some of them are named.
  ///
  /// @throws CommandFailure if something that was asked for is not planned
  List<ExportedRun> runs(Plan plan) {
    List<PlannedTrunk> planned =
        plan.distinct().stream()
            .map(each -> new PlannedTrunk(each.trunk(), each.purpose().label()))
            .toList();
    return of(planned).stream()
        .flatMap(each ->
            each.trunk().runs().stream()
                .filter(run -> what().isEmpty() || isNamed(run, each.trunk()))
                .map(run -> new ExportedRun(each.purpose(), run)))
        .toList();
  }

  private boolean isNamed(RunSpec run, Trunk trunk) {
    return what().stream()
        .anyMatch(name ->
            isShape(name, trunk) || trunk.id().startsWith(name) || run.id().hex().startsWith(name));
  }

  private static List<PlannedTrunk> union(
      List<String> names, Function<String, List<PlannedTrunk>> ofName) {
    return names.stream().flatMap(name -> ofName.apply(name).stream()).distinct().toList();
  }

  /// The trunks that ids or shapes name.
  ///
  /// @throws CommandFailure if one names none
  static List<PlannedTrunk> named(List<PlannedTrunk> planned, List<String> names) {
    return union(
        names,
        name ->
            having(
                planned, name, trunk -> isShape(name, trunk) || isId(name, trunk), "run, trunk"));
  }

  private static List<PlannedTrunk> having(
      List<PlannedTrunk> planned, String name, Predicate<Trunk> matches, String kind) {
    List<PlannedTrunk> found = planned.stream().filter(p -> matches.test(p.trunk())).toList();
    if (found.isEmpty()) {
      String kinds = kind.equals("shape") ? kind : kind + " or shape";
      throw new CommandFailure(
          "no planned %s is '%s' (among %s). Maybe one of: %s"
              .formatted(kinds, name, Count.of(planned.size(), "trunk"), shapes(planned)));
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
      Set<String> known =
          planned.stream()
              .map(PlannedTrunk::purpose)
              .collect(Collectors.toCollection(TreeSet::new));
      known.addAll(known.stream().map(name -> name.replaceFirst(":.*", "")).toList());
      throw new UnknownNameException("the purpose", known, purpose);
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
