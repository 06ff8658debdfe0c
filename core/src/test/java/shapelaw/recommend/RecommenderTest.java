package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.law.DimensionFit;
import shapelaw.law.Interval;
import shapelaw.law.Noise;
import shapelaw.law.SingleDimensionLaw;
import shapelaw.law.StarFit;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Rounding;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.sweep.GridRuns;
import shapelaw.sweep.GridSweep;
import shapelaw.sweep.ParetoStart;

final class RecommenderTest {

  private static final Compute START = Compute.ofForwardGflops(1000);

  /// A law with the given exponent s: a = b, c = 2 a s.
  private static SingleDimensionLaw law(double s) {
    double a = 0.5;
    return new SingleDimensionLaw(1, a, 0.1, a, 1, 2 * a * s, 0.1);
  }

  private static StarFit fit(double width, double depth, double mlp, double spread) {
    var fits = new LinkedHashMap<Dimension, DimensionFit>();
    var exponents = Map.of(Dimension.WIDTH, width, Dimension.DEPTH, depth, Dimension.MLP_DIM, mlp);
    for (Dimension k : List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM)) {
      fits.put(
          k,
          new DimensionFit(
              k, law(exponents.getOrDefault(k, 0.0)), 0.01, List.of(), 1, 1, List.of()));
    }
    var low = new LinkedHashMap<Dimension, SingleDimensionLaw>();
    var high = new LinkedHashMap<Dimension, SingleDimensionLaw>();
    exponents.forEach((k, s) -> {
      low.put(k, law(s * (1 - spread)));
      high.put(k, law(s * (1 + spread)));
    });
    return new StarFit(fits, true, List.of(low, high), new Noise(0.01, 10), 0.95);
  }

  private static ParetoStart start(List<GridSweep.Edge> edges, double factor) {
    Shape shape = Shape.vit(64, 4, 128);
    var range =
        new ParetoStart.Stretch(shape, START, START.times(factor), 0.5, 0.4, edges.isEmpty());
    return new ParetoStart(shape, START, 0.5, range, factor < 1.1, edges, List.of(range));
  }

  private static final SizeRange RANGE = range();

  private static SizeRange range() {
    var spans = new LinkedHashMap<String, SizeRange.Span>();
    spans.put("width", new SizeRange.Span(2, 2000));
    spans.put("depth", new SizeRange.Span(1, 80));
    spans.put("mlp_dim", new SizeRange.Span(2, 4000));
    return new SizeRange(spans);
  }

  private static Recommender recommender(StarFit fit, ParetoStart start) {
    return new Recommender(
        fit,
        start,
        new VisionTransformer(Shape.vit(64, 4, 128), 4, 4, 32, 3, Pooling.GAP, 100),
        new HeadRule.FixedSize(16),
        new Rounding(Map.of(Dimension.MLP_DIM, 8)),
        START.times(10),
        RANGE);
  }

  @Test
  void scalesTheStartShapeJointlyAndRounds() {
    Recommendation r =
        recommender(fit(0.22, 0.45, 0.60, 0.1), start(List.of(), 2)).recommend(START.times(1000));
    assertThat(r.tau()).isCloseTo(1000, within(1e-9));
    assertThat(r.size(Dimension.WIDTH).estimate()).isCloseTo(64 * Math.pow(10, 0.22), within(1e-9));
    // 106.2 → 112 (heads of 16), 11.3 → 11, 509.6 → 512 (multiples of 8)
    assertThat(r.model().shape()).isEqualTo(Shape.vit(112, 11, 512));
    assertThat(r.model().heads()).isEqualTo(7);
    assertThat(r.examples() * CostModel.forwardFlops(r.model()))
        .isCloseTo(START.times(1000).forwardFlops(), Percentage.withPercentage(1e-6));
  }

  @Test
  void carriesTheExponentsIntervalOverToTheSize() {
    StarFit fit = fit(0.22, 0.45, 0.60, 0.1);
    Recommendation r = recommender(fit, start(List.of(), 2)).recommend(START.times(1000));
    Interval s = fit.exponent(Dimension.DEPTH);
    Interval depth = r.size(Dimension.DEPTH);
    assertThat(depth.low()).isCloseTo(4 * Math.pow(1000, s.low() / 3), within(1e-9));
    assertThat(depth.high()).isCloseTo(4 * Math.pow(1000, s.high() / 3), within(1e-9));
    // Scaled down, a larger exponent makes a smaller model: the ends change places.
    Interval down =
        recommender(fit, start(List.of(), 2)).recommend(START.times(0.001)).size(Dimension.DEPTH);
    assertThat(down.low()).isLessThan(down.high());
  }

  @Test
  void aDimensionWhoseExponentIsOpenStaysAtTheStart() {
    StarFit fit = fit(0.22, 0.45, 0.60, 0.1);
    var fits = new LinkedHashMap<>(fit.dimensions());
    var flat = new SingleDimensionLaw(0, 0.01, 0.1, 0.01, 1, 0.5, 0.1); // c / (a + b) = 25
    fits.put(
        Dimension.DEPTH,
        new DimensionFit(Dimension.DEPTH, flat, 0.01, List.of(), 1, 1, List.of("α = 0")));
    var open = new StarFit(fits, true, fit.replicates(), fit.noise(), fit.level());
    Recommendation r = recommender(open, start(List.of(), 2)).recommend(START.times(1000));
    assertThat(r.model().depth()).isEqualTo(4);
    assertThat(r.explanation().indented()).contains("depth stays at the start shape's");
    assertThat(r.risks()).contains("α = 0");
  }

  @Test
  void explainsItselfDownToTheExponents() {
    Recommendation r =
        recommender(fit(0.22, 0.45, 0.60, 0.1), start(List.of(), 2)).recommend(START.times(8));
    assertThat(r.explanation().value()).isEqualTo(r.parameters());
    assertThat(r.explanation().indented())
        .contains("width 64, depth 4, mlp_dim 128")
        .contains("strictly inside the grid")
        .contains("from the star sweep");
  }

  @Test
  void aSoundStudyHasNoRisksToName() {
    Recommendation r =
        recommender(fit(0.22, 0.45, 0.60, 0.05), start(List.of(), 2)).recommend(START.times(20));
    assertThat(r.risks()).isEmpty();
  }

  @Test
  void aSizeFarFromEveryMeasuredOneIsCalledSo() {
    Recommendation r =
        recommender(fit(0.22, 0.45, 0.60, 0.3), start(List.of(), 2)).recommend(START.times(1e12));
    // 128 · 10^(12 · 0.6 / 3) = 32,000
    assertThat(r.risks().getFirst())
        .startsWith("The rule takes depth beyond 80, mlp_dim beyond 4000, far from every");
    assertThat(r.risks()).anyMatch(risk -> risk.contains("and beyond 4000 at 95 % confidence"));
    assertThat(r.explanation().indented()).contains("so that nothing speaks for it");
  }

  @Test
  void anEdgeOfAnIncompleteGridIsNoReasonToExtendIt() {
    var edge = new GridSweep.Edge(Dimension.WIDTH, true, 80);
    ParetoStart start = start(List.of(edge), 2);
    var incomplete =
        new ParetoStart(
            start.shape(),
            start.compute(),
            start.loss(),
            start.range(),
            start.fromShortestRun(),
            start.edges(),
            start.frontier(),
            new GridRuns(54, 11, Map.of(start.shape(), Set.of(START))));
    assertThat(recommender(fit(0.2, 0.2, 0.2, 0.1), incomplete).recommend(START.times(10)).risks())
        .contains(
            "The start shape may change: 11 of the plan's 54 grid runs have a result; make or import the rest first.")
        .anyMatch(risk -> risk.startsWith("Runs of the grid at chance level (1 of 54)"))
        .noneMatch(risk -> risk.contains("extend the grid"));
  }

  @Test
  void namesEveryRisk() {
    var edge = new GridSweep.Edge(Dimension.WIDTH, true, 80);
    Recommendation r =
        recommender(fit(0.22, 0.45, 0.60, 0.9), start(List.of(edge), 1.01))
            .recommend(START.times(100_000));
    assertThat(String.join("\n", r.risks()))
        .contains("times the most compute that was measured")
        .contains("upper edge of width (next value 80)")
        .contains("may be luck")
        .contains("from its shortest run on")
        .contains("cannot tell the best depth for this budget");
    assertThat(
            recommender(fit(0.2, 0.2, 0.2, 0.1), start(List.of(), 2))
                .recommend(START.times(0.5))
                .risks())
        .anyMatch(risk -> risk.contains("below the compute at which the start shape"));
  }
}
