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

  private static final Map<String, Number> TIGHT =
      Map.of("ftol", 1e-13, "gtol", 1e-9, "maxiter", 10_000, "maxfun", 100_000);

  /// How scipy is called. Numeric gradients are what people mostly run. L-BFGS-B stops, as it
  /// comes, when a step gains less than 2e-9, which on sums of Huber's errors is before the
  /// optimum; with tight tolerances it goes there.
  enum Variant {
    BFGS_NUMERIC("BFGS", "numeric", false),
    LBFGSB_NUMERIC("L-BFGS-B", "numeric", false),
    BFGS_ANALYTIC("BFGS", "analytic", false),
    LBFGSB_ANALYTIC("L-BFGS-B", "analytic", false),
    LBFGSB_TIGHT("L-BFGS-B", "analytic", true);

    private final String method;
    private final String gradient;
    private final boolean tight;

    Variant(String method, String gradient, boolean tight) {
      this.method = method;
      this.gradient = gradient;
      this.tight = tight;
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
        .formatted(variant.method, variant.gradient, variant.tight ? ", tight" : "");
  }

  @Override
  public FitTask.Answer fit(FitTask task) {
    var message =
        Map.of(
            "kind", task.kind().name().toLowerCase(Locale.ROOT),
            "method", variant.method,
            "gradient", variant.gradient,
            "options", variant.tight ? TIGHT : Map.of(),
            "first", task.first(),
            "seconds", task.seconds(),
            "most", task.most());
    return JSON.readValue(peer.ask(JSON.writeValueAsString(message)), FitTask.Answer.class);
  }
}
