package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static shapelaw.law.joint.LawFitOptions.Resampling.PARAMETRIC;
import static shapelaw.law.joint.LawFitOptions.Resampling.ROWS;
import static shapelaw.law.joint.LawFitOptions.Resampling.SHAPES;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.law.Interval;
import shapelaw.law.joint.LawFitOptions.Resampling;

class ReplicatesTest {

  private static final LawForm FORM = LawForms.shapeAndExamples(SimulatedTable.dimensions(2));

  /// Truth and noise of which a share is common to the rows of a shape.
  private static Measurements data(double noise, double shared, long seed) {
    Measurements design = SimulatedTable.design(2, 30, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(FORM, design);
    var generator = new SplittableRandom(seed);
    double[] ofShape =
        IntStream.range(0, design.shapeCount())
            .mapToDouble(s -> generator.nextGaussian())
            .toArray();
    double[] losses = truth.losses(design);
    for (int i = 0; i < losses.length; i++) {
      double z =
          Math.sqrt(shared) * ofShape[design.shape(i)]
              + Math.sqrt(1 - shared) * generator.nextGaussian();
      losses[i] *= Math.exp(noise * z);
    }
    return design.withLosses(losses);
  }

  private static double width(Measurements data, LawFitOptions options) {
    return SimulatedTable.fitted(FORM, data, options).exponent("a_x1").width();
  }

  @Test
  void allKindsAgreeOnIndependentNoise() {
    Measurements data = data(0.01, 0, 3);
    double parametric = width(data, LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 300));

    for (Resampling resampling : List.of(SHAPES, ROWS)) {
      assertThat(width(data, LawFitOptions.DEFAULT.withReplicates(resampling, 300)))
          .as(resampling.name())
          .isBetween(0.6 * parametric, 1.6 * parametric);
    }
  }

  @Test
  void noiseSharedByAShapeIsSeenByShapesAndByTheCorrelationThatIsTold() {
    double rows = 0;
    double shapes = 0;
    double told = 0;
    for (int seed = 0; seed < 5; seed++) {
      Measurements data = data(0.01, 0.9, 10 + seed);
      rows += width(data, LawFitOptions.DEFAULT.withReplicates(ROWS, 150));
      shapes += width(data, LawFitOptions.DEFAULT.withReplicates(SHAPES, 150));
      told +=
          width(
              data,
              LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 150).withShapeCorrelation(0.9));
    }

    // Four rows that share nine tenths of their noise are worth little more than one: about twice
    // the width.
    assertThat(shapes).isGreaterThan(1.3 * rows);
    assertThat(told).isGreaterThan(1.3 * rows);
  }

  @ParameterizedTest
  @EnumSource(Resampling.class)
  void theSameSeedGivesTheSameBitsOnAnyNumberOfCores(Resampling resampling) throws Exception {
    Measurements data = data(0.01, 0, 4);
    LawFitOptions options = LawFitOptions.DEFAULT.withReplicates(resampling, 120).withSeed(9);
    LawFit here = SimulatedTable.fitted(FORM, data, options);
    for (int cores : new int[] {1, 3}) {
      try (var pool = new ForkJoinPool(cores)) {
        LawFit there = pool.submit(() -> SimulatedTable.fitted(FORM, data, options)).get();
        assertThat(there.law()).isEqualTo(here.law());
        assertThat(there.replicates()).isEqualTo(here.replicates());
      }
    }
    LawFit otherSeed = SimulatedTable.fitted(FORM, data, options.withSeed(10));
    assertThat(otherSeed.replicates()).isNotEqualTo(here.replicates());
  }

  @Test
  void intervalOfAMeasurementHoldsItsNoiseAndThatOfTheLawDoesNot() {
    Measurements data = data(0.02, 0, 5);
    LawFit fit = SimulatedTable.fitted(FORM, data, LawFitOptions.DEFAULT);
    Interval law = fit.loss(name -> data.value(0, name));
    Interval measurement = fit.predictedLoss(name -> data.value(0, name));

    // 2 · 1.96 · 2 % of the loss for one measurement.
    assertThat(measurement.width()).isBetween(0.06 * law.estimate(), 0.12 * law.estimate());
    assertThat(law.width()).isLessThan(measurement.width() / 2);
  }

  @Test
  void exponentOfAVanishedTermIsOpen() {
    // Losses that do not depend on x2 at all.
    LawForm withoutSecond = LawForms.shapeAndExamples(List.of("x1"));
    Measurements design = SimulatedTable.design(2, 30, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(withoutSecond, design);
    double[] losses = truth.losses(design);
    for (int i = 0; i < losses.length; i++) {
      // Larger x2 is even a little worse, so that its falling term vanishes.
      losses[i] *= Math.pow(design.value(i, "x2"), 0.02);
    }
    LawFit fit =
        SimulatedTable.fitted(
            FORM, design.withLosses(losses), LawFitOptions.DEFAULT.withReplicates(PARAMETRIC, 60));

    assertThat(fit.law().coefficient("alpha_x2")).isZero();
    assertThat(fit.exponent("a_x2").low()).isEqualTo(LawForm.LEAST_EXPONENT);
    assertThat(fit.exponent("a_x2").high()).isEqualTo(LawForm.GREATEST_EXPONENT);
    assertThat(fit.findings()).anyMatch(sentence -> sentence.contains("alpha_x2 is at zero"));
  }
}
