package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that somebody damaged, cut off or made up: each is understood or refused, and none costs
/// more memory than a file of its size may.
class SafetensorsFuzzTest {

  private static final int MUTATIONS = 150;

  /// A header of 20 KB is held a few times over while it is read; 64 MB would be a claim believed.
  private static final long MOST_BYTES = 64L << 20;

  private static final List<String> FIXTURES =
      List.of("hf-siglip", "timm-map", "hf-siglip-classifier", "hf-vit");

  /// Texts that hit the format's seams.
  private static final List<String> SPLINTERS =
      List.of(
          "-1",
          "9223372036854775807",
          "18446744073709551616",
          "\"",
          "{",
          "}",
          "[",
          ",",
          "1e9",
          "null",
          "\\u0000",
          "F64",
          "BOOL",
          "data_offsets",
          "__metadata__",
          "blocks.99999.",
          "cls_token");

  @TempDir private Path folder = Path.of("set by JUnit");

  static Stream<String> fixtures() {
    return FIXTURES.stream();
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SafetensorsFuzzTest.class.getResourceAsStream(name + "/model.safetensors"))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void anyFileIsUnderstoodOrRefused(String name) throws IOException {
    byte[] whole = fixture(name);
    var random = new SplittableRandom(name.hashCode());
    int understood = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Path path = Files.write(folder.resolve("f.safetensors"), mutated(whole, random));
      long before = allocated();
      try (WeightsFile file = WeightsFile.open(path, KnownFacts.NONE)) {
        readAll(file.file());
        understood++;
      } catch (WeightsException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
      assertThat(allocated() - before).as("bytes of mutation %d", i).isLessThan(MOST_BYTES);
    }
    assertThat(understood).isLessThan(MUTATIONS);
  }

  /// Damage to the data alone is not the format's to find: such files are read.
  @Test
  void mutationsOfTheHeaderAreMostlyRefusedAndThoseOfDataAreNot() throws IOException {
    byte[] whole = fixture("timm-map");
    byte[] damaged = whole.clone();
    damaged[whole.length - 5] ^= 0x10;
    Path path = Files.write(folder.resolve("f.safetensors"), damaged);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      readAll(file);
      assertThat(file.tensors()).isNotEmpty();
    }
  }

  private static byte[] mutated(byte[] whole, SplittableRandom random) {
    int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] bytes = whole.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> bytes[random.nextInt(8)] = (byte) random.nextInt(256);
      case 2 -> bytes[8 + random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
      case 3 -> {
        for (int i = 0; i < 1 + random.nextInt(20); i++) {
          bytes[8 + random.nextInt(header)] = (byte) random.nextInt(256);
        }
      }
      case 4 -> {
        byte[] splinter =
            SPLINTERS.get(random.nextInt(SPLINTERS.size())).getBytes(StandardCharsets.UTF_8);
        int at = 8 + random.nextInt(header - splinter.length);
        System.arraycopy(splinter, 0, bytes, at, splinter.length);
      }
      default -> {
        int digit = 8 + random.nextInt(header);
        while (digit < 8 + header - 1 && !Character.isDigit(bytes[digit])) {
          digit++;
        }
        bytes[digit] = (byte) ('0' + random.nextInt(10));
      }
    }
    return bytes;
  }

  private static void readAll(SafetensorsFile file) throws IOException {
    for (TensorEntry entry : file.tensors().values()) {
      ByteBuffer buffer = ByteBuffer.allocate((int) entry.bytes());
      file.read(entry, 0, buffer);
      assertThat(buffer.hasRemaining()).isFalse();
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
