package shapelaw.torch.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionalReadsTest {

  @TempDir private Path folder;

  private FileChannel channel;

  @BeforeEach
  void open() throws IOException {
    channel = FileChannel.open(Files.writeString(folder.resolve("letters"), "abcdef"));
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
  }

  @Test
  void bytesAreThoseFromThePositionOn() throws IOException {
    assertThat(PositionalReads.bytes(channel, 2, 3)).asString().isEqualTo("cde");
    assertThat(PositionalReads.bytes(channel, 0, 6)).asString().isEqualTo("abcdef");
    assertThat(PositionalReads.bytes(channel, 6, 0)).isEmpty();
    assertThat(channel.position()).isZero();
  }

  @Test
  void aBufferIsFilledFromItsOwnPositionToItsLimit() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap("......".getBytes(UTF_8)).position(1).limit(5);
    PositionalReads.fill(channel, buffer, 1);
    assertThat(buffer.array()).asString().isEqualTo(".bcde.");
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"4,3", "6,1", "7,0", "-1,2", "0,-1", "9223372036854775807,2147483647"})
  void bytesThatTheFileHasNotAreRefused(long from, int length) {
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> PositionalReads.bytes(channel, from, length))
        .withMessage("the file has 6 bytes, not %d from byte %d on", length, from);
  }

  @Test
  void aFileThatEndsBeforeTheBufferIsFullIsRefused() {
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> PositionalReads.fill(channel, ByteBuffer.allocate(3), 4))
        .withMessage("the file has 6 bytes, not 1 from byte 6 on");
  }
}
