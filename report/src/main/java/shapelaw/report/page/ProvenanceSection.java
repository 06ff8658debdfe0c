package shapelaw.report.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import shapelaw.report.figure.Markup;
import shapelaw.report.study.Origin;
import shapelaw.report.study.StudyReport;
import shapelaw.report.study.TrainingWords;
import shapelaw.report.study.Words;
import shapelaw.run.Provenance;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
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
      case Origin.Trained trained -> trained(html, trained);
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

  private static void trained(Markup html, Origin.Trained trained) {
    SweepResults results = trained.results();
    List<RunSpec> specs = results.rows().stream().map(SweepResults.Row::spec).toList();
    Map<Provenance, Long> made =
        results.rows().stream()
            .flatMap(row -> row.result().stream())
            .collect(Collectors.groupingBy(RunResult::provenance, Collectors.counting()));
    entry(
        html,
        "Data",
        distinct(specs.stream().map(RunSpec::data).distinct().map(TrainingWords::data).toList()));
    trained.repeated().warning().ifPresent(warning -> entry(html, "Repeated images", warning));
    entry(
        html,
        "Recipe",
        distinct(
            specs.stream().map(RunSpec::recipe).distinct().map(TrainingWords::recipe).toList()));
    entry(
        html,
        "Evaluation",
        distinct(
            specs.stream()
                .map(RunSpec::evaluation)
                .distinct()
                .map(TrainingWords::evaluation)
                .toList()));
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
}
