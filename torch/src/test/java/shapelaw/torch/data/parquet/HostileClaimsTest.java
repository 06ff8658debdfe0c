package shapelaw.torch.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What headers claim is checked before memory is taken for it.
class HostileClaimsTest {

  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private static CompactReader reader(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return new CompactReader(bytes.flip());
  }

  @Test
  void aTextOfTwoGigabytesIsNotAllocated() {
    assertThatThrownBy(() -> reader(0xFF, 0xFF, 0xFF, 0xFF, 0x07, 'a').text(BINARY))
        .isInstanceOf(IOException.class)
        .hasMessage("its metadata claim 2147483647 bytes where 1 are left");
  }

  @Test
  void aListOfTwoBillionElementsIsNotWalked() {
    assertThatThrownBy(() -> reader(0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 0x07).list(LIST, element -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("claim 2147483647");
  }

  @Test
  void structsThatNestWithoutEndAreNotFollowed() {
    var nested = new int[10_000];
    java.util.Arrays.fill(nested, 0x10 | STRUCT);
    assertThatThrownBy(() -> reader(nested).struct((id, type) -> false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("deeper");
    java.util.Arrays.fill(nested, 0x10 | LIST);
    assertThatThrownBy(() -> reader(nested).struct((id, type) -> false))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aPageOfAGigabyteInTenBytesIsNotAllocated(Codec codec) {
    assertThatThrownBy(() -> codec.unpack(new byte[10], 0, 10, 1 << 30))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a page did not hold the 1073741824 bytes");
  }

  @Test
  void aPageUnpacksToTheSizeOfItsHeaderOrNotAtAll() throws IOException {
    byte[] packed = Zstd.compress(new byte[5000]);
    assertThat(Codec.ZSTD.unpack(packed, 0, packed.length, 5000)).hasSize(5000);
    for (int size : new int[] {4999, 5001, 0}) {
      assertThatThrownBy(() -> Codec.ZSTD.unpack(packed, 0, packed.length, size))
          .isInstanceOf(IOException.class);
    }
  }
}
