package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.cost.Compute;
import shapelaw.cost.Posynomial;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.JointLaw;

final class JointExponentsTest {

  /// F = 1000 w² d m, a single product, so that the closed form is exact at every shape.
  private static final ShapeCost PRODUCT_COST = productCost();

  private static final Map<String, Double> SIZES =
      Map.of("width", 100.0, "depth", 6.0, "mlp_dim", 300.0);

  private static ShapeCost productCost() {
    Posynomial width = Posynomial.size("width");
    Posynomial flops =
        width
            .times(width)
            .times(Posynomial.size("depth"))
            .times(Posynomial.size("mlp_dim"))
            .times(1000);
    var known = new ShapeCost.Known(flops, 0);
    return new ShapeCost(Laws.VIT, known, known, known);
  }

  private static JointExponents near(JointLaw law, ShapeCost cost) {
    return JointExponents.near(law, cost, Laws.VIT, SIZES::get).orElseThrow();
  }

  /// How the direct minimum grows, between two computes.
  private static Map<String, Double> measured(JointLaw law, ShapeCost cost, double t, double tau) {
    var spans = new LinkedHashMap<String, SizeRange.Span>();
    Laws.VIT.forEach(k -> spans.put(k, new SizeRange.Span(1e-6, 1e9)));
    var search =
        new ShapeSearch(
            Laws.fit(law, Laws.vitMeasurements(law), 0, 0), cost, new SizeRange(spans), List.of());
    Map<String, Double> low = sizes(search, t);
    Map<String, Double> high = sizes(search, t * tau);
    var slopes = new LinkedHashMap<String, Double>();
    low.forEach((k, size) ->
        slopes.put(k, Math.log(high.getOrDefault(k, Double.NaN) / size) / Math.log(tau)));
    return slopes;
  }

  private static Map<String, Double> sizes(ShapeSearch search, double t) {
    return switch (search.best(new Budget.TrainingCompute(new Compute(t)))) {
      case SearchOutcome.Found(Optimum optimum) -> optimum.shape().sizes();
      case SearchOutcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static void areEqual(Map<String, Double> actual, Map<String, Double> expected) {
    // The minimum's sizes are known to about 1e-5, over a factor of 1000 of compute.
    expected.forEach(
        (k, s) -> assertThat(actual.getOrDefault(k, Double.NaN)).as(k).isCloseTo(s, within(1e-4)));
  }

  @Test
  void areHowTheDirectMinimumOfTheStructuralLawGrows() {
    JointLaw law = Laws.structural();
    areEqual(near(law, PRODUCT_COST).exponents(), measured(law, PRODUCT_COST, 1e15, 1000));
  }

  @Test
  void areHowTheDirectMinimumOfTheProductLawGrows() {
    JointLaw law = Laws.product();
    areEqual(near(law, Laws.VIT_COST).exponents(), measured(law, Laws.VIT_COST, 1e15, 1000));
  }

  @Test
  void areHowTheDirectMinimumOfTheDecomposableLawGrows() {
    JointLaw law = Laws.decomposable();
    areEqual(near(law, Laws.VIT_COST).exponents(), measured(law, Laws.VIT_COST, 1e15, 1000));
  }

  /// The elasticities of the exact ViT cost change with the shape, from which the closed form
  /// abstracts: it misses the growth of the direct minimum by up to 0.05.
  @ParameterizedTest
  @ValueSource(doubles = {1e14, 1e16, 1e18})
  void holdRoughlyForTheExactCost(double t) {
    JointLaw law = Laws.structural();
    Map<String, Double> start = startAt(law, t);
    JointExponents exponents =
        JointExponents.near(law, Laws.VIT_COST, Laws.VIT, start::get).orElseThrow();
    Map<String, Double> slopes = measured(law, Laws.VIT_COST, t, 10);
    exponents
        .exponents()
        .forEach((k, s) ->
            assertThat(slopes.getOrDefault(k, Double.NaN)).as(k).isCloseTo(s, within(0.06)));
  }

  private static Map<String, Double> startAt(JointLaw law, double t) {
    var data = Laws.vitMeasurements(law);
    return sizes(
        new ShapeSearch(
            Laws.fit(law, data, 0, 0), Laws.VIT_COST, SizeRange.around(data, 1000), List.of()),
        t);
  }

  /// s_k = (c / a_k) / (1 + Σ c e_j / a_j) with e = (2, 1, 1), by hand.
  @Test
  void areTheFormulaOfTheArchitecture() {
    JointLaw law = Laws.structural(); // a = 0.6, 0.9, 0.5, c = 0.35
    double sum = 1 + 0.35 * (2 / 0.6 + 1 / 0.9 + 1 / 0.5);
    Map<String, Double> s = near(law, PRODUCT_COST).exponents();
    assertThat(s.getOrDefault("width", 0.0)).isCloseTo(0.35 / 0.6 / sum, within(1e-12));
    assertThat(s.getOrDefault("depth", 0.0)).isCloseTo(0.35 / 0.9 / sum, within(1e-12));
    assertThat(s.getOrDefault("mlp_dim", 0.0)).isCloseTo(0.35 / 0.5 / sum, within(1e-12));
  }

  @Test
  void doNotExistForALawWithoutThem() {
    assertThat(JointExponents.near(Laws.gemstones(), Laws.VIT_COST, Laws.VIT, SIZES::get))
        .isEqualTo(Optional.empty());
    JointLaw law = Laws.structural();
    double[] coefficients = law.coefficients();
    coefficients[1] = 0;
    var noDepth = new JointLaw(law.form(), coefficients, law.exponents());
    assertThat(JointExponents.near(noDepth, Laws.VIT_COST, Laws.VIT, SIZES::get)).isEmpty();
    var unknown = new ShapeCost.Unknown("nobody counted.");
    var blind = new ShapeCost(Laws.VIT, unknown, unknown, unknown);
    assertThat(JointExponents.near(law, blind, Laws.VIT, SIZES::get)).isEmpty();
  }
}
