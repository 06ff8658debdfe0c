package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path file(byte[] header, int dataBytes) throws IOException {
    return file(header.length, header, dataBytes);
  }

  private Path file(long length, byte[] header, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(header);
    while (bytes.hasRemaining()) {
      bytes.put((byte) bytes.position());
    }
    return Files.write(folder.resolve("a.safetensors"), bytes.array());
  }

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private static SafetensorsWriter.Content content(
      String name, NumberType type, List<Long> shape, byte[] bytes) {
    return new SafetensorsWriter.Content(
        name, type, shape, out -> out.write(ByteBuffer.wrap(bytes)));
  }

  private static byte[] bytes(SafetensorsFile file, String name) throws IOException {
    TensorEntry entry = file.tensor(name);
    ByteBuffer buffer = ByteBuffer.allocate((int) entry.bytes());
    file.read(entry, 0, buffer);
    return buffer.array();
  }

  @Test
  void readsWhatTheFormatsPageShows() throws IOException {
    Path path =
        file(
            "{\"__metadata__\":{\"a\":\"b\"},\"x\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"y\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[8,10]}}",
            10);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.metadata()).containsExactly(Map.entry("a", "b"));
      assertThat(file.tensors().keySet()).containsExactly("x", "y");
      assertThat(file.tensor("x").shape()).containsExactly(1L, 2L);
      assertThat(file.tensor("y").numbers()).isEqualTo(1);
      assertThat(bytes(file, "y")).hasSize(2);
      assertThat(file.hasChecksum()).isFalse();
    }
  }

  @Test
  void anEmptyTableIsAFile() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(file("{}", 0))) {
      assertThat(file.tensors()).isEmpty();
    }
  }

  /// Headers for 8 bytes of data, each with one thing wrong, and a part of what is said about it.
  static Stream<Arguments> hostileHeaders() {
    return Stream.of(
        arguments("", "must begin with '{'"),
        arguments("[]", "must begin with '{'"),
        arguments(" {}", "must begin with '{'"),
        arguments("{\"x\":", "valid JSON"),
        arguments(x("F32", "[2]", "0,8") + "{}", "more follows"),
        arguments("{\"x\":3}", "'x' must be START_OBJECT but was VALUE_NUMBER_INT"),
        arguments("{\"__metadata__\":{\"a\":1}}", "__metadata__ 'a' must be VALUE_STRING"),
        arguments("{\"__metadata__\":{\"a\":null}}", "__metadata__ 'a' must be VALUE_STRING"),
        arguments("{\"__metadata__\":[]}", "'__metadata__' must be START_OBJECT"),
        arguments(two("x", "x"), "Duplicate"),
        arguments("{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "Duplicate"),
        arguments("{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}", "dtype, shape and two data_offsets"),
        arguments(x("F32", "[2]", "0"), "dtype, shape and two data_offsets"),
        arguments(x("F32", "[2]", "0,8,9"), "dtype, shape and two data_offsets"),
        arguments("{\"x\":{\"dtype\":\"F32\",\"strides\":[2]}}", "but has 'strides'"),
        arguments(x("F33", "[2]", "0,8"), "but was 'F33'"),
        arguments(x("f32", "[2]", "0,8"), "but was 'f32'"),
        arguments(x("F32", "[2.0]", "0,8"), "shape of 'x' must be VALUE_NUMBER_INT"),
        arguments(x("F32", "[[2]]", "0,8"), "shape of 'x' must be VALUE_NUMBER_INT"),
        arguments(x("F32", "2", "0,8"), "shape of 'x' must be START_ARRAY"),
        arguments(x("F32", "[-2]", "0,8"), "must not be negative"),
        arguments(x("F32", "[-2,-1]", "0,8"), "must not be negative"),
        arguments(x("F32", "[99999999999999999999]", "0,8"), "valid JSON"),
        arguments(x("F32", "[4611686018427387905]", "0,4"), "must fit into a file"),
        arguments(x("U8", "[4294967296,4294967296]", "0,0"), "must fit into a file"),
        arguments(x("F32", "[3]", "0,8"), "must hold 12 bytes"),
        arguments(x("F64", "[2]", "0,8"), "must hold 16 bytes"),
        arguments(x("F32", "[2]", "8,0"), "must be ascending"),
        arguments(x("F32", "[2]", "-8,0"), "must be ascending"),
        arguments(x("F32", "[2]", "8,16"), "must begin at byte 0"),
        arguments(x("F32", "[3]", "0,12"), "must be the 12 bytes that the header describes"),
        arguments(x("F32", "[1]", "0,4"), "must be the 4 bytes that the header describes"),
        arguments("{}", "must be the 0 bytes that the header describes"),
        arguments(two("x", "y"), "'y' must begin at byte 8 of the data"),
        arguments("{\"a\":".repeat(2000), "must"));
  }

  private static String x(String type, String shape, String offsets) {
    return "{" + tensor("x", type, shape, offsets) + "}";
  }

  private static String two(String first, String second) {
    return "{%s,%s}"
        .formatted(tensor(first, "F32", "[2]", "0,8"), tensor(second, "F32", "[1]", "4,8"));
  }

  private static String tensor(String name, String type, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s]}"
        .formatted(name, type, shape, offsets);
  }

  @ParameterizedTest
  @MethodSource("hostileHeaders")
  void aHostileHeaderIsRefusedInOneSentence(String header, String reason) throws IOException {
    Path path = file(header, 8);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(reason)
        .hasMessageStartingWith(path.toString())
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1000, 100_000_001, 0x7fff_ffff, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void aHeaderThatClaimsTooMuchIsRefusedBeforeItIsRead(long length) throws IOException {
    Path path = file(length, new byte[100], 8);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("must have at most 108 bytes but says that it has");
  }

  /// 200 MB that take no space on most file systems.
  @Test
  void aHeaderAboveWhatTheReferenceTakesIsRefused() throws IOException {
    Path path = file(150_000_000, new byte[0], 0);
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), 200_000_000);
    }
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("at most 100000000 bytes but says that it has 150000000");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] header = x("F32", "[2]", "0,8").getBytes(StandardCharsets.UTF_8);
    header[2] = (byte) 0xff;
    Path path = file(header, 8);
    assertThatThrownBy(() -> SafetensorsFile.open(path)).hasMessageContaining("must be UTF-8");
  }

  @Test
  void aTensorOfNothingIsReadAndCoversNothing() throws IOException {
    Path path =
        file(
            "{" + tensor("n", "F32", "[0,7]", "8,8") + "," + tensor("x", "F32", "[2]", "0,8") + "}",
            8);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.tensor("n").numbers()).isZero();
    }
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path path = folder.resolve("w.safetensors");
    byte[] floats = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] halves = {9, 10};
    SafetensorsWriter.write(
        path,
        List.of(
            content("b \"ä\"", NumberType.F16, List.of(), halves),
            content("a", NumberType.F32, List.of(2L, 1L), floats)),
        Map.of("key", "value, \"quoted\""));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(bytes(file, "a")).isEqualTo(floats);
      assertThat(bytes(file, "b \"ä\"")).isEqualTo(halves);
      assertThat(file.tensor("a").shape()).containsExactly(2L, 1L);
      assertThat(file.metadata()).containsEntry("key", "value, \"quoted\"");
      file.requireIntact();
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  /// As the reference implementation does: data from a multiple of 8 on, wide numbers first.
  @Test
  void everyNumberIsAligned() throws IOException {
    Path path = folder.resolve("w.safetensors");
    var contents = new ArrayList<SafetensorsWriter.Content>();
    for (NumberType type : NumberType.values()) {
      contents.add(content(type.name(), type, List.of(3L), new byte[3 * type.bytes()]));
    }
    SafetensorsWriter.write(path, contents, Map.of());
    long header =
        ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.tensors().values())
          .allSatisfy(entry -> assertThat(entry.begin() % entry.type().bytes()).isZero());
    }
  }

  @Test
  void everyFlippedBitOfOurFilesIsFound() throws IOException {
    Path path = folder.resolve("w.safetensors");
    SafetensorsWriter.write(
        path, List.of(content("a", NumberType.F32, List.of(2L), new byte[8])), Map.of("k", "v"));
    byte[] whole = Files.readAllBytes(path);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path, damaged);
      assertThatThrownBy(
              () -> {
                try (SafetensorsFile file = SafetensorsFile.open(path)) {
                  file.requireIntact();
                  assertThat(file.hasChecksum()).as("the key itself was hit").isTrue();
                  throw new AssertionError("the damage was not found");
                }
              })
          .as("bit %d", bit)
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(WeightsException.class),
              e -> assertThat(e).hasMessageContaining("the key itself was hit"));
    }
  }

  @Test
  void aWriteThatFailsLeavesTheFileAsItWas() throws IOException {
    Path path = Files.writeString(folder.resolve("w.safetensors"), "before");
    var failing =
        new SafetensorsWriter.Content(
            "a",
            NumberType.F32,
            List.of(2L),
            out -> {
              out.write(ByteBuffer.allocate(4));
              throw new IOException("the disk is full");
            });
    assertThatThrownBy(() -> SafetensorsWriter.write(path, List.of(failing), Map.of()))
        .hasMessage("the disk is full");
    assertThat(path).hasContent("before");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsNoCrash() throws IOException {
    Path path = file(x("F32", "[2]", "0,8"), 8);
    try (SafetensorsFile file = SafetensorsFile.open(path);
        var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(20);
      assertThatThrownBy(() -> bytes(file, "x"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("ended early");
    }
  }
}
