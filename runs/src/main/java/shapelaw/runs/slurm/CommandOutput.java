package shapelaw.runs.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one of Slurm's commands wrote and how it ended.
///
/// @param code its exit code
/// @param out its standard output
/// @param error its standard error
record CommandOutput(int code, String out, String error) {

  /// Runs a command to its end.
  ///
  /// @param environment what is set for it besides
  /// @param patience how long it may take
  /// @throws SlurmUnavailableException if it cannot be run or does not end
  static CommandOutput of(List<String> command, Map<String, String> environment, Duration patience)
      throws SlurmUnavailableException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      return finish(builder.start(), command, patience);
    } catch (IOException e) {
      throw new SlurmUnavailableException(
          "%s cannot be run: %s".formatted(command.getFirst(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlurmUnavailableException(command.getFirst() + " was interrupted.");
    }
  }

  private static CommandOutput finish(Process process, List<String> command, Duration patience)
      throws IOException, InterruptedException, SlurmUnavailableException {
    process.getOutputStream().close();
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> error = read(process.getErrorStream());
    if (!process.waitFor(patience)) {
      process.destroyForcibly();
      throw new SlurmUnavailableException(
          "%s gave no answer within %d seconds."
              .formatted(command.getFirst(), patience.toSeconds()));
    }
    return new CommandOutput(process.exitValue(), out.join(), error.join());
  }

  private static CompletableFuture<String> read(InputStream stream) {
    var text = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.complete("");
          }
        });
    return text;
  }

  /// What the command said, in one line.
  String words() {
    String line = lines().collect(Collectors.joining(" "));
    return line.isEmpty() ? "exit code " + code : line;
  }

  /// The first line that the command said.
  String firstWords() {
    return lines().findFirst().orElse("exit code " + code);
  }

  private Stream<String> lines() {
    String text = error.isBlank() ? out : error;
    return text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("Try "));
  }
}
