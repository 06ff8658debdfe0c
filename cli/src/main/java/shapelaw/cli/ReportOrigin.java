package shapelaw.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shapelaw.report.study.Origin;
import shapelaw.report.study.Origin.Fact;
import shapelaw.runs.imports.ImportRecord;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.runs.imports.LeftOut;
import shapelaw.runs.imports.MappingRequest;
import shapelaw.study.Study;

/// Where a study's measurements come from, as the report tells it.
final class ReportOrigin {

  private ReportOrigin() {}

  static Origin of(MeasuredStudy study) {
    return switch (study.origin()) {
      case MeasuredStudy.Origin.Trained(StudyFolder folder, var results) -> {
        Study planned = folder.study();
        yield new Origin.Trained(
            planned.star().sweep(),
            planned.grid().sweep(),
            results,
            planned.model().heads(),
            folder.repeatedImages(results));
      }
      case MeasuredStudy.Origin.Imported(ImportedStudy imported) ->
          new Origin.Imported(loss(imported), facts(imported), models(imported));
    };
  }

  private static Optional<Origin.Models> models(ImportedStudy study) {
    return study.plan().map(plan -> new Origin.Models(plan.template(), plan.headRule()));
  }

  private static String loss(ImportedStudy study) {
    return study.imports().getFirst().mapping().accuracy() == null ? "loss" : "error rate";
  }

  private static List<Fact> facts(ImportedStudy study) {
    var facts = new ArrayList<Fact>();
    for (ImportRecord record : study.imports()) {
      facts.add(new Fact("Table", record.source()));
      facts.add(new Fact("SHA-256", record.sha256()));
      facts.add(new Fact("Imported", record.importedAt()));
      facts.add(
          new Fact("Rows", "%,d of %,d taken".formatted(record.rowsKept(), record.rowsRead())));
      if (!record.leftOut().isEmpty()) {
        facts.add(new Fact("Left out", leftOut(record.leftOut())));
      }
      facts.add(new Fact("Columns", columns(record.mapping())));
    }
    return facts;
  }

  private static String leftOut(List<LeftOut> reasons) {
    return reasons.stream()
        .map(left -> "%,d: %s (first: %s)".formatted(left.rows(), left.reason(), left.first()))
        .collect(Collectors.joining("; "));
  }

  private static String columns(MappingRequest mapping) {
    var meanings = new LinkedHashMap<String, @Nullable String>();
    if (mapping.dimensions() != null) {
      meanings.putAll(mapping.dimensions());
    }
    meanings.put("compute", mapping.compute());
    meanings.put("compute per example", mapping.computePerExample());
    meanings.put("unit of compute", mapping.computeUnit());
    meanings.put("examples", mapping.examples());
    meanings.put("parameters", mapping.parameters());
    meanings.put("loss", mapping.loss());
    meanings.put("accuracy", mapping.accuracy());
    meanings.put("run", mapping.run());
    return meanings.entrySet().stream()
        .filter(meaning -> meaning.getValue() != null)
        .map(meaning -> "%s = %s".formatted(meaning.getKey(), meaning.getValue()))
        .collect(Collectors.joining(", "));
  }
}
