package shapelaw.torch.bench;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The Python with PyTorch that measurements are compared with, if there is one.
public final class PythonTorch {

  /// Environment variable with the interpreter to use.
  public static final String VARIABLE = "SHAPELAW_PYTHON";

  private static final List<String> USUAL = List.of("python3", "/usr/bin/python3");
  private static final String SCRIPT = "torch_version.py";

  private PythonTorch() {}

  /// Interpreters to try: the one that the environment names, or else the usual ones.
  public static List<String> interpreters() {
    return interpreters(System.getenv(VARIABLE));
  }

  static List<String> interpreters(@Nullable String named) {
    return named == null || named.isBlank() ? USUAL : List.of(named);
  }

  /// Version of PyTorch and where its interpreter is, in words; empty if no interpreter has it.
  public static Optional<String> find() {
    Optional<PythonPeer> peer =
        PythonPeer.start(
            interpreters(), new PythonPeer.Script(PythonTorch.class, SCRIPT, List.of()));
    try {
      return peer.map(PythonPeer::version);
    } finally {
      peer.ifPresent(PythonPeer::close);
    }
  }
}
