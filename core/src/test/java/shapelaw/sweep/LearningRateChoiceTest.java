package shapelaw.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import shapelaw.shape.Shape;
import shapelaw.sweep.LearningRateChoice.Judged;
import shapelaw.sweep.LearningRateChoice.Trial;
import shapelaw.sweep.LearningRateChoice.Verdict;

class LearningRateChoiceTest {

  private static final Shape SMALL = Shape.vit(32, 1, 64);
  private static final Shape LARGE = Shape.vit(256, 8, 1024);
  private static final List<Double> RATES = List.of(1e-4, 3e-4, 1e-3, 3e-3, 1e-2);
  private static final double NAN = Double.NaN;

  /// Losses by rate; NaN is a divergence.
  private static LearningRateChoice choice(double[] small, double[] large) {
    var trials = new ArrayList<Trial>();
    for (int i = 0; i < RATES.size(); i++) {
      trials.add(trial(SMALL, RATES.get(i), small[i]));
      trials.add(trial(LARGE, RATES.get(i), large[i]));
    }
    return LearningRateChoice.of(trials, 0.02);
  }

  private static Trial trial(Shape shape, double rate, double loss) {
    return new Trial(
        shape, rate, Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss));
  }

  private static List<Verdict> verdicts(LearningRateChoice choice, Shape shape) {
    return choice.trials().stream()
        .filter(j -> j.trial().shape().equals(shape))
        .map(Judged::verdict)
        .toList();
  }

  @Test
  void theLargestRateThatIsStableForBothShapesIsChosen() {
    LearningRateChoice choice =
        choice(new double[] {6, 5.5, 5, 4.9, 4.95}, new double[] {5, 4, 4.05, 4.5, NAN});
    assertThat(choice.rate()).hasValue(1e-3);
    assertThat(verdicts(choice, SMALL))
        .containsExactly(Verdict.SLOW, Verdict.SLOW, Verdict.SLOW, Verdict.STABLE, Verdict.STABLE);
    assertThat(verdicts(choice, LARGE))
        .containsExactly(
            Verdict.SLOW, Verdict.STABLE, Verdict.STABLE, Verdict.UNSTABLE, Verdict.DIVERGED);
    assertThat(choice.reason())
        .isEqualTo(
            "It is the largest rate that is stable for every shape: at 0.003, the next, width 256, depth 8, mlp_dim 1024 ends 12.5 % above its best training loss.");
    assertThat(choice.findings())
        .singleElement()
        .asString()
        .startsWith("At 0.001 width 32, depth 1, mlp_dim 64 ends 2.0 % above its own best")
        .contains("mup_base_width");
  }

  @Test
  void aLossAtTheToleranceIsStableAndJustAboveItIsNot() {
    double[] fine = {9, 9, 9, 9, 8};
    assertThat(verdicts(choice(fine, new double[] {101, 100, 102, 102.1, NAN}), LARGE))
        .containsExactly(
            Verdict.STABLE, Verdict.STABLE, Verdict.STABLE, Verdict.UNSTABLE, Verdict.DIVERGED);
  }

  @Test
  void whenEverythingDivergesNoRateIsChosenAndLowerOnesAreAdvised() {
    double[] all = {NAN, NAN, NAN, NAN, NAN};
    LearningRateChoice choice = choice(all, all);
    assertThat(choice.rate()).isEmpty();
    assertThat(choice.reason())
        .startsWith("No rate is stable: at 0.0001, the smallest that was tried, width")
        .contains("diverges. Maybe try rates down to 0.00001,");
  }

  @Test
  void aShapeThatAlwaysDivergesLeavesNoChoiceHoweverWellTheOtherLearns() {
    LearningRateChoice choice =
        choice(new double[] {5, 4, 3, 2, 1}, new double[] {NAN, NAN, NAN, NAN, NAN});
    assertThat(choice.rate()).isEmpty();
    assertThat(choice.reason()).contains("width 256, depth 8, mlp_dim 1024 diverges");
  }

  @Test
  void aChoiceAtTheUpperEndSaysToExtend() {
    LearningRateChoice choice =
        choice(new double[] {5, 4, 3, 2.5, 2.4}, new double[] {5, 4, 3, 2.4, 2.41});
    assertThat(choice.rate()).hasValue(1e-2);
    assertThat(choice.reason())
        .isEqualTo(
            "No rate up to 0.01, the largest that was tried, is unstable for any shape: the largest stable one may be higher. Maybe try rates up to 0.1.");
  }

  @Test
  void aBestLossAtTheLowerEndSaysToExtend() {
    LearningRateChoice choice =
        choice(new double[] {2, 2.3, 2.5, 3, 4}, new double[] {2, 2.3, 2.5, 3, NAN});
    assertThat(choice.rate()).hasValue(1e-4);
    assertThat(choice.findings())
        .hasSize(2)
        .allSatisfy(f ->
            assertThat(f)
                .endsWith(
                    "at 0.0001, the smallest rate that was tried. Maybe try rates down to 0.00001, too."));
  }

  @Test
  void onlyOneStableRateIsChosen() {
    LearningRateChoice choice =
        choice(new double[] {3, NAN, NAN, NAN, NAN}, new double[] {3, 9, NAN, NAN, NAN});
    assertThat(choice.rate()).hasValue(1e-4);
    assertThat(choice.reason()).contains("at 0.0003, the next, width 32").contains("diverges");
  }

  @Test
  void luckBeyondAnUnstableRateDoesNotCount() {
    LearningRateChoice choice =
        choice(new double[] {5, 4, NAN, 3.9, NAN}, new double[] {5, 4, 4, 3.99, NAN});
    assertThat(choice.rate()).hasValue(3e-4);
    assertThat(choice.findings())
        .anySatisfy(f -> assertThat(f).startsWith("At 0.003 no shape is unstable, though"));
  }

  @Test
  void aWiderToleranceNeverChoosesASmallerRate() {
    double[] small = {6, 5, 4.9, 5, 5.3};
    double[] large = {6, 5, 5.05, 5.2, 7};
    double before = 0;
    for (double tolerance : new double[] {0, 0.011, 0.05, 0.1, 1}) {
      var trials = new ArrayList<Trial>();
      for (int i = 0; i < RATES.size(); i++) {
        trials.add(trial(SMALL, RATES.get(i), small[i]));
        trials.add(trial(LARGE, RATES.get(i), large[i]));
      }
      double rate = LearningRateChoice.of(trials, tolerance).rate().orElseThrow();
      assertThat(rate).isGreaterThanOrEqualTo(before);
      before = rate;
    }
    assertThat(before).isEqualTo(1e-2);
  }

  @Test
  void theOrderOfTrialsDoesNotMatter() {
    var trials = new ArrayList<Trial>();
    double[] losses = {5, 4, 3.5, 3.9, NAN};
    for (int i = 0; i < RATES.size(); i++) {
      trials.add(trial(SMALL, RATES.get(i), losses[i]));
    }
    LearningRateChoice choice = LearningRateChoice.of(trials, 0.02);
    assertThat(choice.rate()).hasValue(1e-3);
    assertThat(LearningRateChoice.of(trials.reversed(), 0.02)).isEqualTo(choice);
  }

  @Test
  void incompleteTrialsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            LearningRateChoice.of(
                List.of(trial(SMALL, 1, 2), trial(SMALL, 2, 2), trial(LARGE, 1, 2)), 0))
        .withMessageContaining("one trial at each of the rates [1.0, 2.0] but had [1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateChoice.of(List.of(), 0))
        .withMessageContaining("at least one trial");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateChoice.of(List.of(trial(SMALL, 1, 2)), -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trial(SMALL, 1, OptionalDouble.of(Double.POSITIVE_INFINITY)));
  }

  @Test
  void ratesAreWrittenAsPeopleWriteThem() {
    assertThat(LearningRateChoice.text(5.6e-4)).isEqualTo("0.00056");
    assertThat(LearningRateChoice.text(10)).isEqualTo("10");
    LearningRateChoice choice =
        LearningRateChoice.of(List.of(trial(SMALL, 0.003, 1), trial(SMALL, 0.007, NAN)), 0.02);
    assertThat(choice.findings()).singleElement().asString().contains("down to 0.0003, too.");
  }
}
