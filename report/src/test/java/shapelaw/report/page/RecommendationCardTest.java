package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shapelaw.law.joint.LawChoice;
import shapelaw.report.study.ImportedSample;
import shapelaw.report.study.StudyReport;

final class RecommendationCardTest {

  private static String card(StudyReport report) {
    return new RecommendationCard(report).markup().toString();
  }

  @Test
  void namesTheLawThatWasAskedForAndTheOneThatPredictsBest() {
    LawChoice choice = ImportedSample.shapes().analysis().joint().choice();
    String best = choice.best().orElseThrow().form().name();
    String asked = choice.candidates().get(1).form().name();
    assertThat(card(ImportedSample.withLaw(asked)))
        .contains("“%s” was asked for; held-out runs prefer “%s” (".formatted(asked, best))
        .doesNotContain("That law");
  }

  @Test
  void theOnlyLawIsNotTheBestOfOne() {
    assertThat(card(ImportedSample.withoutDimensions()))
        .contains("That law, “chinchilla”, predicts held-out measurements ")
        .doesNotContain("best of");
  }

  @Test
  void sizesThatWereVariedAreNotSaidToBeAsInEveryMeasurement() {
    assertThat(card(ImportedSample.shapes())).doesNotContain("as in every measurement");
  }
}
