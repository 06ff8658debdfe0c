package shapelaw.torch.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  /// Groups inside each other, and in the innermost so many columns, the last with this name.
  private static Schema schema(String group, int depth, int columns, String last)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100 + depth * (group.length() + 20) + columns * 20);
    varint(bytes.put((byte) (0xF0 | STRUCT)), 1 + depth + columns);
    element(bytes, "root", depth == 0 ? columns : 1);
    for (int i = 1; i <= depth; i++) {
      element(bytes, group, i == depth ? columns : 1);
    }
    for (int i = 0; i < columns; i++) {
      bytes.put((byte) 0x15).put((byte) 12); // type: BYTE_ARRAY
      element(bytes, i == columns - 1 ? last : "x", 0);
    }
    return Schema.read(new CompactReader(bytes.flip()), LIST);
  }

  /// Fields with their full numbers: 4 is the name, 5 counts the children.
  private static void element(ByteBuffer bytes, String name, int children) {
    bytes.put((byte) BINARY).put((byte) (4 << 1));
    varint(bytes, name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    varint(bytes.put((byte) 0x15), 2 * children).put((byte) 0);
  }

  private static ByteBuffer varint(ByteBuffer bytes, int value) {
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      bytes.put((byte) (left | 0x80));
    }
    return bytes.put((byte) left);
  }

  @Test
  void namesOfGroupsAreNotMultipliedByTheirColumns() {
    assertThatThrownBy(() -> schema("g".repeat(500_000), 1, 50_000, "x"))
        .isInstanceOf(IOException.class)
        .hasMessage("a column's path has more than 1024 characters");
    assertThatThrownBy(() -> schema("g".repeat(1000), 30, 50_000, "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> schema("g", 1, 200_000, "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 131072 elements");
  }

  @Test
  void thePicturesAreFoundBehindManyColumns() throws IOException {
    assertThat(schema("image", 1, 50_000, "bytes").pictures().index()).isEqualTo(49_999);
    assertThatThrownBy(() -> schema("g".repeat(1000), 1, 50_000, "x").pictures())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no a column of encoded pictures");
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
