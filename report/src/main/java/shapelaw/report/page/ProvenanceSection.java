package shapelaw.report.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.Numbers;
import shapelaw.report.study.Origin;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.Words;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.sweep.SweepResults;

/// How the results were made: enough to repeat or to distrust them.
final class ProvenanceSection {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final StudyReport report;

  ProvenanceSection(StudyReport report) {
    this.report = report;
  }

  Markup markup() {
    var html = new Markup();
    html.open("dl", "class", "provenance").newline();
    entry(html, "Report written", MINUTE.format(report.written()));
    switch (report.origin()) {
      case Origin.Trained trained -> trained(html, trained.results());
      case Origin.Imported imported ->
          imported.facts().forEach(fact -> entry(html, fact.label(), fact.value()));
    }
    entry(
        html,
        "Method",
        "Alabdulmohsin, Zhai, Kolesnikov, Beyer: Getting ViT in Shape (arXiv 2305.13035). Equation and figure numbers are the paper’s.");
    html.close();
    return html;
  }

  private static void trained(Markup html, SweepResults results) {
    List<RunSpec> specs = results.rows().stream().map(SweepResults.Row::spec).toList();
    Map<Provenance, Long> made =
        results.rows().stream()
            .flatMap(row -> row.result().stream())
            .collect(Collectors.groupingBy(RunResult::provenance, Collectors.counting()));
    entry(html, "Data", distinct(specs.stream().map(s -> data(s.data())).toList()));
    entry(html, "Recipe", distinct(specs.stream().map(s -> recipe(s.recipe())).toList()));
    entry(
        html, "Evaluation", distinct(specs.stream().map(s -> evaluation(s.evaluation())).toList()));
    entry(html, "Seeds", seeds(specs));
    made.entrySet().stream()
        .sorted(Map.Entry.<Provenance, Long>comparingByValue().reversed())
        .forEach(e -> provenance(html, e.getKey(), e.getValue()));
  }

  private static void provenance(Markup html, Provenance p, long runs) {
    var lines = new LinkedHashSet<String>();
    lines.add("trainer " + p.trainer());
    lines.add("Shapelaw " + p.codeVersion());
    lines.add(p.machine());
    p.libraries().forEach((name, version) -> lines.add(name + " " + version));
    p.settings().forEach((name, value) -> lines.add(name + " " + value));
    entry(html, "Made by (" + Words.plural(runs, "run") + ")", String.join(" · ", lines));
  }

  private static void entry(Markup html, String name, String value) {
    html.leaf("dt", name).leaf("dd", value).newline();
  }

  private static String distinct(List<String> texts) {
    return texts.stream().distinct().collect(Collectors.joining("; "));
  }

  private static String seeds(List<RunSpec> specs) {
    List<Long> seeds = specs.stream().map(RunSpec::seed).distinct().sorted().toList();
    String listed = seeds.stream().limit(8).map(String::valueOf).collect(Collectors.joining(", "));
    return seeds.size() <= 8
        ? listed
        : listed
            + " … ("
            + Words.plural(seeds.size(), "distinct seed")
            + ", each in the table of runs)";
  }

  private static String data(DataSpec data) {
    return switch (data) {
      case DataSpec.Fractals f ->
          "fractals of iterated function systems, %d px, %d classes for training and %d others for evaluation, seed %d"
              .formatted(
                  f.imageSize(), f.pretrainClasses(), f.split().evaluationClasses(), f.seed());
      case DataSpec.Images f ->
          "images of %s, %d px, %d classes held out for evaluation, seed %d"
              .formatted(f.path(), f.imageSize(), f.split().evaluationClasses(), f.seed());
    };
  }

  private static String recipe(Recipe r) {
    String optimizer =
        switch (r.optimizer()) {
          case Optimizer.Adafactor _ -> "Adafactor";
          case Optimizer.AdamW _ -> "AdamW";
          case Optimizer.Sgd _ -> "SGD with momentum";
        };
    return "%s, learning rate %s, weight decay %s, batch %d, %s, gradient clip %s"
        .formatted(
            optimizer,
            Numbers.significant(r.learningRate(), 3),
            Numbers.significant(r.weightDecay(), 3),
            r.batchSize(),
            schedule(r.schedule()),
            r.clipNorm() == 0 ? "off" : Numbers.significant(r.clipNorm(), 3));
  }

  private static String schedule(Schedule schedule) {
    return switch (schedule) {
      case Schedule.ReciprocalSquareRoot s ->
          "%d warm-up and %d cool-down steps".formatted(s.warmupSteps(), s.cooldownSteps());
      case Schedule.Constant s ->
          "constant between %d warm-up and %d cool-down steps"
              .formatted(s.warmupSteps(), s.cooldownSteps());
      case Schedule.Cosine s -> "cosine after %d warm-up steps".formatted(s.warmupSteps());
    };
  }

  private static String evaluation(EvaluationSpec e) {
    return "linear few-shot error rate at %d shots (also measured: %s), ridge %s, %d test images a class, mean of %s"
        .formatted(
            e.metricShots(),
            e.shots().stream().map(String::valueOf).collect(Collectors.joining(", ")),
            Numbers.significant(e.ridge(), 4),
            e.testExamplesPerClass(),
            Words.plural(e.draws(), "draw"));
  }
}
