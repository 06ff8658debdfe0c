package shapelaw.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shapelaw.cli.bench.FitTask.Kind;
import shapelaw.cli.bench.LawBenchmark.Effort;
import shapelaw.cli.bench.LawBenchmark.Result;
import shapelaw.cli.bench.LawBenchmark.Row;
import shapelaw.torch.bench.PythonPeer;

/// Needs a Python with scipy.
class LawBenchmarkIT {

  @BeforeEach
  void scipyIsHere() {
    assumeThat(LawBenchmark.scipyVersion()).as("a python3 with scipy").isPresent();
  }

  @Test
  void scipyMinimisesTheSameObjective() {
    LawProblem problem = LawProblem.chinchilla();
    var own = new OwnMethod(problem);
    try (PythonPeer peer = ScipyMethod.start().orElseThrow()) {
      ScipyMethod.pose(peer, problem, own.optimum());
      var scipy = new ScipyMethod(peer, ScipyMethod.Variant.BFGS_ANALYTIC);
      for (int replicate = 0; replicate < 5; replicate++) {
        var task = new FitTask(Kind.BOOTSTRAP, replicate, 1, 1);
        double least = own.fit(task).values()[0];
        // BFGS stops near the optimum, which depends on the replicate by a tenth.
        assertThat(scipy.fit(task).values()[0]).isCloseTo(least, within(1e-3 * least));
      }
    }
  }

  @Test
  void shapelawFindsNoWorseThanScipyAndIsManyTimesAsFast() throws IOException {
    Result result = LawBenchmark.chinchilla(null, new Effort(1, 0.3));
    Row own = result.methods().getFirst();
    assertThat(own.cold().share()).isEqualTo(1);
    assertThat(result.methods()).hasSize(1 + ScipyMethod.Variant.values().length);
    for (Row scipy : result.methods().subList(1, result.methods().size())) {
      assertThat(own.best()).isLessThanOrEqualTo(scipy.best() * (1 + 1e-9));
      // Ten times is far below what is measured, so that a busy machine does not fail the test.
      assertThat(own.cold().millisecondsToOptimum())
          .isLessThan(scipy.cold().millisecondsToOptimum() / 10);
    }
  }
}
