package shapelaw.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.HeldOutSplit;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.Measurements;

class LawInUseTest {

  private static final Measurements DATA = Laws.vitMeasurements(Laws.structural());

  private static LawChoice.Candidate candidate(
      JointLaw law, double score, double inSample, int splits) {
    return new LawChoice.Candidate(
        law.form(),
        Collections.nCopies(splits, OptionalDouble.of(score)),
        OptionalDouble.of(score),
        OptionalDouble.of(inSample),
        new LawFitOutcome.Fitted(Laws.fit(law, DATA, 0, 0)));
  }

  /// Why the product is used: the decomposable law is the least by its score, the structural one
  /// within its error, and better in sample.
  private static String why(HeldOutSplit... splits) {
    int count = splits.length;
    LawChoice.Candidate used = candidate(Laws.product(), 0.02, 0.02, count);
    var choice =
        new LawChoice(
            List.of(splits),
            List.of(
                candidate(Laws.structural(), 0.0101, 0.005, count),
                candidate(Laws.decomposable(), 0.0100, 0.01, count),
                used));
    var joint = new JointAnalysis(DATA, List.of(), choice, used.outcome(), true);
    return LawInUse.of(joint).orElseThrow().why(choice);
  }

  @Test
  void inATieThePreferredLawIsNotSaidToPredictBest() {
    boolean[] training = new boolean[DATA.rows()];
    Arrays.fill(training, 10, training.length, true);
    assertThat(why(new HeldOutSplit("rows", 1, training)))
        .isEqualTo(
            "“product” was asked for; “structural” is preferred: no law predicts held-out runs clearly better, and of those as good it fits all runs best for its parameters");
  }

  @Test
  void whereNothingIsHeldOutNothingHeldOutPrefersALaw() {
    assertThat(why())
        .isEqualTo(
            "“product” was asked for; the runs, too few to hold any out, prefer “decomposable”");
  }
}
