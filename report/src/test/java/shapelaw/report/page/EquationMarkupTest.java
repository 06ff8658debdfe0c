package shapelaw.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForms;

final class EquationMarkupTest {

  /// Without tags but with raised and lowered parts marked.
  private static String plain(String html) {
    return html.replace("<sup>", "^{")
        .replace("</sup>", "}")
        .replace("<sub>", "_{")
        .replace("</sub>", "}")
        .replaceAll("<[^>]*>", "");
  }

  @Test
  void namesOfLettersBecomeLettersAndPowersAreRaised() {
    assertThat(plain(EquationMarkup.of("sum_k alpha_k x_k^-a_k + B n^c + epsilon").toString()))
        .isEqualTo("Σ_{k} α_{k} x_{k}^{−a_{k}} + B n^{c} + ε");
  }

  @Test
  void everyEquationOfTheCatalogueIsUnderstood() {
    List<String> dimensions = List.of("width");
    assertThat(
            List.of(
                LawForms.chinchilla(),
                LawForms.shapeAndExamples(dimensions),
                LawForms.shapeParametersAndExamples(dimensions),
                LawForms.decomposable(dimensions),
                LawForms.product(dimensions),
                LawForms.sized(dimensions),
                LawForms.sizedProduct(dimensions)))
        .allSatisfy(form ->
            assertThat(EquationMarkup.of(form.equation()).toString())
                .doesNotContain("^")
                .doesNotContain("alpha")
                .doesNotContain("_"));
  }

  @Test
  void aLawShowsItsNumbersAndLeavesOutTermsThatAreZero() {
    var law =
        new JointLaw(
            LawForms.shapeAndExamples(List.of("mlp_dim")),
            new double[] {12.345, 0, 1.5},
            new double[] {0.25, 0.5});
    assertThat(plain(EquationMarkup.of(law).toString()))
        .isEqualTo("L = 12.3 MLP size^{−0.25} + 1.5");
  }

  @Test
  void aNameOfADimensionIsNoMarkup() {
    var law =
        new JointLaw(
            LawForms.shapeAndExamples(List.of("<i>")), new double[] {1, 1, 1}, new double[] {1, 1});
    assertThat(EquationMarkup.of(law).toString()).doesNotContain("<i>").contains("&lt;i&gt;");
  }
}
