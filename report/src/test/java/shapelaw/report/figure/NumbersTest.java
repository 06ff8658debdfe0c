package shapelaw.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.22|0.22",
        "1234.5|1,230",
        "1000000|10⁶",
        "3.2e9|3.2×10⁹",
        "-0.00012|−1.2×10⁻⁴",
        "0|0",
        "999999|10⁶",
        "0.1|0.1",
        "1e300|10³⁰⁰"
      })
  void threeSignificantDigits(double value, String text) {
    assertThat(Numbers.significant(value, 3)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"428000000|428 M", "999.6|1 k", "12|12", "1.01e9|1.01 G", "999600|1 M"})
  void unitPrefixes(double value, String text) {
    assertThat(Numbers.prefixed(value)).isEqualTo(text);
  }

  @Test
  void whatIsNoFiniteNumberIsStillReadable() {
    assertThat(Numbers.significant(Double.POSITIVE_INFINITY, 3)).isEqualTo("∞");
    assertThat(Numbers.significant(Double.NaN, 3)).isEqualTo("–");
  }

  @Test
  void theMachinesLanguageDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Numbers.significant(1234.5, 5)).isEqualTo("1,234.5");
      assertThat(Numbers.percent(-0.034)).isEqualTo("−3.4 %");
    } finally {
      Locale.setDefault(before);
    }
  }
}
