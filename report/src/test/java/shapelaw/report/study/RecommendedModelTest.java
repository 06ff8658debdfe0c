package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shapelaw.recommend.ShapeComparison;
import shapelaw.shape.HeadRule;

final class RecommendedModelTest {

  private static StudyReport with(Origin origin) {
    StudyReport r = SampleStudy.shared();
    return new StudyReport(
        r.name(),
        r.written(),
        origin,
        r.analysis(),
        r.recommendation(),
        r.shapes(),
        r.comparison());
  }

  private static Origin importedFor(HeadRule heads) {
    Origin.Models models = SampleStudy.shared().origin().planned().orElseThrow();
    return new Origin.Imported(
        "loss", List.of(), Optional.of(new Origin.Models(models.template(), heads)));
  }

  @Test
  void resultsOfAnotherTrainerForAPlanGetTheRecommendedShapeAndNotThePapers() {
    StudyReport trained = SampleStudy.shared();
    ShapeComparison comparison = trained.compared().orElseThrow();
    RecommendedModel model =
        RecommendedModel.of(with(importedFor(new HeadRule.FixedSize(16)))).orElseThrow();
    assertThat(model).isEqualTo(RecommendedModel.of(trained).orElseThrow());
    model
        .model()
        .shape()
        .dimensions()
        .forEach(dimension ->
            assertThat((double) model.model().shape().value(dimension))
                .isEqualTo(comparison.recommendedRow().shape().size(dimension.name())));
    assertThat(model.model().headSize()).isEqualTo(16);
    assertThat(trained.recommendation().orElseThrow().model().shape())
        .isNotEqualTo(model.model().shape());
  }

  @Test
  void aRecommendedWidthThatTheHeadsDoNotAllowIsNotReplacedByAnotherRules() {
    assertThat(RecommendedModel.of(with(importedFor(new HeadRule.FixedSize(7919))))).isEmpty();
  }

  @Test
  void resultsWithoutAPlanHaveNoModel() {
    assertThat(RecommendedModel.of(ImportedSample.shapes())).isEmpty();
  }
}
