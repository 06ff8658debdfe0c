package shapelaw.law.joint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutSplitTest {

  @BeforeAll
  static void numbersAreWrittenAsTheProgramWritesThem() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "examples    | 25600  | examples above 25,600",
        "examples    | 128e9  | examples above 1.28e+11",
        "compute     | 83.79  | compute above 83.8 forward GFLOPs",
        "compute     | 131072 | compute above 131,072 forward GFLOPs",
        "model size  | 0.1966 | model size above 0.197",
        "star centre | NaN    | star centre",
      })
  void aSplitIsReadWithItsUnit(String quantity, double limit, String words) {
    assertThat(new HeldOutSplit(quantity, limit, new boolean[] {true})).hasToString(words);
  }
}
