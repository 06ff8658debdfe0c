package shapelaw.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import shapelaw.cost.Compute;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.StarSweep;
import tools.jackson.databind.JsonNode;

/// Turns a checked document, defaults filled in, into a [Study].
final class StudyMapping {

  /// The dimensions in the order of every shape of a study.
  static final List<Dimension> DIMENSIONS =
      List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM);

  private final JsonNode root;
  private final Path folder;

  StudyMapping(JsonNode root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  Study study() {
    JsonNode star = root.get("star");
    JsonNode grid = root.get("grid");
    int batchSize = root.get("recipe").get("batch_size").intValue();
    return new Study(
        root.get("name").stringValue(),
        seed(),
        root.get("repeats").intValue(),
        new DataMapping(folder, seed()).of(root.get("data")),
        model(),
        new Study.Star(
            new StarSweep(centre(star.get("centre")), axes(star.get("arms"))),
            steps(star.get("examples"), batchSize)),
        new Study.Grid(new GridSweep(axes(grid)), steps(grid.get("examples"), batchSize)),
        RecipeMapping.of(root.get("recipe")),
        evaluation(root.get("evaluation")),
        budget(root.get("budget")),
        workers(root.get("workers")),
        root.get("trainer").stringValue(),
        simulation(root.get("simulation")),
        new Study.Infrastructure(
            SlurmMapping.of(root.get("slurm")),
            SparkMapping.of(root.get("spark")),
            Optional.ofNullable(root.get("store")).map(JsonNode::stringValue),
            TrackingMapping.of(root.get("tracking"), folder, root.get("name").stringValue())));
  }

  /// Optimiser steps of a duration given in examples: the nearest whole number, at least one.
  static long steps(double examples, int batchSize) {
    return Math.max(1, Math.round(examples / batchSize));
  }

  private static List<Long> steps(JsonNode examples, int batchSize) {
    var steps = new ArrayList<Long>();
    examples.forEach(e -> steps.add(steps(e.doubleValue(), batchSize)));
    return steps.stream().sorted().toList();
  }

  private long seed() {
    return root.get("seed").longValue();
  }

  private Study.Model model() {
    JsonNode model = root.get("model");
    Pooling pooling = model.get("pooling").stringValue().equals("gap") ? Pooling.GAP : Pooling.MAP;
    return new Study.Model(
        model.get("patch_size").intValue(), pooling, headRule(model.get("heads")));
  }

  static HeadRule headRule(JsonNode heads) {
    return heads.has("count")
        ? new HeadRule.FixedCount(heads.get("count").intValue())
        : new HeadRule.FixedSize(heads.get("size").intValue());
  }

  private static Shape centre(JsonNode centre) {
    var values = new LinkedHashMap<Dimension, Integer>();
    DIMENSIONS.forEach(d -> values.put(d, centre.get(d.name()).intValue()));
    return new Shape(values);
  }

  private static Map<Dimension, List<Integer>> axes(JsonNode lists) {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    DIMENSIONS.forEach(d -> axes.put(d, integers(lists.get(d.name()))));
    return axes;
  }

  private static List<Integer> integers(JsonNode list) {
    var integers = new ArrayList<Integer>();
    list.forEach(n -> integers.add(n.intValue()));
    return integers;
  }

  private static EvaluationSpec evaluation(JsonNode evaluation) {
    return new EvaluationSpec(
        DataMapping.constant(EvaluationSpec.Metric.class, evaluation.get("metric")),
        integers(evaluation.get("shots")).stream().sorted().toList(),
        evaluation.get("metric_shots").intValue(),
        evaluation.get("test_examples_per_class").intValue(),
        evaluation.get("draws").intValue(),
        evaluation.get("ridge").doubleValue());
  }

  private static Study.Budget budget(JsonNode budget) {
    return new Study.Budget(
        budget.has("max_hours")
            ? OptionalDouble.of(budget.get("max_hours").doubleValue())
            : OptionalDouble.empty(),
        Optional.ofNullable(budget.get("max_forward_gflops"))
            .map(n -> Compute.ofForwardGflops(n.doubleValue())));
  }

  private static Study.Workers workers(JsonNode workers) {
    JsonNode count = workers.get("count");
    return new Study.Workers(
        count.isNumber() ? OptionalInt.of(count.intValue()) : OptionalInt.empty(),
        workers.get("threads").intValue(),
        workers.get("checkpoint_seconds").doubleValue(),
        DataMapping.constant(DeviceChoice.class, workers.get("device")),
        workers.get("recompute_activations").booleanValue(),
        workers.get("keep_weights").booleanValue(),
        workers.get("on").stringValue(),
        workers.get("max_attempts").intValue(),
        workers.has("memory_gib")
            ? OptionalDouble.of(workers.get("memory_gib").doubleValue())
            : OptionalDouble.empty());
  }

  private static Study.Simulation simulation(JsonNode simulation) {
    var terms = new LinkedHashMap<Dimension, Study.Term>();
    DIMENSIONS.forEach(d -> terms.put(d, term(simulation.get(d.name()))));
    return new Study.Simulation(
        terms,
        simulation.get("c").doubleValue(),
        simulation.get("xi").doubleValue(),
        simulation.get("epsilon").doubleValue(),
        simulation.get("noise").doubleValue(),
        simulation.get("in_processes").booleanValue(),
        simulation.get("run_seconds").doubleValue());
  }

  private static Study.Term term(JsonNode term) {
    return new Study.Term(
        term.get("alpha").doubleValue(),
        term.get("a").doubleValue(),
        term.get("beta").doubleValue(),
        term.get("b").doubleValue());
  }
}
