package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.cost.CostModel;
import shapelaw.cost.Device;
import shapelaw.cost.ShapeSpeed;
import shapelaw.cost.ShapeSpeeds;
import shapelaw.law.joint.JointLaw;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// Roundings near So150m (width 880, 16 heads of 55) on devices whose speed is a known function.
final class HardwareChoiceTest {

  private static final HeadedShape SO150M = new HeadedShape(Shape.vit(880, 18, 2320), 16);
  private static final double PEAK = 1e14;

  private static RoundingPrices prices(double spread, Limit... limits) {
    return prices(So150m.choice(spread, limits), So150m.BUDGET);
  }

  private static RoundingPrices prices(ShapeChoice choice, Budget budget) {
    return switch (RoundingPrices.of(choice, compared(choice, budget), So150m.HEADS)) {
      case RoundingPrices.Outcome.Found(RoundingPrices prices) -> prices;
      case RoundingPrices.Outcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static ShapeComparison compared(ShapeChoice choice, Budget budget) {
    return switch (choice.compare(budget)) {
      case ShapeChoice.Outcome.Compared(ShapeComparison comparison) -> comparison;
      case ShapeChoice.Outcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static HardwareChoice choice(RoundingPrices prices, ToDoubleFunction<HeadedShape> speed) {
    return choice(prices, speed, prices.candidates().stream().map(RoundingCandidate::shape), 0);
  }

  private static HardwareChoice choice(
      RoundingPrices prices,
      ToDoubleFunction<HeadedShape> speed,
      Stream<HeadedShape> shapes,
      double spread) {
    var speeds =
        new ShapeSpeeds(
            "a made-up device",
            shapes
                .map(shape ->
                    new ShapeSpeed(
                        shape,
                        speed.applyAsDouble(shape),
                        OptionalDouble.empty(),
                        OptionalDouble.of(spread)))
                .toList());
    return switch (HardwareChoice.of(prices, speeds)) {
      case HardwareChoice.Outcome.Compared(HardwareChoice choice) -> choice;
      case HardwareChoice.Outcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static VisionTransformer model(HeadedShape shape) {
    return So150m.MODEL.withShape(shape.shape(), shape.heads());
  }

  /// Every FLOP takes the same time.
  private static double even(HeadedShape shape) {
    return PEAK / (3 * CostModel.forwardFlops(model(shape)));
  }

  /// Products are cut into tiles, and what sticks out is padded.
  private static double tiled(HeadedShape shape, int tile, int headTile) {
    return even(shape)
        * filled(shape.width(), tile)
        * filled(model(shape).mlpDim(), tile)
        * filled(shape.headSize(), headTile);
  }

  private static double filled(int size, int tile) {
    return (double) size / (Math.ceilDiv(size, tile) * tile);
  }

  /// One part of a block's work runs at the peak, the other waits for a fixed time per block.
  private static double waiting(HeadedShape shape) {
    return 1 / (1 / even(shape) + 2e-4 * model(shape).depth());
  }

  @Test
  void theDirectMinimumIsTheTrapAndItsNeighboursAreCandidates() {
    RoundingPrices prices = prices(0.01);
    assertThat(prices.recommended()).contains(SO150M);
    assertThat(prices.reference().shape().headSize()).isEqualTo(55);
    assertThat(prices.risks()).hasSize(1);
    assertThat(prices.risks().getFirst()).contains("Head size 55 is no multiple of 8");
    assertThat(prices.candidates())
        .hasSizeLessThanOrEqualTo(NearbyShapes.MOST + 1)
        .extracting(c -> c.shape().width() + " in heads of " + c.shape().headSize())
        .contains(
            "896 in heads of 56",
            "896 in heads of 64",
            "896 in heads of 128",
            "880 in heads of 80",
            "864 in heads of 96",
            "832 in heads of 64",
            "768 in heads of 96",
            "1024 in heads of 64",
            "1024 in heads of 128");
    assertThat(prices.candidates())
        .extracting(RoundingCandidate::excess)
        .isSorted()
        .allSatisfy(excess -> assertThat(excess).isBetween(0.0, 0.02));
    assertThat(prices.candidates())
        .allSatisfy(c -> assertThat(c.rise().low()).isLessThanOrEqualTo(c.rise().high()));
  }

  /// A wider model is shallower or has a smaller MLP: what is lost on one side is made up for.
  @Test
  void otherSizesMakeUpForTheWidth() {
    List<RoundingCandidate> candidates = prices(0.01).candidates();
    double least = depthTimesMlp(candidates, 768);
    double most = depthTimesMlp(candidates, 1024);
    assertThat(most).isLessThan(least);
  }

  private static double depthTimesMlp(List<RoundingCandidate> candidates, int width) {
    return candidates.stream()
        .filter(c -> c.shape().width() == width)
        .mapToDouble(c -> (double) model(c.shape()).depth() * model(c.shape()).mlpDim())
        .average()
        .orElseThrow();
  }

  /// The winner by direct use of the law: examples are speed times time.
  private static HeadedShape byBruteForce(
      RoundingPrices prices, ToDoubleFunction<HeadedShape> speed, double seconds) {
    JointLaw law = So150m.law();
    HeadedShape best = SO150M;
    double least = Double.POSITIVE_INFINITY;
    for (RoundingCandidate candidate : prices.candidates()) {
      HeadedShape shape = candidate.shape();
      double examples = speed.applyAsDouble(shape) * seconds;
      VisionTransformer model = model(shape);
      double loss =
          law.loss(variable ->
              switch (variable) {
                case "width" -> model.width();
                case "depth" -> model.depth();
                case "mlp_dim" -> model.mlpDim();
                case "examples" -> examples;
                default -> throw new AssertionError(variable);
              });
      if (loss < least) {
        least = loss;
        best = shape;
      }
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16, 32, 64, 128})
  void findsTheShapeThatADeviceOfTilesLikes(int tile) {
    RoundingPrices prices = prices(0.01);
    ToDoubleFunction<HeadedShape> speed = shape -> tiled(shape, tile, Math.min(tile, 64));
    HardwareChoice choice = choice(prices, speed);
    double seconds = 4e9 / speed.applyAsDouble(SO150M);
    assertThat(choice.hours()).isCloseTo(seconds / 3600, within(seconds * 1e-6));
    assertThat(choice.liked().candidate().shape()).isEqualTo(byBruteForce(prices, speed, seconds));
    if (tile >= 64) {
      assertThat(choice.liked().candidate().shape().headSize() % 64).isZero();
      assertThat(choice.liked().change().estimate()).isNegative();
      assertThat(choice.isClear()).isTrue();
    }
  }

  @Test
  void findsTheShapeThatADeviceWithAWaitPerBlockLikes() {
    RoundingPrices prices = prices(0.01);
    HardwareChoice choice = choice(prices, HardwareChoiceTest::waiting);
    assertThat(choice.liked().candidate().shape())
        .isEqualTo(byBruteForce(prices, HardwareChoiceTest::waiting, 4e9 / waiting(SO150M)));
    assertThat(model(choice.liked().candidate().shape()).depth()).isLessThan(18);
  }

  @Test
  void whereEveryFlopTakesTheSameTimeTheLawsOwnShapeStays() {
    HardwareChoice choice = choice(prices(0.01), HardwareChoiceTest::even);
    // Heads differ in 0.1 % of the FLOPs, which may count for more than rounding.
    assertThat(choice.liked().change().estimate()).isBetween(-0.001, 0.0);
    assertThat(choice.isClear()).isEqualTo(choice.liked().change().high() < 0);
  }

  @Test
  void aDifferenceWithinTheLawsUncertaintyIsSaidToBeNone() {
    RoundingPrices prices = prices(0.3);
    HardwareChoice choice = choice(prices, shape -> tiled(shape, 16, 8));
    assertThat(choice.changesTheShape()).isTrue();
    assertThat(choice.isClear()).isFalse();
    assertThat(choice.certainty()).contains("smaller than the law's uncertainty");
  }

  @Test
  void aDifferenceWithinTheScatterOfTheTimingsIsSaidToBeNone() {
    RoundingPrices prices = prices(0.001);
    HardwareChoice choice =
        choice(
            prices,
            shape -> tiled(shape, 64, 32),
            prices.candidates().stream().map(RoundingCandidate::shape),
            0.5);
    assertThat(choice.isClear()).isFalse();
    assertThat(choice.certainty()).contains("smaller than the scatter of the timings");
    assertThat(choice.risks()).anyMatch(risk -> risk.contains("scatter by up to 50 %"));
  }

  @Test
  void aBudgetOfHoursIsTheTimeOfTheComparison() {
    var budget =
        new Budget.TrainingTime(
            Duration.ofHours(100), new Device(3 * So150m.COMPUTE.forwardFlops() / (100 * 3600)));
    HardwareChoice choice =
        choice(prices(So150m.choice(0.01), budget), shape -> tiled(shape, 64, 64));
    assertThat(choice.hours()).isEqualTo(100);
    assertThat(choice.liked().atEqualTime().examples().orElseThrow())
        .isCloseTo(choice.liked().speed().imagesPerSecond() * 3.6e5, within(1.0));
  }

  @Test
  void withoutATimingOfTheRecommendedShapeTheNextBestIsTheReference() {
    RoundingPrices prices = prices(0.01);
    List<HeadedShape> others =
        prices.candidates().stream()
            .map(RoundingCandidate::shape)
            .filter(shape -> !shape.equals(SO150M))
            .limit(3)
            .toList();
    HardwareChoice choice = choice(prices, HardwareChoiceTest::even, others.stream(), 0);
    assertThat(choice.rows()).hasSize(3);
    assertThat(choice.reference().candidate().shape()).isEqualTo(others.getFirst());
    assertThat(choice.untimed()).contains(SO150M);
    assertThat(choice.risks()).anyMatch(risk -> risk.contains("was not timed"));
  }

  @Test
  void timingsOfOtherShapesAreOfNoUse() {
    var speeds =
        new ShapeSpeeds(
            "elsewhere",
            List.of(
                new ShapeSpeed(
                    new HeadedShape(Shape.vit(64, 2, 128), 1),
                    100,
                    OptionalDouble.empty(),
                    OptionalDouble.empty())));
    assertThat(HardwareChoice.of(prices(0.01), speeds))
        .isInstanceOfSatisfying(
            HardwareChoice.Outcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("Maybe time width 880"));
  }

  @Test
  void onlyWhatCouldWinIsMeasured() {
    RoundingPrices prices = prices(0.01);
    List<RoundingCandidate> worth = prices.worthMeasuring();
    assertThat(worth).hasSizeBetween(4, RoundingPrices.MOST_MEASURED);
    assertThat(worth).extracting(RoundingCandidate::shape).contains(SO150M);
    assertThat(worth)
        .extracting(c -> c.shape().width() + " in heads of " + c.shape().headSize())
        .contains("896 in heads of 56", "896 in heads of 64", "1024 in heads of 64");
    assertThat(worth).extracting(RoundingCandidate::excess).isSorted();
    // Whatever the tiles are, the winner of all candidates is among those worth measuring, or
    // another one of those is as good.
    for (int tile : new int[] {16, 32, 64}) {
      ToDoubleFunction<HeadedShape> speed = shape -> tiled(shape, tile, tile);
      HardwareChoice all = choice(prices, speed);
      HardwareChoice few = choice(prices, speed, worth.stream().map(RoundingCandidate::shape), 0);
      assertThat(few.liked().loss().estimate())
          .isCloseTo(all.liked().loss().estimate(), within(1e-3 * all.liked().loss().estimate()));
    }
  }

  @Test
  void withoutALawTheNearestShapesThatAreRounderAreWorthATry() {
    assertThat(NearbyShapes.near(SO150M, 12))
        .hasSizeBetween(4, 12)
        .startsWith(SO150M)
        .extracting(shape -> shape.width() + " in heads of " + shape.headSize())
        .contains("896 in heads of 56", "896 in heads of 64", "1024 in heads of 64");
  }

  @Test
  void limitsHoldForCandidatesToo() {
    var limit = new Limit.Parameters(125e6);
    RoundingPrices prices = prices(0.01, limit);
    assertThat(prices.candidates())
        .allSatisfy(
            c -> assertThat(c.priced().parameters().orElseThrow()).isLessThanOrEqualTo(125e6));
  }

  @Test
  void theExplanationNamesSpeedsLossesAndCertainty() {
    String text = choice(prices(0.01), shape -> tiled(shape, 64, 64)).explanation().indented();
    assertThat(text)
        .contains("is the shape your hardware likes near the recommended one")
        .contains(
            "examples a second, the reference (width 880, depth 18, mlp_dim 2320, heads 16 of 55)")
        .contains("at equal compute its predicted loss is")
        .contains("more than the law's uncertainty")
        .contains("of the timed shapes that are split into heads as in the study, width ")
        .contains("without measuring: Head size 55");
  }
}
