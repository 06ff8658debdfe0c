package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LawChooserTest {

  private static final List<LawForm> FORMS = SimulatedTable.forms(SimulatedTable.dimensions(2));
  private static final LawFitOptions OPTIONS = LawFitOptions.DEFAULT.withStarts(12);

  static Stream<LawForm> forms() {
    // Gemstones' form nests the structural one, so the smaller of the two may win on its data.
    return FORMS.stream().filter(form -> !form.name().equals("gemstones"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void trueFormIsChosenMostOften(LawForm form) {
    Measurements design = SimulatedTable.design(2, 30, 5, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(form, design);
    Map<String, Integer> chosen = new LinkedHashMap<>();
    for (int seed = 0; seed < 3; seed++) {
      Measurements data =
          SimulatedTable.measured(truth, design, 0.003, new SplittableRandom(20 + seed));
      LawChoice choice = new LawChooser(FORMS, OPTIONS).choose(data);
      chosen.merge(choice.best().orElseThrow().form().name(), 1, Integer::sum);
      assertThat(choice.candidates()).hasSize(FORMS.size());
    }

    // A form that contains the truth may predict as well; the truth must not lose to a wrong one.
    assertThat(chosen.getOrDefault(form.name(), 0)).as(chosen.toString()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void heldOutRowsDoNotInfluenceTheFitOfTheirSplit() {
    Measurements design = SimulatedTable.design(2, 30, 5, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(FORMS.get(1), design);
    Measurements data = SimulatedTable.measured(truth, design, 0.003, new SplittableRandom(2));
    HeldOutSplit split =
        HeldOutSplit.above("examples", data.column(Measurements.EXAMPLES), 1.7e8).orElseThrow();
    boolean[] training = split.training();
    double[] worse = data.losses();
    for (int i = 0; i < worse.length; i++) {
      worse[i] *= training[i] ? 1 : 2;
    }
    LawForm form = FORMS.get(1);

    LawFit fit = SimulatedTable.fitted(form, split.trainingPart(data), OPTIONS);
    LawChoice choice =
        new LawChooser(List.of(form), OPTIONS).choose(data.withLosses(worse), List.of(split));

    double expected = fit.law().logError(split.heldOutPart(data.withLosses(worse)));
    assertThat(choice.candidates().getFirst().errors().getFirst().getAsDouble())
        .isEqualTo(expected);
  }

  @Test
  void lawsThatCannotBeFittedAreListedLastWithTheReason() {
    Measurements design = SimulatedTable.design(2, 30, 5, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(FORMS.get(1), design);
    Measurements data = SimulatedTable.measured(truth, design, 0.003, new SplittableRandom(2));
    LawForm other = LawForms.product(List.of("x1", "patch"));

    LawChoice choice = new LawChooser(List.of(other, FORMS.get(1)), OPTIONS).choose(data);

    LawChoice.Candidate last = choice.candidates().getLast();
    assertThat(last.form()).isEqualTo(other);
    assertThat(last.score()).isEmpty();
    assertThat(last.outcome()).isInstanceOf(LawFitOutcome.Refused.class);
    assertThat(choice.best().orElseThrow().form()).isEqualTo(FORMS.get(1));
  }

  @Test
  void theChoiceIsTheSameOnEachCall() {
    Measurements design = SimulatedTable.design(2, 20, 4, new SplittableRandom(1));
    JointLaw truth = SimulatedTable.truth(FORMS.get(4), design);
    Measurements data = SimulatedTable.measured(truth, design, 0.01, new SplittableRandom(2));
    var chooser = new LawChooser(FORMS, OPTIONS);

    List<String> first = scores(chooser.choose(data));

    assertThat(scores(chooser.choose(data))).isEqualTo(first);
  }

  private static List<String> scores(LawChoice choice) {
    return choice.candidates().stream().map(c -> c.form().name() + c.score() + c.errors()).toList();
  }
}
