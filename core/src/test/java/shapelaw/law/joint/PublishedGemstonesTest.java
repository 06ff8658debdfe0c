package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedGemstonesTest {

  private static final LawFitOptions OPTIONS =
      LawFitOptions.DEFAULT.withReplicates(LawFitOptions.Resampling.PARAMETRIC, 0);

  static List<PublishedFit> fits() {
    return PublishedFit.onHotRows();
  }

  @Test
  void twentyOfSixtySixFitsHaveTheirRowsHere() {
    assertThat(PublishedFit.everyName()).hasSize(66);
    assertThat(fits()).hasSize(20);
  }

  @ParameterizedTest
  @MethodSource("fits")
  void publishedParametersGiveThePublishedObjective(PublishedFit fit) {
    // Ten decimals were printed.
    assertThat(fit.objective().value(fit.law(), fit.data()))
        .isCloseTo(fit.printed(), within(0.501e-10));
  }

  @ParameterizedTest
  @MethodSource("fits")
  void refittedLawIsAtLeastAsGood(PublishedFit fit) {
    LawFit ours = refit(fit);

    assertThat(ours.value()).isLessThanOrEqualTo(fit.objective().value(fit.law(), fit.data()));
    assertThat(fit.objective().value(ours.law(), fit.data()))
        .isCloseTo(ours.value(), within(1e-9 * ours.value()));
  }

  @Test
  void fourVariableLawBeatsWhatAHundredStartsOfAnotherOptimiserReached() {
    PublishedFit published =
        fits().stream().filter(fit -> fit.printed() == 0.0002949708).findFirst().orElseThrow();

    // scipy's L-BFGS-B with an analytic gradient: 2.948053e-4 from 100 random starts.
    assertThat(OPTIONS.starts()).isEqualTo(24);
    assertThat(refit(published).value()).isLessThan(2.94806e-4);
  }

  private static LawFit refit(PublishedFit fit) {
    LawFitOutcome outcome =
        LawFitter.fit(fit.law().form(), fit.data(), OPTIONS.withObjective(fit.objective()));
    assertThat(outcome).isInstanceOf(LawFitOutcome.Fitted.class);
    return ((LawFitOutcome.Fitted) outcome).fit();
  }
}
