package shapelaw.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Provenance;
import shapelaw.run.Recipe;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.CurvePoint;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.trial.AttemptLogs;
import shapelaw.runs.trial.TrialFolder;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// A study whose coordinator is a test: it writes the store as a coordinator does, and the
/// dashboard reads it by a connection of its own.
final class GrowingStudy implements DashboardStudy, AutoCloseable {

  /// Durations of every trunk.
  static final long[] STEPS = {40, 80, 160};

  static final String HOSTILE =
      "<img src=x onerror=alert(1)>\"'&</script><script>alert(2)</script>";

  private static final Provenance PROVENANCE =
      new Provenance("test", "1", "here", Map.of(), Map.of());

  private final Path folder;
  private final String name;
  private final List<PlannedTrunk> planned = new ArrayList<>();
  private final List<PlannedTrunk> known = new ArrayList<>();
  private final RunStore store;
  private volatile Optional<String> notYet = Optional.empty();
  private volatile Runnable fault = () -> {};
  private volatile Runnable reportFault = () -> {};

  /// A planned study of which nothing is done.
  ///
  /// @param trunks how many; the first third is the star, the rest the grid
  GrowingStudy(Path folder, String name, int trunks) {
    this.folder = folder;
    this.name = name;
    for (int i = 0; i < trunks; i++) {
      planned.add(new PlannedTrunk(trunk(i), i < trunks / 3 ? "star:width" : "grid"));
    }
    known.addAll(planned);
    store = RunStore.open(storeFile());
    store.plan(planned);
  }

  private Path storeFile() {
    return folder.resolve("study.db");
  }

  static Trunk trunk(int i) {
    return new Trunk(
        LongStream.of(STEPS).mapToObj(steps -> run(16 * (1 + i % 40), 1 + i / 40, steps)).toList());
  }

  private static RunSpec run(int width, int depth, long steps) {
    return new RunSpec(
        new VisionTransformer(Shape.vit(width, depth, 4 * width), 2, 4, 16, 3, Pooling.GAP, 10),
        new DataSpec.Fractals(16, 10, 4, 1),
        new Recipe(
            8, Optimizer.AdamW.USUAL, 1e-3, 1e-4, new Schedule.ReciprocalSquareRoot(5, 10), 1),
        steps,
        EvaluationSpec.PAPER,
        0);
  }

  Trunk planned(int i) {
    return planned.get(i).trunk();
  }

  String id(int i) {
    return planned(i).id();
  }

  /// Plans a trunk that the study did not have when it was opened.
  void extend(int i) {
    PlannedTrunk trunk = new PlannedTrunk(trunk(i), "extension");
    store.plan(List.of(trunk));
    planned.add(trunk);
    known.add(trunk);
  }

  /// As if the recipe was edited and the study run again: a new plan, in which one trunk stays.
  ///
  /// @param stays number of the trunk that is part of both plans
  /// @param trunks numbers of those that are new
  void replan(int stays, int... trunks) {
    var plan = new ArrayList<PlannedTrunk>();
    IntStream.of(trunks).forEach(i -> plan.add(new PlannedTrunk(trunk(i), "edited")));
    plan.add(planned.get(stays));
    known.clear();
    known.addAll(plan);
    store.replacePlan(plan, "edited");
  }

  Attempt begin(int i) {
    return store.beginAttempt(planned(i), "machine-" + i % 3);
  }

  void point(Attempt attempt, long step, double loss) {
    store.addCurvePoint(
        new CurvePoint(attempt.trunk(), step, attempt.token(), Instant.now(), loss, 123.5));
  }

  /// Stores the result of a trunk's k-th run.
  void measure(int i, Attempt attempt, int k, double errorRate) {
    store.accept(attempt.token(), done(run(i, k), errorRate));
  }

  static RunResult.Done done(RunId run, double errorRate) {
    return new RunResult.Done(run, errorRate, Map.of(10, errorRate), 0.01, 0.5, 12.5, PROVENANCE);
  }

  RunId run(int i, int k) {
    return planned(i).runs().get(k).id();
  }

  void diverge(int i, Attempt attempt, int k) {
    store.accept(attempt.token(), new RunResult.Diverged(run(i, k), 17, PROVENANCE));
  }

  void fail(int i, Attempt attempt, int k, String reason) {
    store.accept(attempt.token(), new RunResult.Failed(run(i, k), reason, PROVENANCE));
  }

  void end(Attempt attempt, AttemptStatus status, String reason) {
    store.endAttempt(attempt.token(), status, reason);
  }

  /// Trains a trunk from its beginning to its end.
  void finish(int i) {
    Attempt attempt = begin(i);
    for (int k = 0; k < STEPS.length; k++) {
      measure(i, attempt, k, errorRate(i, k));
    }
    end(attempt, AttemptStatus.DONE, "");
  }

  static double errorRate(int i, int k) {
    return 0.2 + 0.4 / (1 + i % 40) + 0.3 / (1 + k);
  }

  void cancel(int i, String reason) {
    store.cancel(List.of(id(i)), reason);
  }

  void retry(int i) {
    store.retry(List.of(id(i)));
  }

  void log(int i, String text) throws IOException {
    TrialFolder trial = TrialFolder.of(trials(), planned(i));
    trial.prepare(planned(i));
    Files.writeString(trial.log(), text);
  }

  /// Ends an attempt as its coordinator does, which keeps its log.
  void endWithLog(int i, Attempt attempt) throws IOException {
    AttemptLogs.beside(trials()).keep(attempt, TrialFolder.of(trials(), planned(i)).log());
    end(attempt, AttemptStatus.CHECKPOINTED, "asked to stop");
  }

  /// From now on there is no report, for a reason.
  void withholdReport(String reason) {
    notYet = Optional.of(reason);
  }

  /// From now on the study's trunks cannot be read.
  void failWith(RuntimeException newFault) {
    fault =
        () -> {
          throw newFault;
        };
  }

  /// From now on the study's trunks cannot be read, nor its report be made.
  void failWith(Error newFault) {
    fault =
        () -> {
          throw newFault;
        };
    reportFault = fault;
  }

  void mend() {
    fault = () -> {};
    reportFault = fault;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public List<PlannedTrunk> trunks() {
    fault.run();
    return List.copyOf(known);
  }

  @Override
  public String whyNoTrunks() {
    return "";
  }

  @Override
  public String headline() {
    return "Simulated, not trained: a picture of growth";
  }

  @Override
  public Optional<RunStore> openStore() {
    return Files.exists(storeFile()) ? Optional.of(RunStore.open(storeFile())) : Optional.empty();
  }

  @Override
  public Path trials() {
    return folder.resolve("trials");
  }

  @Override
  public ReportOutcome writeReport(Path target) throws IOException {
    reportFault.run();
    if (notYet.isPresent()) {
      return new ReportOutcome.NotYet(notYet.get());
    }
    int results;
    try (RunStore reader = RunStore.open(storeFile())) {
      results = reader.results().size();
    }
    Files.writeString(
        target.resolve(REPORT_PAGE),
        "<!DOCTYPE html><title>Report</title><h1 id=\"made\"></h1><script>document.getElementById('made')"
            + ".textContent='Report on %d results'</script><a href=\"tables/all.csv\" download>all</a>"
                .formatted(results));
    Path tables = Files.createDirectories(target.resolve("tables"));
    Files.writeString(
        tables.resolve("all.csv"),
        planned.stream().map(p -> p.trunk().id()).collect(Collectors.joining("\n")));
    return new ReportOutcome.Written(results < 30 ? "Not enough results for a fit yet." : "");
  }

  @Override
  public void close() {
    store.close();
  }
}
