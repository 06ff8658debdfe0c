package shapelaw.torch.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A library to compare with, in a Python process of its own that runs a script of ours. The script
/// first prints the library's version; then each line that goes in is answered by one line.
public final class PythonPeer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PythonPeer.class);

  private final Process process;
  private final String interpreter;
  private final Path folder;
  private final BufferedWriter in;
  private final BufferedReader out;
  private final String version;

  private PythonPeer(
      Process process, String interpreter, Path folder, BufferedReader out, String version) {
    this.process = process;
    this.interpreter = interpreter;
    this.folder = folder;
    this.out = out;
    this.version = version;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /// What to run.
  ///
  /// @param owner class beside which the script lies as a resource
  /// @param name of the script
  /// @param arguments of the script
  public record Script(Class<?> owner, String name, List<String> arguments) {
    public Script {
      arguments = List.copyOf(arguments);
    }
  }

  /// Starts the script in the first Python that has what it imports; empty if none has.
  ///
  /// @param interpreters to try, in this order
  /// @param script prints a version, then answers line by line
  public static Optional<PythonPeer> start(List<String> interpreters, Script script) {
    for (String interpreter : interpreters) {
      try {
        Optional<PythonPeer> peer = start(interpreter, script);
        if (peer.isPresent()) {
          return peer;
        }
      } catch (IOException e) {
        LOG.debug("{} cannot be started", interpreter, e);
      }
    }
    return Optional.empty();
  }

  private static Optional<PythonPeer> start(String interpreter, Script script) throws IOException {
    // In a folder of its own: Python takes folders where it starts for libraries of their name.
    Path folder = Files.createTempDirectory("shapelaw-peer");
    Optional<PythonPeer> peer = Optional.empty();
    try {
      peer = start(interpreter, script, folder);
    } finally {
      if (peer.isEmpty()) {
        delete(folder);
      }
    }
    return peer;
  }

  private static Optional<PythonPeer> start(String interpreter, Script script, Path folder)
      throws IOException {
    Path file = folder.resolve(script.name());
    try (InputStream resource =
        Objects.requireNonNull(script.owner().getResourceAsStream(script.name()), script.name())) {
      Files.write(file, resource.readAllBytes());
    }
    var command = new ArrayList<String>();
    command.add(
        interpreter.contains("/") ? Path.of(interpreter).toAbsolutePath().toString() : interpreter);
    command.add(file.toString());
    command.addAll(script.arguments());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String version = out.readLine();
    return version == null
        ? Optional.empty()
        : Optional.of(new PythonPeer(process, interpreter, folder, out, version));
  }

  /// The interpreter that runs the script, as it was given.
  public String interpreter() {
    return interpreter;
  }

  /// Version of the library, as the script printed it.
  public String version() {
    return version;
  }

  /// The script's answer to one line.
  ///
  /// @throws IllegalStateException if its process has ended
  public String ask(String line) {
    try {
      in.write(line + "\n");
      in.flush();
      String answer = out.readLine();
      if (answer == null) {
        throw new IllegalStateException(
            "a peer must answer but its process ended. Maybe there is too little memory.");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("{} is left behind", folder, e);
    }
  }
}
