package shapelaw.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.runs.store.PlannedTrunk;

/// The disk that all trial folders lie on. What is wrong with one folder alone concerns its trunk
/// only; where the disk is full or cannot be written, no trunk can go on.
///
/// @param trials folder of the trial folders
record TrialDisk(Path trials) {

  private static final Logger LOG = LoggerFactory.getLogger(TrialDisk.class);

  /// More than the coordinator itself writes for one attempt.
  private static final int PROBE_BYTES = 64 * 1024;

  /// Why a trunk's folder cannot be used, in words that are the same for each trunk with that
  /// trouble.
  ///
  /// @throws IOException the fault itself if the disk cannot be written at all
  String reason(PlannedTrunk planned, IOException fault) throws IOException {
    try {
      probe();
    } catch (IOException e) {
      fault.addSuppressed(e);
      throw fault;
    }
    LOG.warn("The folder of trunk {} cannot be used.", planned.trunk().id(), fault);
    return "its trial folder cannot be used (%s).".formatted(describe(fault));
  }

  private void probe() throws IOException {
    Files.createDirectories(trials);
    try (FileChannel channel =
        FileChannel.open(
            trials.resolve("probe-" + UUID.randomUUID()),
            Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE))) {
      var bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true); // a network file system may not say before that it is full
    }
  }

  private static String describe(IOException fault) {
    if (fault instanceof FileSystemException file && file.getFile() != null) {
      String reason =
          Objects.requireNonNullElse(file.getReason(), fault.getClass().getSimpleName());
      return "%s: %s".formatted(Path.of(file.getFile()).getFileName(), reason);
    }
    return fault.toString();
  }
}
