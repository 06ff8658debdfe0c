package shapelaw.runs;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.runs.store.AttemptStatus;
import shapelaw.runs.trial.ExitCode;
import shapelaw.runs.trial.TrialLog;

/// What the exit code of a trial's process and the last lines of its log say about an attempt.
public final class ExitReport {

  private static final Logger LOG = LoggerFactory.getLogger(ExitReport.class);

  private static final int REASON_LINES = 3;
  private static final int END_BYTES = 64 * 1024;
  private static final int SIGNALLED = 128;

  /// What the reason of an attempt begins with that stopped but could not write a checkpoint.
  static final String NO_NEW_CHECKPOINT = "stopped without a new checkpoint: ";

  private ExitReport() {}

  /// How an attempt ended.
  ///
  /// @param code exit code of the process; above 128 it was killed by a signal
  /// @param asked true if it had been asked to stop
  /// @param log its standard error; may be missing
  public static AttemptEnd of(int code, boolean asked, Path log) {
    return switch (code) {
      case ExitCode.DONE -> AttemptEnd.done();
      case ExitCode.PERMANENT_FAILURE -> AttemptEnd.impossible(lastWords(log));
      case ExitCode.CHECKPOINTED ->
          new AttemptEnd(AttemptStatus.CHECKPOINTED, "asked to stop", true);
      case ExitCode.NO_CHECKPOINT ->
          new AttemptEnd(
              asked ? AttemptStatus.CANCELLED : AttemptStatus.FAILED,
              NO_NEW_CHECKPOINT + lastWords(log),
              true);
      default -> {
        if (asked) {
          yield new AttemptEnd(AttemptStatus.CANCELLED, "stopped without a checkpoint", true);
        }
        yield code > SIGNALLED
            ? new AttemptEnd(AttemptStatus.LOST, killedBy(code - SIGNALLED, log), true)
            : AttemptEnd.failed("exit code %d: %s".formatted(code, lastWords(log)));
      }
    };
  }

  private static String killedBy(int signal, Path log) {
    String words = lastWords(log);
    return "killed by signal %d.%s%s"
        .formatted(
            signal,
            signal == 9 ? " Maybe the machine ran out of memory." : "",
            words.isEmpty() ? "" : " It had said: " + words);
  }

  /// The last lines of a log that are no stack frames and not the trial's course, in one line;
  /// empty if there is no log, or none that can be read: how a trial ended does not hang on its
  /// words.
  public static String lastWords(Path log) {
    var last = new ArrayDeque<String>();
    // What is not UTF-8 (a file name, say) becomes a replacement character and no exception.
    new String(end(log), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !TrialLog.isCourse(line))
        .forEach(line -> {
          last.add(line.strip());
          if (last.size() > REASON_LINES) {
            last.remove();
          }
        });
    return last.stream().collect(Collectors.joining(" "));
  }

  /// A log may have any length.
  private static byte[] end(Path log) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      channel.position(Math.max(0, channel.size() - END_BYTES));
      return Channels.newInputStream(channel).readNBytes(END_BYTES);
    } catch (NoSuchFileException e) {
      return new byte[0];
    } catch (IOException e) {
      LOG.warn("The log {} cannot be read.", log, e);
      return new byte[0];
    }
  }
}
