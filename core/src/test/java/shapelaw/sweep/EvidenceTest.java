package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.law.Observation;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.StarFitter;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

class EvidenceTest {

  @Test
  void repeatsBecomeTheirMeanAndWeighWhatTheyWeighTogether() {
    Shape small = Shape.vit(16, 1, 32);
    Shape large = Shape.vit(32, 2, 64);
    Compute t = Compute.ofForwardGflops(10);
    var evidence =
        new Evidence(
            Map.of(
                Dimension.WIDTH,
                List.of(
                    new Observation(16, 10, 0.4),
                    new Observation(32, 10, 0.3),
                    new Observation(16, 10, 0.5))),
            List.of(new Measurement(large, t, 0.2), new Measurement(large, t, 0.4)),
            List.of(new Measurement(small, t, 0.6)),
            Measurements.of(
                    List.of("width"),
                    Map.of(
                        "width", new double[] {16, 32, 16}, "compute", new double[] {10, 10, 10}),
                    new double[] {0.4, 0.3, 0.7})
                .withWeights(new double[] {2, 1, 1}));
    Evidence averaged = evidence.averaged();
    assertThat(averaged.arms())
        .isEqualTo(
            Map.of(
                Dimension.WIDTH,
                List.of(new Observation(16, 10, 0.45), new Observation(32, 10, 0.3))));
    assertThat(averaged.centre()).hasSize(1);
    assertThat(averaged.centre().getFirst().loss()).isEqualTo(0.3, within(1e-12));
    assertThat(averaged.grid()).isEqualTo(evidence.grid());
    assertThat(averaged.all().losses()).containsExactly(new double[] {0.5, 0.3}, within(1e-12));
    assertThat(averaged.all().weights()).containsExactly(3, 1);
  }

  /// Two shapes stand on the arm and two in the grid; one run, whose loss another has too, is both.
  @Test
  void partsKeepWhatEachRunWasMadeFor() {
    Compute t = Compute.ofForwardGflops(10);
    Shape onArm = Shape.vit(16, 2, 64);
    Shape inGrid = Shape.vit(24, 2, 64);
    var evidence =
        new Evidence(
            Map.of(
                Dimension.WIDTH,
                List.of(
                    new Observation(16, 10, 0.4),
                    new Observation(16, 10, 0.4),
                    new Observation(24, 10, 0.5))),
            List.of(new Measurement(Shape.vit(32, 2, 64), t, 0.3)),
            List.of(new Measurement(onArm, t, 0.4), new Measurement(inGrid, t, 0.5)),
            Measurements.of(
                List.of("width", "depth", "mlp_dim"),
                Map.of(
                    "width", new double[] {16, 16, 24, 32},
                    "depth", new double[] {2, 2, 2, 2},
                    "mlp_dim", new double[] {64, 64, 64, 64},
                    "compute", new double[] {10, 10, 10, 10}),
                new double[] {0.4, 0.4, 0.5, 0.3}));
    Evidence one = evidence.within(evidence.all().where(row -> row == 1));
    assertThat(one.arms())
        .isEqualTo(Map.of(Dimension.WIDTH, List.of(new Observation(16, 10, 0.4))));
    assertThat(one.centre()).isEmpty();
    assertThat(one.grid()).containsExactly(new Measurement(onArm, t, 0.4));
    assertThat(one.all().rows()).isEqualTo(1);
    Evidence others = evidence.within(evidence.all().where(row -> row != 2));
    assertThat(others.arms().get(Dimension.WIDTH)).hasSize(2);
    assertThat(others.centre()).hasSize(1);
  }

  /// The law, noise and trunks of docs/paper/law.md; 20 repeats.
  @Test
  void meansGiveTheFitAndTheIntervalsThatAllRepeatsGive() {
    var random = new SplittableRandom(1);
    var arms =
        Map.of(Dimension.WIDTH, arm(random, 0.9, 0.5), Dimension.DEPTH, arm(random, 0.7, 0.6));
    var all = new Evidence(arms, List.of(), List.of(), none());
    StarFitOptions options =
        StarFitOptions.DEFAULT.withReplicates(120).withStarts(8).withShapeCorrelation(0.5);
    var every = (StarFitOutcome.Fitted) StarFitter.fit(all.arms(), options);
    var means = (StarFitOutcome.Fitted) StarFitter.fit(all.averaged().arms(), options);
    for (Dimension dimension : arms.keySet()) {
      var exact = every.fit().exponent(dimension);
      var fast = means.fit().exponent(dimension);
      // The estimates rest on the same sums to first order in the noise (2 %); an interval from 120
      // replicates is itself known to about a tenth.
      assertThat(fast.estimate()).isEqualTo(exact.estimate(), within(0.02));
      assertThat(fast.high() - fast.low())
          .isBetween(0.6 * (exact.high() - exact.low()), 1.6 * (exact.high() - exact.low()));
    }
  }

  private static Measurements none() {
    return Measurements.of(
        List.of(),
        Map.of("compute", new double[] {1}, "examples", new double[] {1}),
        new double[] {1});
  }

  private static List<Observation> arm(SplittableRandom random, double a, double b) {
    double[] sizes = {1, 2, 4, 8, 16};
    double[] computes = {10, 30, 100, 300, 1000, 3000};
    return IntStream.range(0, 20)
        .boxed()
        .flatMap(repeat ->
            IntStream.range(0, sizes.length)
                .boxed()
                .flatMap(i -> {
                  double common = random.nextGaussian();
                  return IntStream.range(0, computes.length)
                      .mapToObj(j -> {
                        double loss =
                            0.5 * Math.pow(sizes[i], -a)
                                + (0.6 * Math.pow(sizes[i], b) + 0.1) * Math.pow(computes[j], -0.6)
                                + 0.1;
                        double noise = Math.sqrt(0.5) * (common + random.nextGaussian());
                        return new Observation(sizes[i], computes[j], loss * (1 + 0.02 * noise));
                      });
                }))
        .toList();
  }
}
