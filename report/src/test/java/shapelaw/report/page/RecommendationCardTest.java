package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.Measurements;
import shapelaw.report.study.ImportedSample;
import shapelaw.report.study.SampleStudy;
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

  @Test
  void aSizeThatWasNeverVariedIsSaidToBeAsInEveryMeasurement() {
    Measurements all = ImportedSample.shapes().analysis().evidence().all();
    Measurements shallow = all.where(i -> all.value(i, "depth") == 6);
    assertThat(card(ImportedSample.report("one depth", shallow)))
        .containsOnlyOnce("as in every measurement");
  }

  @Test
  void aTiedLawIsNotSaidToPredictBest() {
    StudyReport tied = ImportedSample.tied();
    assertThat(tied.analysis().joint().choice().isTie()).isTrue();
    assertThat(card(tied))
        .contains("No law predicts held-out measurements clearly better than that one")
        .doesNotContain("best of");
  }

  @Test
  void runsThatHaveNotLeftAPlateauAreTheFirstRisk() {
    String warning = "3 of 104 runs have not left a plateau.";
    assertThat(card(ImportedSample.shapes().withPlateau(warning)))
        .containsPattern("What could be wrong</h3>\\s*<ol class=\"risks\">\\s*<li>" + warning);
    assertThat(card(ImportedSample.shapes())).doesNotContain("plateau");
  }

  @Test
  void runsAtAPlateauAreNamedWhereNothingIsRecommended() {
    String warning = "3 of 104 runs have not left a plateau.";
    StudyReport unfitted =
        ImportedSample.unfitted("late start", ImportedSample.shapes().analysis().evidence().all());
    assertThat(new Summary(unfitted.withPlateau(warning)).markup().toString())
        .containsPattern("No shape recommended yet(?s:.*)<li>" + warning);
    assertThat(new Summary(unfitted).markup().toString()).doesNotContain("plateau");
  }

  @Test
  void repeatedImagesAreTheFirstRisk() {
    assertThat(card(SampleStudy.onImages(64_000)))
        .containsPattern(
            "What could be wrong</h3>\\s*<ol class=\"risks\">\\s*<li>\\d+ runs see more")
        .contains("128,000 examples are 2.00 epochs");
    assertThat(card(SampleStudy.onImages(128_000))).doesNotContain("epochs");
  }

  @Test
  void theProvenanceSaysThatImagesCameTwice() {
    assertThat(new ProvenanceSection(SampleStudy.onImages(64_000)).markup().toString())
        .contains("Repeated images", "The laws assume that none is repeated");
    assertThat(new ProvenanceSection(SampleStudy.shared()).markup().toString())
        .doesNotContain("Repeated images");
  }
}
