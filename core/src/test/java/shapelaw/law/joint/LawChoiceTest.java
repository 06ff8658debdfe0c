package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shapelaw.law.Noise;

class LawChoiceTest {

  private static final List<LawForm> FORMS = SimulatedTable.forms(SimulatedTable.dimensions(2));
  private static final Measurements DATA = SimulatedTable.design(2, 20, 5, new SplittableRandom(1));

  /// Two splits of 50 held-out rows each: an error is known to 1 / √100 = 10 %.
  private static final List<HeldOutSplit> SPLITS = List.of(split(0), split(50));

  private static HeldOutSplit split(int firstHeldOut) {
    boolean[] training = new boolean[DATA.rows()];
    Arrays.fill(training, true);
    Arrays.fill(training, firstHeldOut, firstHeldOut + 50, false);
    return new HeldOutSplit("rows from " + firstHeldOut, firstHeldOut, training);
  }

  private static LawChoice.Candidate candidate(int form, double score, double inSample) {
    JointLaw law =
        new JointLaw(
            FORMS.get(form),
            IntStream.range(0, FORMS.get(form).terms().size()).mapToDouble(j -> 1).toArray(),
            IntStream.range(0, FORMS.get(form).exponents().size()).mapToDouble(k -> 1).toArray());
    LawFit fit =
        new LawFit(
            law,
            DATA,
            new Objective.RelativeError(),
            1,
            new LawFit.Search(1, 1, 1),
            new Noise(0.01, 10),
            List.of(),
            0.95,
            List.of());
    return new LawChoice.Candidate(
        FORMS.get(form),
        List.of(OptionalDouble.of(score), OptionalDouble.of(score)),
        OptionalDouble.of(score),
        OptionalDouble.of(inSample),
        new LawFitOutcome.Fitted(fit));
  }

  private static String chosen(LawChoice.Candidate... candidates) {
    return new LawChoice(SPLITS, List.of(candidates)).best().orElseThrow().form().name();
  }

  @Test
  void aScoreIsAsUncertainAsItsFewRows() {
    var choice = new LawChoice(SPLITS, List.of(candidate(0, 0.01, 0.01)));
    assertThat(choice.scoreError()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void aLawThatPredictsClearlyBetterIsChosenWhateverItsFit() {
    assertThat(chosen(candidate(1, 0.010, 0.010), candidate(2, 0.013, 0.001)))
        .isEqualTo(FORMS.get(1).name());
  }

  @Test
  void amongEqualsTheBetterFitIsChosen() {
    assertThat(chosen(candidate(1, 0.0100, 0.010), candidate(2, 0.0115, 0.005)))
        .isEqualTo(FORMS.get(2).name());
  }

  @Test
  void amongEqualsThatFitAlikeTheFewestParametersAreChosen() {
    LawChoice.Candidate small = candidate(1, 0.0115, 0.0100);
    LawChoice.Candidate large = candidate(2, 0.0100, 0.0099);
    assertThat(large.form().parameters()).isGreaterThan(small.form().parameters());
    var choice = new LawChoice(SPLITS, List.of(large, small));
    assertThat(choice.best()).contains(small);
    assertThat(choice.isTie()).isTrue();
  }

  @Test
  void lawsStandByTheirScoreEvenWhereAnotherThanTheFirstIsChosen() {
    LawChoice.Candidate chosen = candidate(1, 0.0115, 0.0100);
    LawChoice.Candidate least = candidate(2, 0.0100, 0.0099);
    LawChoice.Candidate far = candidate(3, 0.0200, 0.0050);
    var choice = new LawChoice(SPLITS, List.of(far, chosen, least));
    assertThat(choice.candidates()).containsExactly(least, chosen, far);
    assertThat(choice.contenders()).containsExactly(least, chosen);
    assertThat(choice.best()).contains(chosen);
    assertThat(choice.next()).contains(least);
  }
}
