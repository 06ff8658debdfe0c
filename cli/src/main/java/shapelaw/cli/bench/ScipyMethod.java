package shapelaw.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import shapelaw.law.joint.JointLaw;
import shapelaw.torch.bench.PythonPeer;
import tools.jackson.databind.json.JsonMapper;

/// `scipy.optimize.minimize` in a Python process of its own (`laws.py`).
///
/// @param peer the process, which knows the problem
/// @param variant how scipy is called
record ScipyMethod(PythonPeer peer, Variant variant) implements LawMethod {

  /// The user's own Python first: it may have a newer scipy than the system's.
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

  private static final JsonMapper JSON = new JsonMapper();

  /// How scipy is called. Numeric gradients are what people mostly run. L-BFGS-B stops, as it
  /// comes, when a step gains less than 2e-9, which on sums of Huber's errors is before the
  /// optimum; with tight tolerances it goes there.
  enum Variant {
    BFGS_NUMERIC("BFGS", "numeric", Map.of()),
    LBFGSB_NUMERIC("L-BFGS-B", "numeric", Map.of()),
    BFGS_ANALYTIC("BFGS", "analytic", Map.of()),
    LBFGSB_ANALYTIC("L-BFGS-B", "analytic", Map.of()),
    LBFGSB_TIGHT(
        "L-BFGS-B",
        "analytic",
        Map.of("ftol", 1e-13, "gtol", 1e-9, "maxiter", 10_000, "maxfun", 100_000));

    private final String method;
    private final String gradient;
    private final Map<String, Number> options;

    Variant(String method, String gradient, Map<String, Number> options) {
      this.method = method;
      this.gradient = gradient;
      this.options = options;
    }
  }

  /// Starts the first Python that has scipy; empty if none has.
  static Optional<PythonPeer> start() {
    return PythonPeer.start(
        INTERPRETERS, new PythonPeer.Script(ScipyMethod.class, "laws.py", List.of()));
  }

  /// Tells the process the problem; must be called once before any fit.
  static void pose(PythonPeer peer, LawProblem problem, JointLaw optimum) {
    peer.ask(JSON.writeValueAsString(problem.description(optimum)));
  }

  @Override
  public String name() {
    return "scipy %s, %s gradient%s"
        .formatted(variant.method, variant.gradient, variant.options.isEmpty() ? "" : ", tight");
  }

  @Override
  public FitTask.Answer fit(FitTask task) {
    var message =
        Map.of(
            "kind", task.kind().name().toLowerCase(Locale.ROOT),
            "method", variant.method,
            "gradient", variant.gradient,
            "options", variant.options,
            "first", task.first(),
            "seconds", task.seconds(),
            "most", task.most());
    return JSON.readValue(peer.ask(JSON.writeValueAsString(message)), FitTask.Answer.class);
  }
}
