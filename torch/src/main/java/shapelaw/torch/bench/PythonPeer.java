package shapelaw.torch.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.shape.VisionTransformer;

/// PyTorch in a Python process of its own, which trains the same step when told to (`vit_step.py`).
/// Numbers of steps go in, seconds come out, line by line.
final class PythonPeer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PythonPeer.class);

  private static final List<String> INTERPRETERS = List.of("/usr/bin/python3", "python3");
  private static final String SCRIPT = "vit_step.py";

  private final Process process;
  private final Path script;
  private final BufferedWriter in;
  private final BufferedReader out;
  private final String version;

  private PythonPeer(Process process, Path script, String version) {
    this.process = process;
    this.script = script;
    this.version = version;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts the first Python that has torch; empty if none has.
  static Optional<PythonPeer> start(VisionTransformer model, int batch, int threads) {
    for (String interpreter : INTERPRETERS) {
      try {
        Optional<PythonPeer> peer = start(interpreter, model, batch, threads);
        if (peer.isPresent()) {
          return peer;
        }
      } catch (IOException e) {
        LOG.debug("{} cannot be started", interpreter, e);
      }
    }
    return Optional.empty();
  }

  private static Optional<PythonPeer> start(
      String interpreter, VisionTransformer model, int batch, int threads) throws IOException {
    Path script = Files.createTempFile("vit_step", ".py");
    try (InputStream resource =
        Objects.requireNonNull(PythonPeer.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Files.write(script, resource.readAllBytes());
    }
    List<String> command =
        Stream.of(
                interpreter,
                script,
                model.width(),
                model.depth(),
                model.mlpDim(),
                model.heads(),
                model.patchSize(),
                model.imageSize(),
                model.channels(),
                model.pooling(),
                model.classes(),
                batch,
                threads)
            .map(String::valueOf)
            .toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String version = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (version == null) {
      Files.delete(script);
      return Optional.empty();
    }
    return Optional.of(new PythonPeer(process, script, version));
  }

  /// Version of PyTorch.
  String version() {
    return version;
  }

  /// Seconds that these steps took.
  double seconds(int steps) {
    try {
      in.write(steps + "\n");
      in.flush();
      String seconds = out.readLine();
      if (seconds == null) {
        throw new IllegalStateException(
            "PyTorch must answer with seconds but its process ended. Maybe there is too little"
                + " memory for this model and batch.");
      }
      return Double.parseDouble(seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      Files.deleteIfExists(script);
    } catch (IOException e) {
      LOG.debug("{} is left behind", script, e);
    }
  }
}
