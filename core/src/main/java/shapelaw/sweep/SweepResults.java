package shapelaw.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import shapelaw.cost.Compute;
import shapelaw.law.Observation;
import shapelaw.law.joint.Measurements;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.shape.Dimension;

/// A plan with what has come of it so far. Immutable.
public final class SweepResults {

  private final Plan plan;
  private final Map<RunId, RunResult> results;
  private final ModelCosts costs = new ModelCosts();
  private final List<Entry> entries;
  private final List<Row> rows;

  /// @param plan the planned runs
  /// @param results outcomes by run; runs that have none are not finished yet
  public SweepResults(Plan plan, Map<RunId, RunResult> results) {
    this.plan = plan;
    this.results = Map.copyOf(results);
    // In parallel: an identity is a hash, a measurement needs the model's cost.
    entries =
        plan.trunks().parallelStream()
            .flatMap(planned ->
                planned.trunk().runs().stream().map(spec -> entry(planned.purpose(), spec)))
            .toList();
    rows = entries.stream().map(Entry::row).toList();
  }

  /// A row with what it takes time to find out.
  private record Entry(Row row, Optional<Measurement> measurement) {}

  private Entry entry(Purpose purpose, RunSpec spec) {
    RunId id = spec.id();
    var row = new Row(purpose, spec, id, Optional.ofNullable(results.get(id)));
    return new Entry(row, row.measurement(costs));
  }

  /// A planned run with its purpose and, once there is one, its result.
  ///
  /// @param purpose why it is planned
  /// @param spec the run
  /// @param id the run's, which takes a hash to find out
  /// @param result what became of it
  public record Row(Purpose purpose, RunSpec spec, RunId id, Optional<RunResult> result) {

    /// The measured loss, if the run is done. A perfect score has no place in a relative-error fit
    /// and is left out.
    private Optional<Measurement> measurement(ModelCosts costs) {
      return result
          .filter(RunResult.Done.class::isInstance)
          .map(RunResult.Done.class::cast)
          .filter(done -> done.errorRate() > 0)
          .map(
              done -> new Measurement(spec.model().shape(), costs.compute(spec), done.errorRate()));
    }
  }

  /// The planned runs.
  public Plan plan() {
    return plan;
  }

  /// As [RunSpec#compute()], each model being counted once.
  public Compute compute(RunSpec run) {
    return costs.compute(run);
  }

  /// Outcomes by run.
  public Map<RunId, RunResult> results() {
    return results;
  }

  /// Every planned run in the plan's order.
  public List<Row> rows() {
    return rows;
  }

  /// Observations along each arm, without the centre: what Eq. 2 is fitted to.
  public Map<Dimension, List<Observation>> arms() {
    var arms = new LinkedHashMap<Dimension, List<Observation>>();
    for (Entry entry : entries) {
      if (entry.row().purpose() instanceof Purpose.Arm(Dimension dimension)) {
        List<Observation> arm = arms.computeIfAbsent(dimension, d -> new ArrayList<>());
        entry.measurement().map(m -> observation(dimension, m)).ifPresent(arm::add);
      }
    }
    arms.replaceAll((dimension, observations) -> List.copyOf(observations));
    return Collections.unmodifiableMap(arms);
  }

  private static Observation observation(Dimension dimension, Measurement m) {
    return new Observation(m.shape().value(dimension), m.compute().forwardGflops(), m.loss());
  }

  /// Measurements of the star's centre.
  public List<Measurement> centre() {
    return measurements(Purpose.Centre.class::isInstance);
  }

  /// Measurements of the grid.
  public List<Measurement> grid() {
    return measurements(Purpose.Grid.class::isInstance);
  }

  private List<Measurement> measurements(Predicate<Purpose> wanted) {
    return entries.stream()
        .filter(entry -> wanted.test(entry.row().purpose()))
        .flatMap(entry -> entry.measurement().stream())
        .toList();
  }

  /// The most compute of any measured run; empty if nothing is measured.
  public Optional<Compute> largestCompute() {
    return measurements(purpose -> true).stream().map(Measurement::compute).max(Compute::compareTo);
  }

  /// The measurements sorted by their purpose.
  public Evidence evidence() {
    return new Evidence(arms(), centre(), grid(), measurements());
  }

  /// Every measured loss with the shape's dimensions, its compute, examples and parameters: what
  /// joint laws are fitted to. A run that several purposes share appears once.
  public Measurements measurements() {
    var runs = new LinkedHashMap<RunId, Entry>();
    entries.stream()
        .filter(entry -> entry.measurement().isPresent())
        .forEach(entry -> runs.putIfAbsent(entry.row().id(), entry));
    var columns = new LinkedHashMap<String, double[]>();
    List<Dimension> dimensions =
        runs.values().stream()
            .findFirst()
            .map(entry -> entry.row().spec().model().shape().dimensions())
            .orElse(List.of());
    for (Dimension dimension : dimensions) {
      columns.put(dimension.name(), column(runs, spec -> spec.model().shape().value(dimension)));
    }
    columns.put(Measurements.COMPUTE, column(runs, spec -> costs.compute(spec).forwardGflops()));
    columns.put(
        Measurements.EXAMPLES,
        column(runs, spec -> costs.compute(spec).forwardFlops() / costs.of(spec).forwardFlops()));
    columns.put(Measurements.PARAMETERS, column(runs, spec -> costs.of(spec).parameters()));
    double[] losses =
        runs.values().stream().mapToDouble(r -> r.measurement().orElseThrow().loss()).toArray();
    return Measurements.of(dimensions.stream().map(Dimension::name).toList(), columns, losses);
  }

  private static double[] column(Map<RunId, Entry> runs, ToDoubleFunction<RunSpec> value) {
    return runs.values().stream().map(entry -> entry.row().spec()).mapToDouble(value).toArray();
  }

  /// Planned runs without a result.
  public long missing() {
    return rows().stream().filter(row -> row.result().isEmpty()).count();
  }

  /// Which results no fit sees, in a sentence; empty if there is none.
  public Optional<String> leftOut() {
    var counts = new LinkedHashMap<String, Integer>();
    var seen = new HashSet<RunId>();
    for (Row row : withoutMeasurement()) {
      if (seen.add(row.spec().id())) {
        counts.merge(why(row.result().orElseThrow()), 1, Integer::sum);
      }
    }
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Left out of every fit: %s."
                .formatted(
                    counts.entrySet().stream()
                        .map(e ->
                            "%,d run%s %s"
                                .formatted(e.getValue(), e.getValue() == 1 ? "" : "s", e.getKey()))
                        .collect(Collectors.joining(", "))));
  }

  private static String why(RunResult result) {
    return switch (result) {
      case RunResult.Done _ -> "without any error, which has no relative error";
      case RunResult.Diverged _ -> "that diverged";
      case RunResult.Failed _ -> "that failed";
    };
  }

  /// Runs with a result that is no measurement: diverged, failed, or without any error.
  public List<Row> withoutMeasurement() {
    return entries.stream()
        .filter(entry -> entry.row().result().isPresent() && entry.measurement().isEmpty())
        .map(Entry::row)
        .toList();
  }
}
