package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Numbers of things in words.
final class CountTest {

  @Test
  void oneOfAThingIsNoPlural() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    assertThat(Count.of(1, "thread")).isEqualTo("1 thread");
    assertThat(Count.of(0, "thread")).isEqualTo("0 threads");
    assertThat(Count.of(12_000, "run")).isEqualTo("12,000 runs");
  }
}
