package shapelaw.runs.trial;

import java.util.Locale;
import java.util.regex.Pattern;
import shapelaw.run.RunResult;
import shapelaw.run.SimulatedTrainer;

/// What a trial says of its course, in its log between whatever else is written there: `[12.3 s]
/// from the start`. No framework is loaded for it, which a short trial would notice.
public final class TrialLog {

  private static final Pattern LINE = Pattern.compile("\\[\\d+\\.\\d s] .*");
  private static final long NANOS_A_TENTH = 100_000_000;

  private final long began = System.nanoTime();

  TrialLog() {}

  /// True for a line of a trial's course: no reason for its end.
  public static boolean isCourse(String line) {
    return LINE.matcher(line).matches();
  }

  void say(String text) {
    long tenths = (System.nanoTime() - began) / NANOS_A_TENTH;
    System.err.println("[" + tenths / 10 + "." + tenths % 10 + " s] " + text);
  }

  /// Says what came of a run; why one could not be made stands elsewhere.
  void say(RunResult result) {
    switch (result) {
      case RunResult.Done done -> say(text(done));
      case RunResult.Diverged diverged ->
          say(
              String.format(
                  Locale.ROOT,
                  "run %s: the loss became non-finite at step %d",
                  diverged.run(),
                  diverged.step()));
      case RunResult.Failed _ -> {}
    }
  }

  /// A simulation has no training loss, and its seconds did not pass.
  static String text(RunResult.Done done) {
    return done.provenance().trainer().equals(SimulatedTrainer.NAME)
        ? String.format(
            Locale.ROOT,
            "run %s: error rate %.4f, %.1f simulated seconds of training",
            done.run(),
            done.errorRate(),
            done.trainingSeconds())
        : String.format(
            Locale.ROOT,
            "run %s: error rate %.4f, training loss %.4f, %.1f s of training",
            done.run(),
            done.errorRate(),
            done.trainingLoss(),
            done.trainingSeconds());
  }
}
