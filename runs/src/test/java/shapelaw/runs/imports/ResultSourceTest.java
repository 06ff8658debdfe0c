package shapelaw.runs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.cost.CostModel;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.Specs;
import shapelaw.runs.logs.MlflowDouble;
import shapelaw.runs.logs.MlflowServerWriter;
import shapelaw.runs.logs.RunEntry;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.sweep.Evidence;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.Plan;
import shapelaw.sweep.Purpose;

/// Results from trackers, on their way into the importer.
final class ResultSourceTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path text(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text.replace('~', '\n'));
  }

  private static ImportedResults imported(ResultSource source, String mapping) throws IOException {
    return imported(source.read(), mapping);
  }

  private static ImportedResults imported(ResultSource.Read read, String mapping) {
    MappingRequest said = mapping.isEmpty() ? MappingRequest.NOTHING : Tables.mapping(mapping);
    return ImportedResults.of(
        read, HeaderGuess.complete(read.table(), said.orElse(read.known())).mapping());
  }

  /// Two runs of big_vision, whose losses fall and rise again.
  private ResultSource histories(String value, String examplesPerStep) throws IOException {
    for (int width : new int[] {64, 128}) {
      text(
          "logs/w%d/big_vision_metrics.txt".formatted(width),
          "{\"step\":10,\"val_loss\":3}~{\"step\":20,\"val_loss\":1}~{\"step\":30,\"val_loss\":2}~");
      text(
          "logs/w%d/config.json".formatted(width),
          "{\"model\":{\"width\":%d},\"batch\":4}".formatted(width));
    }
    return new ResultSource(
        folder.resolve("logs").toString(),
        Optional.empty(),
        HistoryValue.of(value),
        examplesPerStep.isEmpty() ? Optional.empty() : Optional.of(examplesPerStep));
  }

  private static final String COMPUTE = "compute: step\ncompute_unit: forward-flops\n";

  @Test
  void aHistoryGivesTheValueThatWasAskedFor() throws IOException {
    for (Map.Entry<String, Double> value :
        Map.of("last", 2.0, "min", 1.0, "max", 3.0, "20", 1.0).entrySet()) {
      assertThat(imported(histories(value.getKey(), ""), COMPUTE).runs())
          .hasSize(2)
          .allMatch(run -> run.loss() == value.getValue());
    }
    assertThatThrownBy(() -> HistoryValue.of("best"))
        .hasMessageContaining("must be last, min, max, every or the number of a step");
  }

  @Test
  void everyStepOfAHistoryIsADurationOfItsRun() throws IOException {
    ImportedResults results = imported(histories("every", "config.batch"), COMPUTE);
    assertThat(results.runs()).hasSize(6);
    assertThat(results.runs())
        .extracting(run -> run.examples().orElseThrow())
        .containsExactly(40.0, 80.0, 120.0, 40.0, 80.0, 120.0);
    assertThat(imported(histories("last", "8"), COMPUTE).runs().getFirst().examples())
        .hasValue(240);
    assertThatThrownBy(() -> histories("last", "none").read())
        .hasMessageContaining(
            "must be a number, or the name of what holds it, but 'none' is neither");
  }

  @Test
  void aRunTableOfWandbTakesTheFinishedRunsAlone() throws IOException {
    Path csv =
        text(
            "wandb.csv",
            "\"Name\",\"State\",\"Runtime\",\"model.width\",\"images_seen\",\"forward_gflops\",\"val/loss\"~"
                + "a,finished,10,64,1000,5,0.5~b,crashed,3,64,1000,5,0.9~c,finished,9,128,1000,7,0.4~");
    TableFile table = ResultSource.of(csv.toString()).read().table();
    HeaderGuess.Completed completed = HeaderGuess.complete(table, MappingRequest.NOTHING);
    assertThat(completed.guesses())
        .contains("--run 'Name'")
        .contains("--where 'State=finished', because other runs did not end well");
    ImportedResults results = ImportedResults.of(table, completed.mapping());
    assertThat(results.runs()).extracting(ImportedRun::run).containsExactly("a", "c");
    assertThat(results.leftOut().getFirst().first()).isEqualTo("line 3, 'crashed'");
    // Whoever asks for others gets them.
    assertThat(imported(ResultSource.of(csv.toString()), "where: {State: crashed}\n").runs())
        .extracting(ImportedRun::run)
        .containsExactly("b");
  }

  @Test
  void dictionariesOfWandbsApiAreSpread() throws IOException {
    Path csv =
        text(
            "project.csv",
            ",summary,config,name~"
                + "0,\"{'val/loss': 0.5, '_wandb': {'runtime': 9}}\",\"{'model': {'width': 64}, 'flag': True, 'none': None, 'forward_flops': 1e+20}\",a~"
                + "1,\"{'val/loss': 1e-05, 'x': nan}\",\"{'model': {'width': 128}, 'forward_flops': 2e+20}\",b~");
    TableFile table = ResultSource.of(csv.toString()).read().table();
    assertThat(table.columns())
        .contains(
            "config.model.width", "summary.val/loss", "summary._wandb.runtime", "config.flag");
    List<ImportedRun> runs = imported(ResultSource.of(csv.toString()), "").runs();
    assertThat(runs).extracting(ImportedRun::loss).containsExactly(0.5, 1e-5);
    assertThat(runs.getFirst().forwardGflops()).isEqualTo(1e11);
    assertThat(table.place(1)).isEqualTo("line 3");
  }

  @Test
  void bracesThatAreNoDictionariesStayText() throws IOException {
    Path csv = text("a.csv", "set,6nd,loss~{a,1,2~{b},1,3~");
    assertThat(ResultSource.of(csv.toString()).read().table().columns())
        .containsExactly("set", "6nd", "loss");
  }

  @Test
  void rowsThatNameARunOfAPlanGetItsShapeAndCompute() throws IOException {
    RunSpec run = Specs.run(64, 40);
    Path csv =
        text(
            "r.csv",
            "folder,val_loss~output/%s/x,0.5~output/0123456789abcdef,0.4~".formatted(run.id()));
    ResultSource.Read joined =
        ResultSource.of(csv.toString()).readPlanned(plan(run), MappingRequest.NOTHING);
    ImportedResults results = imported(joined, "");
    assertThat(results.rowsRead()).isEqualTo(2);
    ImportedRun imported = results.runs().getFirst();
    assertThat(results.runs()).hasSize(1);
    assertThat(imported.sizes().get(Dimension.WIDTH)).isEqualTo(64);
    assertThat(imported.examples()).hasValue(run.examples());
    assertThat(imported.forwardGflops()).isEqualTo(run.compute().forwardGflops());
    assertThatThrownBy(() ->
            ResultSource.of(csv.toString())
                .readPlanned(plan(Specs.run(128, 40)), MappingRequest.NOTHING))
        .hasMessageContaining("must have a row that names a run of the plan by its id");
  }

  /// A plan in which one run is for the grid, and the last also an arm of the star.
  private static StudyPlan plan(RunSpec... runs) {
    var trunks = new ArrayList<Plan.PlannedTrunk>();
    for (RunSpec run : runs) {
      trunks.add(new Plan.PlannedTrunk(new Purpose.Grid(), new Trunk(List.of(run))));
    }
    trunks.add(
        new Plan.PlannedTrunk(
            new Purpose.Arm(Dimension.WIDTH), new Trunk(List.of(runs[runs.length - 1]))));
    return new StudyPlan(
        "planned",
        7,
        new Plan(trunks, List.of()),
        new GridSweep(Map.of(Dimension.WIDTH, List.of(64, 128))),
        new HeadRule.FixedCount(2));
  }

  @Test
  void rowsOfAPlannedShapeAndDurationAreThatRun() throws IOException {
    RunSpec shared = Specs.run(128, 40);
    int mlp = shared.model().mlpDim();
    Path csv =
        text(
            "shapes.csv",
            "width,depth,mlp_dim,steps,val_loss~64,2,%1$d,40,0.5~128,2,%1$d,40,0.4~128,2,%1$d,30,0.3~128,3,%1$d,40,0.2~"
                .formatted(mlp));
    ResultSource.Read read =
        ResultSource.of(csv.toString())
            .readPlanned(plan(Specs.run(64, 40), shared), MappingRequest.NOTHING);
    ImportedResults results = imported(read, "");
    assertThat(results.runs())
        .extracting(ImportedRun::sweeps)
        .containsExactly(
            Set.of(new Purpose.Grid()),
            Set.of(new Purpose.Grid(), new Purpose.Arm(Dimension.WIDTH)));
    assertThat(results.runs().getLast().examples()).hasValue(shared.examples());
    assertThat(results.leftOut())
        .containsExactly(
            new LeftOut(
                "no run of the plan, by its id or by its shape and duration", 2, "line 4, '128'"));
    PlannedRows rows = read.planned().orElseThrow();
    assertThat(rows.byShape()).isEqualTo(2);
    assertThat(rows.byId()).isZero();
  }

  /// The plan's run has 40 steps of 8 images.
  @ParameterizedTest
  @CsvSource({
    "'steps', '40', true",
    "'steps,images', '40,320', true",
    "'steps,images', '40,', true",
    "'steps,images', '40,480', false",
    "'steps,images', '20,320', true",
    "'steps,batch_size', '40,8', true",
    "'steps,batch_size', '40,', true",
    "'steps,batch_size', '40,16', false",
    "'steps,config.batch_size,eval.batch_size', '40,8,100', true",
    "'steps,samples,batch_size', '40,50000,8', true",
    "'steps,samples,batch_size', '40,50000,16', false",
  })
  void stepsAreAPlannedDurationUnlessTheRowSaysOtherwise(
      String columns, String cells, boolean planned) throws IOException {
    RunSpec run = Specs.run(64, 40);
    Path csv =
        text(
            "steps.csv",
            "width,depth,mlp_dim,%s,val_loss~64,2,%d,%s,0.5~"
                .formatted(columns, run.model().mlpDim(), cells));
    var source = ResultSource.of(csv.toString());
    if (planned) {
      ResultSource.Read read = source.readPlanned(plan(run), MappingRequest.NOTHING);
      assertThat(imported(read, "").runs().getFirst().examples()).hasValue(320);
    } else {
      assertThatThrownBy(() -> source.readPlanned(plan(run), MappingRequest.NOTHING))
          .hasMessageContaining("must have a row that names a run of the plan");
    }
  }

  /// Rows are many, and models are dear to count.
  @Test
  void rowsOfOneRunShareWhatIsCountedForIt() throws IOException {
    RunSpec run = Specs.run(64, 40);
    TableFile table = Tables.csv(folder, "run,loss~%1$s,1~%1$s,2".formatted(run.id()));
    assertThat(table.columns()).isSameAs(table.columns());
    PlannedRuns.Search rows =
        new PlannedRuns(plan(run).plan()).among(table, MappingRequest.NOTHING);
    PlannedRuns.PlannedRun first = rows.run(0).orElseThrow().run();
    assertThat(first.parameters()).isEqualTo(CostModel.parameters(run.model()));
    assertThat(rows.run(1).orElseThrow().run()).isSameAs(first);
  }

  @Test
  void whatAPlanSaysIsKeptWithTheStudy() throws IOException {
    RunSpec run = Specs.run(64, 40);
    Path csv = text("r.csv", "folder,val_loss~%s,0.5~".formatted(run.id()));
    ImportedResults results =
        imported(
            ResultSource.of(csv.toString()).readPlanned(plan(run), MappingRequest.NOTHING), "");
    Path study = folder.resolve("kept");
    ImportedStudy written =
        ImportedFolder.at(study, csv).replace(TableOrigin.of(csv), results, Instant.EPOCH);
    ImportedStudy read = ImportedStudy.open(study);
    assertThat(read).isEqualTo(written);
    PlanRecord plan = read.plan().orElseThrow();
    assertThat(plan.seed()).isEqualTo(7);
    assertThat(plan.headRule()).isEqualTo(new HeadRule.FixedCount(2));
    assertThat(plan.gridSweep().axes()).containsEntry(Dimension.WIDTH, List.of(64, 128));
    assertThat(plan.template().withShape(run.model().shape(), run.model().heads()))
        .isEqualTo(run.model());
    Evidence evidence = read.plannedEvidence().orElseThrow();
    assertThat(evidence.grid()).hasSize(1);
    assertThat(evidence.arms().get(Dimension.WIDTH)).hasSize(1);
    // Rows of which nobody knows the sweep would be in no part of the plan.
    assertThatThrownBy(() ->
            ImportedFolder.at(study)
                .append(
                    TableOrigin.of(csv),
                    Tables.imported(folder, "width,6nd,loss~64,1,0.5", "{}"),
                    Instant.EPOCH))
        .hasMessageContaining("must be of the plan that the study's rows are of (planned)");
  }

  private ImportedStudy appended(Path study, String rows, StudyPlan plan) throws IOException {
    Path csv = text("appended.csv", "width,depth,mlp_dim,steps,val_loss~" + rows);
    ImportedResults results =
        imported(ResultSource.of(csv.toString()).readPlanned(plan, MappingRequest.NOTHING), "");
    return ImportedFolder.at(study).append(TableOrigin.of(csv), results, Instant.EPOCH);
  }

  /// An arm of three widths, of which the grid has none yet, or two.
  private static StudyPlan grown(boolean grid) {
    var trunks = new ArrayList<Plan.PlannedTrunk>();
    for (int width : new int[] {64, 128, 192}) {
      var trunk = new Trunk(List.of(Specs.run(width, 40)));
      trunks.add(new Plan.PlannedTrunk(new Purpose.Arm(Dimension.WIDTH), trunk));
      if (grid && width < 192) {
        trunks.add(new Plan.PlannedTrunk(new Purpose.Grid(), trunk));
      }
    }
    return new StudyPlan(
        "planned",
        7,
        new Plan(trunks, List.of()),
        new GridSweep(Map.of(Dimension.WIDTH, grid ? List.of(64, 128) : List.of(32))),
        new HeadRule.FixedCount(2));
  }

  @Test
  void aRunOfWhichTheGridGrewIsStillOneRun() throws IOException {
    int mlp = Specs.run(64, 40).model().mlpDim();
    String first = "64,2,%1$d,40,0.5~128,2,%1$d,40,0.4~".formatted(mlp);
    String all = first + "192,2,%d,40,0.3~".formatted(mlp);
    Set<Purpose> arm = Set.of(new Purpose.Arm(Dimension.WIDTH));
    Set<Purpose> both = Set.of(new Purpose.Arm(Dimension.WIDTH), new Purpose.Grid());

    Path study = folder.resolve("again");
    appended(study, first, grown(false));
    assertThat(appended(study, all, grown(true)).runs())
        .extracting(ImportedRun::sweeps)
        .containsExactly(both, both, arm);
    assertThat(ImportedStudy.open(study).imports().getLast().rowsKept()).isEqualTo(1);

    // Only new rows: those that are there are of the grown grid, too.
    Path fresh = folder.resolve("fresh");
    appended(fresh, first, grown(false));
    assertThat(appended(fresh, all.substring(first.length()), grown(true)).runs())
        .extracting(ImportedRun::sweeps)
        .containsExactly(both, both, arm);

    // No new rows: the grid alone is news, once.
    Path same = folder.resolve("same");
    appended(same, first, grown(false));
    assertThat(appended(same, first, grown(true)).plannedEvidence().orElseThrow().grid())
        .hasSize(2);
    assertThatThrownBy(() -> appended(same, first, grown(true)))
        .hasMessageContaining("must have a row that the study");
    assertThat(ImportedStudy.open(same).runs()).hasSize(2);
  }

  @Test
  void aStepOfAPlannedRunHasTheComputeOfItsExamples() throws IOException {
    RunSpec run = Specs.run(64, 40);
    int batch = run.recipe().batchSize();
    text(
        "planned/%s/big_vision_metrics.txt".formatted(run.id()),
        "{\"step\":10,\"val_loss\":3}~{\"step\":20,\"val_loss\":2}~{\"step\":40,\"val_loss\":1}~");
    StudyPlan plan = plan(run);
    double whole = run.compute().forwardGflops();
    String perStep = String.valueOf(batch);

    List<ImportedRun> every =
        imported(
                planned("every", Optional.of(perStep)).readPlanned(plan, MappingRequest.NOTHING),
                "")
            .runs();
    assertThat(every)
        .extracting(each -> each.examples().orElseThrow())
        .containsExactly(10.0 * batch, 20.0 * batch, 40.0 * batch);
    assertThat(every)
        .extracting(ImportedRun::forwardGflops)
        .containsExactly(whole / 4, whole / 2, whole);
    assertThat(
            imported(
                    planned("20", Optional.of(perStep)).readPlanned(plan, MappingRequest.NOTHING),
                    "")
                .runs())
        .extracting(ImportedRun::forwardGflops)
        .containsExactly(whole / 2);
    assertThat(
            imported(
                    planned("last", Optional.empty()).readPlanned(plan, MappingRequest.NOTHING), "")
                .runs())
        .extracting(ImportedRun::forwardGflops)
        .containsExactly(whole);
  }

  @Test
  void valuesOfStepsThatThePlanDoesNotKnowAreRefused() {
    StudyPlan plan = plan(Specs.run(64, 40));
    for (String value : List.of("every", "20")) {
      assertThatThrownBy(
              () -> planned(value, Optional.empty()).readPlanned(plan, MappingRequest.NOTHING))
          .hasMessageContaining("must come with --examples-per-step")
          .hasMessageContaining("Maybe --examples-per-step " + plan.batchSize());
    }
    for (String value : List.of("min", "max")) {
      assertThatThrownBy(
              () -> planned(value, Optional.of("8")).readPlanned(plan, MappingRequest.NOTHING))
          .hasMessageContaining("must be last, every or the number of a step with --plan");
    }
  }

  private ResultSource planned(String value, Optional<String> examplesPerStep) {
    return new ResultSource(
        folder.resolve("planned").toString(),
        Optional.empty(),
        HistoryValue.of(value),
        examplesPerStep);
  }

  @Test
  void aServersRunsAreATable() throws IOException {
    try (var server = new MlflowDouble()) {
      MlflowServerWriter writer = MlflowServerWriter.at(server.address(), "vit");
      for (int width : new int[] {64, 128}) {
        writer.write(
            new RunEntry(
                "run" + width,
                "n",
                Map.of("width", String.valueOf(width), "forward_gflops", "10"),
                Map.of(),
                Map.of(),
                Map.of("error_rate", 1.0 / width),
                5,
                RunEntry.Status.FINISHED,
                1));
      }
      var source =
          new ResultSource(
              server.address(), Optional.of("vit"), new HistoryValue.Last(), Optional.empty());
      assertThat(source.isServer()).isTrue();
      assertThat(imported(source, "").runs())
          .extracting(ImportedRun::loss)
          .containsExactly(1.0 / 64, 1.0 / 128);
      TableOrigin origin = source.read().table().origin();
      assertThat(origin.name()).startsWith("MLflow at 127.0.0.1:");
      assertThat(origin.sha256()).isEqualTo(source.read().table().origin().sha256());
    }
  }

  @Test
  void whatIsNoSourceIsOneMessage() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> ResultSource.of(empty.toString()).read())
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("must hold results but has none that are known");
    Path csv = text("r.csv", "width,6nd,loss~1,2,3~");
    assertThatThrownBy(() ->
            new ResultSource(
                    csv.toString(), Optional.of("x"), new HistoryValue.Last(), Optional.empty())
                .read())
        .hasMessageContaining("is no MLflow store");
    assertThatThrownBy(() ->
            new ResultSource(
                    csv.toString(), Optional.empty(), new HistoryValue.Least(), Optional.empty())
                .read())
        .hasMessageContaining("every row of which is a measurement");
  }
}
