package shapelaw.dashboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The end of what an attempt logged.
///
/// @param text its last lines; empty if there is none
/// @param cut true if there is more above
record LogTail(String text, boolean cut) {

  static final LogTail NONE = new LogTail("", false);

  /// Bytes that are read.
  static final int MOST_BYTES = 64 * 1024;

  /// Colours of terminals, and everything else that is no text.
  private static final Pattern CONTROLS =
      Pattern.compile("\\x1b\\[[0-9;?]*[ -/]*[@-~]|[\\p{Cc}&&[^\\n\\t]]");

  /// Reads the end of a file; a file that is not there is no log.
  static LogTail of(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return NONE;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long from = Math.max(0, channel.size() - MOST_BYTES);
      channel.position(from);
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // reads on
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int firstLine = from == 0 ? 0 : text.indexOf('\n') + 1;
      return new LogTail(CONTROLS.matcher(text.substring(firstLine)).replaceAll(""), from > 0);
    } catch (NoSuchFileException e) {
      return NONE;
    }
  }
}
