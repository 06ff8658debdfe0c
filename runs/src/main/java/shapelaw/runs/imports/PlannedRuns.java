package shapelaw.runs.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.sweep.Plan;
import shapelaw.sweep.Purpose;

/// The runs of a plan, found by what a row says: an id in any cell, as exports put it into names of
/// folders, runs and tags; else exactly the shape and the duration of a planned run.
public final class PlannedRuns {

  private static final Pattern ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])");

  private static final Set<String> STEPS =
      Set.of("steps", "train_steps", "training_steps", "max_steps", "num_steps", "total_steps");

  /// Examples of one step, of all devices together.
  private static final Set<String> BATCH_SIZES =
      Set.of("batch_size", "batch", "train_batch_size", "global_batch_size", "total_batch_size");

  private final Map<String, PlannedRun> byId = new LinkedHashMap<>();
  private final Map<Point, List<PlannedRun>> byExamples = new HashMap<>();
  private final Map<Point, List<PlannedRun>> bySteps = new HashMap<>();

  /// A run, and what is counted once for it rather than for each of its rows.
  ///
  /// @param spec what it is
  /// @param parameters of its model
  /// @param forwardGflops of its training
  /// @param purposes what it was planned for
  record PlannedRun(RunSpec spec, long parameters, double forwardGflops, Set<Purpose> purposes) {

    private static PlannedRun of(RunSpec spec) {
      return new PlannedRun(
          spec,
          CostModel.parameters(spec.model()),
          spec.compute().forwardGflops(),
          new LinkedHashSet<>());
    }
  }

  /// A shape and how long it is trained, in examples or in steps.
  private record Point(Shape shape, double duration) {}

  /// A row's run.
  ///
  /// @param run the run, or one of several of its shape and duration
  /// @param sweeps what it, or any of these, was planned for
  /// @param named true if the row has its id
  record Match(PlannedRun run, Set<Purpose> sweeps, boolean named) {}

  PlannedRuns(Plan plan) {
    for (Plan.PlannedTrunk planned : plan.trunks()) {
      for (RunSpec spec : planned.trunk().runs()) {
        byId.computeIfAbsent(spec.id().hex(), _ -> counted(spec)).purposes().add(planned.purpose());
      }
    }
  }

  private PlannedRun counted(RunSpec spec) {
    PlannedRun run = PlannedRun.of(spec);
    Shape shape = spec.model().shape();
    add(byExamples, new Point(shape, spec.examples()), run);
    add(bySteps, new Point(shape, spec.steps()), run);
    return run;
  }

  private static void add(Map<Point, List<PlannedRun>> runs, Point point, PlannedRun run) {
    runs.computeIfAbsent(point, _ -> new ArrayList<>()).add(run);
  }

  int count() {
    return byId.size();
  }

  String anyId() {
    return byId.keySet().iterator().next();
  }

  /// What the plan has a run for that was imported before, perhaps when the plan was smaller: what
  /// it says of the id in the run's name; else of runs of its shape and examples, if these are for
  /// all that the run was known to be for, since a row may also be of a step of a longer run. Else
  /// what was known.
  Set<Purpose> sweepsNow(ImportedRun imported) {
    return named(imported.run())
        .map(PlannedRun::purposes)
        .or(() ->
            Optional.of(sweeps(alike(imported)))
                .filter(now -> now.containsAll(imported.sweeps()))
                .filter(now -> !now.isEmpty()))
        .orElse(imported.sweeps());
  }

  /// Which planned run an imported one is: that whose id its name holds, else the only one of its
  /// shape and examples.
  Optional<String> id(ImportedRun imported) {
    return named(imported.run())
        .or(() -> Optional.of(alike(imported)).filter(runs -> runs.size() == 1).map(List::getFirst))
        .map(run -> run.spec().id().hex());
  }

  private Optional<PlannedRun> named(String text) {
    return ID.matcher(text)
        .results()
        .map(id -> byId.get(id.group()))
        .filter(Objects::nonNull)
        .findFirst();
  }

  private List<PlannedRun> alike(ImportedRun imported) {
    return imported.shape().isPresent() && imported.examples().isPresent()
        ? byExamples.getOrDefault(
            new Point(imported.shape().get(), imported.examples().getAsDouble()), List.of())
        : List.of();
  }

  private static Set<Purpose> sweeps(Collection<PlannedRun> runs) {
    var all = new LinkedHashSet<Purpose>();
    runs.forEach(run -> all.addAll(run.purposes()));
    return all;
  }

  /// Looks for the runs of a table's rows.
  ///
  /// @param said which columns the user named
  Search among(TableFile table, MappingRequest said) {
    return new Search(table, said);
  }

  /// The rows of one table.
  final class Search {
    private final TableFile table;
    private final Map<Dimension, String> sizes = new LinkedHashMap<>();
    private final Optional<String> examples;
    private final Optional<String> steps;
    private final List<String> batchSizes;

    private Search(TableFile table, MappingRequest said) {
      this.table = table;
      Map<Dimension, String> named = said.namedDimensions();
      for (Dimension dimension : List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM)) {
        Optional.ofNullable(named.get(dimension))
            .or(() -> column(HeaderNames.DIMENSIONS.getOrDefault(dimension.name(), Set.of())))
            .ifPresent(column -> sizes.put(dimension, column));
      }
      examples = Optional.ofNullable(said.examples()).or(() -> column(HeaderNames.EXAMPLES));
      steps = column(STEPS);
      batchSizes = HeaderNames.among(table.columns(), BATCH_SIZES);
    }

    private Optional<String> column(Set<String> names) {
      return HeaderNames.only(table.columns(), names);
    }

    /// The planned run that a row is the result of.
    Optional<Match> run(int row) {
      return named(row).or(() -> ofShapeAndDuration(row));
    }

    private Optional<Match> named(int row) {
      return IntStream.range(0, table.columns().size())
          .mapToObj(column -> PlannedRuns.this.named(table.cellText(row, column)))
          .flatMap(Optional::stream)
          .findFirst()
          .map(run -> new Match(run, run.purposes(), true));
    }

    private Optional<Match> ofShapeAndDuration(int row) {
      return shape(row)
          .flatMap(shape -> ofExamples(row, shape).or(() -> ofSteps(row, shape)))
          .map(runs -> new Match(runs.getFirst(), sweeps(runs), false));
    }

    private Optional<List<PlannedRun>> ofExamples(int row, Shape shape) {
      OptionalDouble seen = number(row, examples);
      return seen.isPresent()
          ? Optional.ofNullable(byExamples.get(new Point(shape, seen.getAsDouble())))
          : Optional.empty();
    }

    /// Steps are of any size, unless the row has theirs; and they say nothing against the row's own
    /// examples.
    private Optional<List<PlannedRun>> ofSteps(int row, Shape shape) {
      OptionalDouble taken = number(row, steps);
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      double[] sizes =
          batchSizes.stream()
              .map(column -> number(row, Optional.of(column)))
              .flatMapToDouble(OptionalDouble::stream)
              .toArray();
      boolean anySize = sizes.length == 0 && !hasOwnExamples(row);
      List<PlannedRun> runs =
          bySteps.getOrDefault(new Point(shape, taken.getAsDouble()), List.of()).stream()
              .filter(run ->
                  anySize
                      || Arrays.stream(sizes)
                          .anyMatch(size -> taken.getAsDouble() * size == run.spec().examples()))
              .toList();
      return runs.isEmpty() ? Optional.empty() : Optional.of(runs);
    }

    /// Those of a step of a history are not the run's.
    private boolean hasOwnExamples(int row) {
      return number(row, examples.filter(name -> !name.equals(LoggedRunTable.EXAMPLES_AT_STEP)))
          .isPresent();
    }

    private OptionalDouble number(int row, Optional<String> column) {
      OptionalDouble found =
          column.map(name -> table.numeric(row, name)).orElse(OptionalDouble.empty());
      return found.isPresent() && Double.isFinite(found.getAsDouble())
          ? found
          : OptionalDouble.empty();
    }

    private Optional<Shape> shape(int row) {
      if (sizes.size() < 3) {
        return Optional.empty();
      }
      var found = new LinkedHashMap<Dimension, Integer>();
      for (Map.Entry<Dimension, String> size : sizes.entrySet()) {
        double value = table.numeric(row, size.getValue()).orElse(Double.NaN);
        if (!(value >= 1) || value != Math.rint(value) || value > Integer.MAX_VALUE) {
          return Optional.empty();
        }
        found.put(size.getKey(), (int) value);
      }
      return Optional.of(new Shape(found));
    }
  }
}
