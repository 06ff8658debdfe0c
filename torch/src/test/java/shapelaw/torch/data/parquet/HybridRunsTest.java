package shapelaw.torch.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HybridRunsTest {

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /// The example of the format's own description: 0 … 7 in three bits each.
  @Test
  void unpacksTheExampleOfTheDescription() throws IOException {
    byte[] packed = bytes(0b11, 0b10001000, 0b11000110, 0b11111010);
    assertThat(HybridRuns.decode(packed, 0, 4, 3, 8)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(HybridRuns.decode(packed, 0, 4, 3, 5)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void repeatsAndUnpacksInTurn() throws IOException {
    byte[] packed =
        bytes(0, 3 << 1, 0x34, 0x12, 0b11, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0);
    assertThat(HybridRuns.decode(packed, 1, packed.length, 16, 11))
        .containsExactly(0x1234, 0x1234, 0x1234, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void valuesOfNoBitsAreZero() throws IOException {
    assertThat(HybridRuns.decode(bytes(4 << 1), 0, 1, 0, 4)).containsOnly(0).hasSize(4);
  }

  @Test
  void runsThatBreakOffOrHoldNothingAreRefused() {
    assertThatThrownBy(() -> HybridRuns.decode(bytes(0b11, 1), 0, 2, 3, 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fewer values");
    assertThatThrownBy(() -> HybridRuns.decode(bytes(0, 0), 0, 2, 3, 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no values");
    assertThatThrownBy(() -> HybridRuns.decode(bytes(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0), 0, 6, 3, 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no end");
    assertThatThrownBy(() -> HybridRuns.decode(bytes(2, 1), 0, 3, 3, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("impossible");
    assertThatThrownBy(() -> HybridRuns.decode(bytes(2, 1), 0, 2, 33, 1))
        .isInstanceOf(IOException.class);
  }
}
