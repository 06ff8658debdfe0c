package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.LawDescents.Ending;

class LawDescentsTest {

  private static final JointLaw TRUTH =
      new JointLaw(LawForms.chinchilla(), new double[] {480, 2100, 1.8}, new double[] {0.35, 0.37});

  private static final Objective HUBER = new Objective.HuberLog(1e-3);

  private final SplittableRandom random = new SplittableRandom(3);
  private final Measurements data = data(80, 0.01);

  private Measurements data(int rows, double noise) {
    double[] parameters = random.doubles(rows, 17, 23).map(Math::exp).toArray();
    double[] examples = random.doubles(rows, 21, 26).map(Math::exp).toArray();
    var columns = Map.of(Measurements.PARAMETERS, parameters, Measurements.EXAMPLES, examples);
    double[] ones = new double[rows];
    Arrays.fill(ones, 1);
    double[] losses = TRUTH.losses(Measurements.of(List.of(), columns, ones));
    for (int i = 0; i < rows; i++) {
      losses[i] *= Math.exp(noise * random.nextGaussian());
    }
    return Measurements.of(List.of(), columns, losses);
  }

  @Test
  void everyStartReachesTheSameMinimum() {
    var descents = new LawDescents(LawForms.chinchilla(), data, HUBER);
    double first = descents.from(0.3, 0.3).value();
    for (int s = 0; s < 20; s++) {
      Ending ending = descents.from(random.nextDouble(0.05, 2), random.nextDouble(0.05, 2));
      assertThat(ending.converged()).isTrue();
      // Descents end within a promised gain of 1e-11 of the value.
      assertThat(ending.value()).isCloseTo(first, within(1e-9 * first));
    }
  }

  @Test
  void recoversTheTruthFromLossesWithoutNoise() {
    var descents = new LawDescents(LawForms.chinchilla(), data(60, 0), HUBER);
    JointLaw law = descents.from(1, 0.1).law();
    assertThat(law.exponent("alpha")).isCloseTo(0.35, within(1e-5));
    assertThat(law.exponent("beta")).isCloseTo(0.37, within(1e-5));
    assertThat(law.coefficient("E")).isCloseTo(1.8, within(1e-4));
  }

  @Test
  void aRowOfWeightZeroMightAsWellBeMissing() {
    double[] weights = random.ints(data.rows(), 0, 3).asDoubleStream().toArray();
    Measurements kept = data.where(i -> weights[i] > 0);
    double[] ofKept = Arrays.stream(weights).filter(w -> w > 0).toArray();
    for (Objective objective : List.of(HUBER, new Objective.RelativeError())) {
      var all = new LawDescents(LawForms.chinchilla(), data, objective);
      all.weigh(weights);
      var fewer = new LawDescents(LawForms.chinchilla(), kept.withWeights(ofKept), objective);
      double expected = fewer.from(0.5, 0.5).value();
      assertThat(all.from(TRUTH).value()).isCloseTo(expected, within(1e-9 * expected));
    }
  }

  @Test
  void weightsHoldUntilTheNextOnes() {
    var descents = new LawDescents(LawForms.chinchilla(), data, HUBER);
    double before = descents.from(TRUTH).value();
    double[] weights = new double[data.rows()];
    Arrays.fill(weights, 2);
    weights[5] = 0;
    descents.weigh(weights);
    assertThat(descents.from(TRUTH).value()).isGreaterThan(1.5 * before);
    Arrays.fill(weights, 1);
    descents.weigh(weights);
    assertThat(descents.from(TRUTH).value()).isCloseTo(before, within(1e-9 * before));
  }
}
