package shapelaw.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import shapelaw.run.RunSpec;
import shapelaw.run.SimulatedTrainer;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.study.StudyException;
import shapelaw.study.StudyTemplates;
import shapelaw.sweep.Plan;

/// A store with many simulated runs, and how long it takes to use it: within this process, and by
/// whole commands in processes of their own.
final class StoreBenchmark {

  /// Every so many trunks lose their first attempt.
  private static final int LOST_EVERY = 50;

  private static final String RESOURCE = "bench/store.yaml";

  private final Path folder;
  private final int rounds;

  /// @param folder of the study, which this makes
  /// @param rounds how often each thing is measured
  StoreBenchmark(Path folder, int rounds) {
    this.folder = folder;
    this.rounds = rounds;
  }

  /// Something measured.
  ///
  /// @param what it is
  /// @param seconds of each round, ascending
  record Timing(String what, List<Double> seconds) {
    double best() {
      return seconds.getFirst();
    }

    double median() {
      return seconds.get(seconds.size() / 2);
    }
  }

  /// Makes the study with at least so many runs, and stores a result of each.
  ///
  /// @return its runs
  int fill(int runs, PrintWriter progress) throws IOException, StudyException {
    Files.createDirectories(folder);
    String text;
    try (InputStream in = StoreBenchmark.class.getResourceAsStream(RESOURCE)) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    write(text);
    int once = StudyFolder.open(folder).plan().runs();
    int repeats = Math.max(1, Math.ceilDiv(runs, once));
    write(text.replace("repeats: 1\n", "repeats: %d%n".formatted(repeats)));
    return store(open(), progress);
  }

  /// What is measured is a file, and no shared store is filled with it.
  private StudyFolder open() throws StudyException {
    return StudyFolder.open(folder).withoutSharedStore();
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve(StudyTemplates.STUDY_FILE), text);
  }

  private static int store(StudyFolder study, PrintWriter progress) {
    Plan plan = study.plan();
    List<PlannedTrunk> planned = Execution.planned(plan);
    SimulatedTrainer trainer = SimulateCommand.trainer(study.study());
    try (RunStore store = RunStore.open(study.store())) {
      store.useTrainer(SimulatedTrainer.NAME);
      store.replacePlan(planned, study.study().planMark());
      long began = System.nanoTime();
      int stored = 0;
      for (int i = 0; i < planned.size(); i++) {
        PlannedTrunk trunk = planned.get(i);
        if (i % LOST_EVERY == 0) {
          long lost = store.beginAttempt(trunk.trunk(), "simulated").token();
          store.endAttempt(lost, AttemptStatus.LOST, "its process was killed (signal 9)");
        }
        long token = store.beginAttempt(trunk.trunk(), "simulated").token();
        for (RunSpec run : trunk.trunk().runs()) {
          store.accept(token, trainer.result(run));
          stored++;
        }
        store.endAttempt(token, AttemptStatus.DONE, "");
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      progress.printf(
          "%s of %s stored, each safe from a crash, in %.0f s: %.0f a second%n",
          Count.of(stored, "result"), Count.of(planned.size(), "trunk"), seconds, stored / seconds);
      progress.flush();
      return stored;
    }
  }

  /// Measures everything.
  List<Timing> measure() throws Exception {
    StudyFolder study = open();
    var timings = new ArrayList<Timing>();
    timings.add(time("open the store", () -> RunStore.open(study.store()), RunStore::close));
    try (RunStore store = RunStore.open(study.store())) {
      timings.add(time("count for status", store::status, status -> {}));
      timings.add(time("read all results", store::results, results -> {}));
    }
    timings.add(time("lay out the plan", study::plan, plan -> {}));
    for (List<String> command :
        List.of(
            List.of("--version"),
            List.of("status"),
            List.of("status", "--json"),
            List.of("fit"),
            List.of("report"))) {
      timings.add(time("shapelaw " + String.join(" ", command), () -> run(command), code -> {}));
    }
    return timings;
  }

  /// Something that is used up after it was measured.
  @FunctionalInterface
  private interface Use<T> {
    void accept(T value);
  }

  private <T> Timing time(String what, Callable<T> work, Use<T> afterwards) throws Exception {
    double[] seconds = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long began = System.nanoTime();
      T value = work.call();
      seconds[round] = (System.nanoTime() - began) / 1e9;
      afterwards.accept(value);
    }
    Arrays.sort(seconds);
    return new Timing(what, Arrays.stream(seconds).boxed().toList());
  }

  /// Runs a command as a user would, without the launcher's look at the sources.
  private int run(List<String> command) throws IOException, InterruptedException {
    var whole = new ArrayList<>(Execution.javaCommand());
    whole.removeIf(flag -> flag.startsWith("-Xmx") || flag.equals("-XX:+UseSerialGC"));
    whole.add(Main.class.getName());
    whole.addAll(command);
    if (!command.getFirst().startsWith("-")) {
      whole.add(1 + whole.indexOf(command.getFirst()), folder.toString());
    }
    Path log = folder.resolve("command.log");
    var process = new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile());
    process.environment().remove(StudyFolder.STORE_VARIABLE);
    int code = process.start().waitFor();
    if (code != 0) {
      throw new CommandFailure(
          "shapelaw %s must end with 0 but ended with %d: %s"
              .formatted(String.join(" ", command), code, Files.readString(log)));
    }
    return code;
  }
}
