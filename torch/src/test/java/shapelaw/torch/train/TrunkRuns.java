package shapelaw.torch.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.DeviceType;
import shapelaw.run.Provenance;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.Trunk;
import shapelaw.torch.RecordingContext;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.data.ImageSources;

/// Trains trunks of tests, with and without interruptions.
final class TrunkRuns {

  /// Seconds between checkpoints if time is to make none.
  static final double NEVER = 1e9;

  private static final Provenance PROVENANCE =
      new Provenance("libtorch", "test", "test", Map.of(), Map.of());

  private TrunkRuns() {}

  static void train(Trunk trunk, RecordingContext context) throws InterruptedException {
    TorchRuntime.start(context.threads());
    try (var _ = new PointerScope()) {
      var source = ImageSources.open(trunk.longest().data());
      new TrunkTraining(trunk, context, source, PROVENANCE, new Device(DeviceType.CPU)).train();
    }
  }

  static List<RunResult> undisturbed(Trunk trunk, Path folder) throws InterruptedException {
    var context = RecordingContext.undisturbed(folder);
    train(trunk, context);
    return context.results();
  }

  /// Trains with interruptions until all is done, as an executor does.
  ///
  /// @param context changes the context of every attempt
  /// @param stops steps after which each attempt is asked to stop; one more goes to the end
  static List<RunResult> interrupted(
      Trunk trunk,
      Path folder,
      double checkpointSeconds,
      UnaryOperator<RecordingContext> context,
      long... stops)
      throws InterruptedException {
    var results = new ArrayList<RunResult>();
    for (int attempt = 0; attempt <= stops.length; attempt++) {
      long stop = attempt < stops.length ? stops[attempt] : Long.MAX_VALUE;
      Set<RunId> finished = results.stream().map(RunResult::run).collect(Collectors.toSet());
      RecordingContext attempted =
          context.apply(
              new RecordingContext(folder, finished, checkpointSeconds, steps -> steps >= stop));
      try {
        train(trunk, attempted);
      } catch (InterruptedException e) {
        if (stop == Long.MAX_VALUE) {
          throw e;
        }
      } finally {
        results.addAll(attempted.results());
      }
    }
    return results;
  }

  /// A result without what the clock decides.
  static String numbers(RunResult result) {
    return switch (result) {
      case RunResult.Done done ->
          "%s done %s %s %s %s %s"
              .formatted(
                  done.run(),
                  done.errorRate(),
                  done.errorRateByShots(),
                  done.errorRateStandardError(),
                  done.trainingLoss(),
                  done.validation());
      case RunResult.Diverged diverged ->
          "%s diverged at %d".formatted(diverged.run(), diverged.step());
      case RunResult.Failed failed -> "%s failed".formatted(failed.run());
    };
  }

  static List<String> numbers(List<RunResult> results) {
    return results.stream().map(TrunkRuns::numbers).toList();
  }
}
