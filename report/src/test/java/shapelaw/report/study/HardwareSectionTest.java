package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import shapelaw.cost.CostModel;
import shapelaw.cost.ShapeSpeed;
import shapelaw.cost.ShapeSpeeds;
import shapelaw.recommend.HardwareChoice;
import shapelaw.recommend.RoundingPrices;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.SvgRenderer;
import shapelaw.report.figure.Theme;
import shapelaw.shape.HeadRule;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;

final class HardwareSectionTest {

  private static final StudyReport STUDY = SampleStudy.shared();

  private static RoundingPrices prices() {
    return switch (RoundingPrices.of(
        STUDY.shapes().orElseThrow(), STUDY.compared().orElseThrow(), new HeadRule.FixedSize(16))) {
      case RoundingPrices.Outcome.Found(RoundingPrices prices) -> prices;
      case RoundingPrices.Outcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  /// A device that does half as much a second where heads are smaller than 32.
  private static double imagesPerSecond(HeadedShape shape) {
    var model = new VisionTransformer(shape.shape(), shape.heads(), 4, 32, 3, Pooling.MAP, 100);
    return (shape.headSize() < 32 ? 1e10 : 2e10) / CostModel.forwardFlops(model);
  }

  private static HardwareChoice choice() {
    RoundingPrices prices = prices();
    var speeds =
        new ShapeSpeeds(
            "made-up device, batch 64",
            prices.worthMeasuring().stream()
                .map(c ->
                    new ShapeSpeed(
                        c.shape(),
                        imagesPerSecond(c.shape()),
                        OptionalDouble.of(1e-3),
                        OptionalDouble.of(0.01)))
                .toList());
    return switch (HardwareChoice.of(prices, speeds)) {
      case HardwareChoice.Outcome.Compared(HardwareChoice choice) -> choice;
      case HardwareChoice.Outcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }

  private static Section section(StudyReport report) {
    return StudySections.of(report).stream()
        .filter(s -> s.id().equals("hardware"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStudyWithTimingsShowsEveryTimedShapeAndTheLikedOneFirst() {
    HardwareChoice choice = choice();
    Section section =
        section(STUDY.withRoundings(new Roundings(choice.prices(), Optional.of(choice))));
    Table table = section.tables().getFirst();
    assertThat(table.rows()).hasSize(choice.rows().size());
    assertThat(table.emphasised()).hasValue(0);
    HeadedShape liked = choice.liked().candidate().shape();
    assertThat(liked.headSize()).isGreaterThanOrEqualTo(32);
    assertThat(table.rows().getFirst().get(3).exact()).isEqualTo(String.valueOf(liked.heads()));
    Figure figure = section.figures().getFirst();
    assertThat(
            figure.panels().getFirst().series().stream()
                .mapToInt(s -> ((Series.Points) s).points().size())
                .sum())
        .isEqualTo(choice.rows().size());
    assertThat(new SvgRenderer(Theme.LIGHT).document(figure))
        .contains(liked.shape().compact() + " · " + liked.heads())
        .doesNotContain("NaN");
    assertThat(section.blocks()).anyMatch(Block.Reasons.class::isInstance);
  }

  @Test
  void aStudyWithoutTimingsShowsPricesAndSaysThatSpeedWasNotMeasured() {
    RoundingPrices prices = prices();
    Section section = section(STUDY.withRoundings(new Roundings(prices, Optional.empty())));
    assertThat(section.figures()).isEmpty();
    assertThat(section.tables().getFirst().rows()).hasSize(prices.worthMeasuring().size());
    assertThat(section.blocks())
        .anyMatch(b ->
            b instanceof Block.Bullets(var _, var items)
                && items.getLast().contains("was not measured"));
  }

  @Test
  void aReportOnNothingOfTheKindHasNoSuchSection() {
    assertThat(StudySections.of(STUDY)).noneMatch(s -> s.id().equals("hardware"));
  }
}
