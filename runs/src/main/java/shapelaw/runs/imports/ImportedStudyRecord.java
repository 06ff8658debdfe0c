package shapelaw.runs.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `imported.yaml`: what an imported study is and where its rows came from.
///
/// @param format version of this file's form
/// @param name the study's name
/// @param units what the columns of `results.csv` count
/// @param resultsSha256 hash of `results.csv`, so that neither file is taken for the other's
/// @param imports one for each table, in the order in which they came
/// @param plan what is kept of the plan that all rows were made by; null if they had none
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportedStudyRecord(
    int format,
    String name,
    Map<String, String> units,
    @JsonProperty("results_sha256") String resultsSha256,
    List<ImportRecord> imports,
    @Nullable PlanRecord plan) {

  static final int FORMAT = 1;

  static ImportedStudyRecord of(
      String name, String resultsSha256, List<ImportRecord> imports, Optional<PlanRecord> plan) {
    var units = new LinkedHashMap<String, String>();
    units.put(ColumnMapping.FORWARD_GFLOPS, "forward passes alone, 1e9 FLOPs");
    units.put(ColumnMapping.LOSS, "lower is better; accuracies became error rates from 0 to 1");
    return new ImportedStudyRecord(FORMAT, name, units, resultsSha256, imports, plan.orElse(null));
  }
}
