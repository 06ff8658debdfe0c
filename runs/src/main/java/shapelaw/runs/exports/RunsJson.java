package shapelaw.runs.exports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.runs.files.RunJson;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// One JSON array of the runs: what matters to any trainer in plain keys, and the whole
/// specification, which [RunJson#readSpec] reads back.
final class RunsJson implements RunExporter {

  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String FILE = "runs.json";

  @Override
  public Export export(String study, List<ExportedRun> runs) {
    var rows = new ArrayList<Map<String, Object>>();
    runs.forEach(run -> rows.add(row(study, run)));
    String text = MAPPER.writeValueAsString(rows) + "\n";
    return new Export(List.of(new Export.File(FILE, text)), List.of());
  }

  private static Map<String, Object> row(String study, ExportedRun exported) {
    RunSpec run = exported.run();
    var row = new LinkedHashMap<String, Object>();
    row.put("run", exported.id());
    row.put("study", study);
    row.put("purpose", exported.purpose());
    row.put("width", run.model().width());
    row.put("depth", run.model().depth());
    row.put("mlp_dim", run.model().mlpDim());
    row.put("heads", run.model().heads());
    row.put("parameters", CostModel.parameters(run.model()));
    row.put("forward_gflops", run.compute().forwardGflops());
    row.put("steps", run.steps());
    row.put("batch_size", run.recipe().batchSize());
    row.put("examples", run.examples());
    row.put("specification", MAPPER.readTree(RunJson.write(run)));
    return row;
  }
}
