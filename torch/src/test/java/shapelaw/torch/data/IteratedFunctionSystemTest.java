package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IteratedFunctionSystemTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void classesAreNeitherDustNorBlots(long seed) {
    var system = IteratedFunctionSystem.ofClass(seed);
    // Another play of the chaos game touches slightly other cells than the one that admitted the
    // class.
    assertThat(system.fillingRate(new SplittableRandom(99)))
        .isBetween(
            IteratedFunctionSystem.LEAST_FILLING - 0.03,
            IteratedFunctionSystem.GREATEST_FILLING + 0.03);
    assertThat(system.maps()).isBetween(2, 8);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void strongestVariationStillContracts(long seed) {
    var random = new SplittableRandom(seed);
    var system = IteratedFunctionSystem.ofClass(seed).varied(0.07, random);
    var finite = new int[1];
    system.play(100_000, random).lay(8, 1, 0, 0, (cell, map) -> finite[0]++);
    assertThat(finite[0]).isEqualTo(100_000);
    // Contractions with factors up to 0.99 and shifts up to 1.07 · √2 keep the orbit within 152 of
    // the origin.
    assertThat(system.play(100_000, random).extent()).isLessThan(2 * 152f);
  }

  @Test
  void everyMapIsUsed() {
    var system = IteratedFunctionSystem.ofClass(3);
    var used = new boolean[system.maps()];
    system.play(20_000, new SplittableRandom(1)).lay(8, 1, 0, 0, (cell, map) -> used[map] = true);
    assertThat(used).containsOnly(true);
  }

  @Test
  void sameSeedGivesTheSameSystem() {
    assertThat(cells(IteratedFunctionSystem.ofClass(5)))
        .containsExactly(cells(IteratedFunctionSystem.ofClass(5)));
    assertThat(cells(IteratedFunctionSystem.ofClass(5)))
        .isNotEqualTo(cells(IteratedFunctionSystem.ofClass(6)));
  }

  private static int[] cells(IteratedFunctionSystem system) {
    var counts = new int[16 * 16];
    system.play(2000, new SplittableRandom(1)).lay(16, 1, 0, 0, (cell, map) -> counts[cell]++);
    return counts;
  }
}
