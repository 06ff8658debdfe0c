package shapelaw.cli.bench;

import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import shapelaw.cli.bench.FitTask.Kind;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawDescents;
import shapelaw.law.joint.LawDescents.Ending;

/// Shapelaw's own fits. A descent that did not converge counts as having found nothing.
final class OwnMethod implements LawMethod {

  private final LawProblem problem;
  private final LawDescents cold;
  private final LawDescents bootstrap;
  private final JointLaw optimum;

  OwnMethod(LawProblem problem) {
    this.problem = problem;
    cold = new LawDescents(problem.form(), problem.data(), problem.objective());
    bootstrap = new LawDescents(problem.form(), problem.data(), problem.objective());
    optimum =
        IntStream.range(0, problem.starts().size())
            .mapToObj(this::fromStart)
            .filter(Ending::converged)
            .min(Comparator.comparingDouble(Ending::value))
            .map(Ending::law)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "at least one start must reach a minimum but none did. Maybe the losses follow no power law."));
  }

  @Override
  public String name() {
    return "shapelaw";
  }

  /// The best law from all starts.
  JointLaw optimum() {
    return optimum;
  }

  @Override
  public FitTask.Answer fit(FitTask task) {
    var values = DoubleStream.builder();
    int count = 0;
    double seconds = 0;
    long began = System.nanoTime();
    while (count == 0 || (seconds < task.seconds() && count < task.most())) {
      int number = task.first() + count++;
      Ending ending = task.kind() == Kind.COLD ? fromStart(number) : replicate(number);
      values.add(ending.converged() ? ending.value() : Double.POSITIVE_INFINITY);
      seconds = (System.nanoTime() - began) * 1e-9;
    }
    return new FitTask.Answer(seconds, values.build().toArray());
  }

  private Ending fromStart(int start) {
    return cold.from(problem.exponents(start));
  }

  private Ending replicate(int number) {
    bootstrap.weigh(problem.weights().get(number % problem.weights().size()));
    return bootstrap.from(optimum);
  }
}
