package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static shapelaw.law.joint.LawFitOptions.Resampling.PARAMETRIC;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against scipy on the same points: `chinchilla_scipy.py` made `chinchilla_scipy.json`.
class PublishedChinchillaTest {

  private static final LawFitOptions OPTIONS =
      LawFitOptions.DEFAULT
          .withObjective(new Objective.HuberLog(1e-3))
          .withReplicates(PARAMETRIC, 0);

  private static JsonNode scipy() {
    return JsonMapper.shared().readTree(PublicData.open("chinchilla_scipy.json"));
  }

  @Test
  void objectiveIsNoWorseThanScipysBestOfThreeHundredStarts() {
    LawFit fit = SimulatedTable.fitted(LawForms.chinchilla(), PublicData.chinchilla(), OPTIONS);

    for (String method : List.of("BFGS", "L-BFGS-B")) {
      // Two sums of the same 234 terms may differ by rounding.
      assertThat(fit.value())
          .isLessThan(scipy().at("/" + method + "/objective").asDouble() * (1 + 1e-12));
    }
    assertThat(fit.search().atOptimum()).isEqualTo(fit.search().starts());
  }

  @Test
  void parametersAreScipys() {
    JsonNode best = scipy().at("/BFGS");
    JointLaw law =
        SimulatedTable.fitted(LawForms.chinchilla(), PublicData.chinchilla(), OPTIONS).law();

    for (String name : List.of("A", "B", "E")) {
      double expected = best.get(name).asDouble();
      assertThat(law.coefficient(name)).isCloseTo(expected, within(1e-3 * expected));
    }
    for (String name : List.of("alpha", "beta")) {
      assertThat(law.exponent(name)).isCloseTo(best.get(name).asDouble(), within(1e-4));
    }
  }

  @Test
  void objectiveOfScipysLawIsWhatScipySays() {
    JsonNode best = scipy().at("/BFGS");
    JointLaw law =
        new JointLaw(
            LawForms.chinchilla(),
            new double[] {
              best.get("A").asDouble(), best.get("B").asDouble(), best.get("E").asDouble()
            },
            new double[] {best.get("alpha").asDouble(), best.get("beta").asDouble()});
    double expected = best.get("objective").asDouble();

    assertThat(OPTIONS.objective().value(law, PublicData.chinchilla()))
        .isCloseTo(expected, within(1e-11 * expected));
  }
}
