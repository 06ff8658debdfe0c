package shapelaw.torch.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;

/// The checkpoint of a trunk in its folder: the newest, and the one before it in case the newest
/// cannot be read.
///
/// A file is written beside its final place, forced to disk and moved there in one go, so that a
/// crash at any moment leaves a whole one. Layout, big-endian: magic, format version, trunk id,
/// position, sizes and then numbers of the tensors of the live state and of the trunk's snapshot
/// (none outside branches), CRC-32C of all that. Numbers of tensors are in native byte order: a
/// checkpoint is for the machine that wrote it.
final class CheckpointFile {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);

  private static final long MAGIC = 0x5348_4150_454c_4157L; // "SHAPELAW"
  private static final int FORMAT = 1;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int CRC_BYTES = Long.BYTES;

  private final Path newest;
  private final Path previous;
  private final Path unfinished;
  private final String trunkId;

  CheckpointFile(Path folder, String trunkId) {
    this.newest = folder.resolve("checkpoint.bin");
    this.previous = folder.resolve("checkpoint.previous.bin");
    this.unfinished = folder.resolve("checkpoint.tmp");
    this.trunkId = trunkId;
  }

  /// What was read besides the tensors, which have been filled.
  ///
  /// @param position where training was
  /// @param withSnapshot true if the snapshot has been filled too
  record Content(Position position, boolean withSnapshot) {}

  /// Writes a checkpoint; the one before it stays as a fallback.
  ///
  /// @param live the live state
  /// @param snapshot the trunk's state where the branch left it; empty outside branches
  void write(Position position, List<Tensor> live, List<Tensor> snapshot) throws IOException {
    try {
      writeUnfinished(position, live, snapshot);
      if (Files.exists(newest)) {
        Files.move(newest, previous, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(unfinished, newest, StandardCopyOption.ATOMIC_MOVE);
      forceFolder();
    } catch (IOException e) {
      delete(unfinished); // half a checkpoint must not keep a full disk full
      throw e;
    }
  }

  private void writeUnfinished(Position position, List<Tensor> live, List<Tensor> snapshot)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream buffered =
            new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK_BYTES)) {
      var checked = new CheckedOutputStream(buffered, new CRC32C());
      var out = new DataOutputStream(checked);
      out.writeLong(MAGIC);
      out.writeInt(FORMAT);
      out.writeUTF(trunkId);
      writePosition(out, position);
      writeSizes(out, live);
      writeSizes(out, snapshot);
      writeTensors(out, live);
      writeTensors(out, snapshot);
      out.writeLong(checked.getChecksum().getValue());
      out.flush();
      channel.force(true);
    }
  }

  /// A rename survives a power failure only after its folder is forced, too.
  private void forceFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(newest.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static void writePosition(DataOutputStream out, Position position) throws IOException {
    out.writeLong(position.trunkStep());
    out.writeDouble(position.trunkSeconds());
    out.writeBoolean(position.branch().isPresent());
    if (position.branch().isPresent()) {
      Position.Branch branch = position.branch().get();
      out.writeUTF(branch.run().hex());
      out.writeLong(branch.step());
      out.writeDouble(branch.seconds());
      out.writeDouble(branch.lossSum());
    }
  }

  private static Position readPosition(DataInputStream in) throws IOException {
    long trunkStep = in.readLong();
    double trunkSeconds = in.readDouble();
    Optional<Position.Branch> branch =
        in.readBoolean()
            ? Optional.of(
                new Position.Branch(
                    new RunId(in.readUTF()), in.readLong(), in.readDouble(), in.readDouble()))
            : Optional.empty();
    return new Position(trunkStep, trunkSeconds, branch);
  }

  private static void writeSizes(DataOutputStream out, List<Tensor> tensors) throws IOException {
    out.writeInt(tensors.size());
    for (Tensor tensor : tensors) {
      out.writeLong(tensor.nbytes());
    }
  }

  /// Reads sizes and compares them, before anything is filled.
  ///
  /// @return how many tensors there are
  private static int readSizes(DataInputStream in, List<Tensor> tensors, boolean mayBeNone)
      throws IOException {
    int count = in.readInt();
    if (count == 0 && mayBeNone) {
      return 0;
    }
    requireEqual("the number of its tensors", tensors.size(), count);
    for (Tensor tensor : tensors) {
      requireEqual("the bytes of a tensor", tensor.nbytes(), in.readLong());
    }
    return count;
  }

  private static void writeTensors(DataOutputStream out, List<Tensor> tensors) throws IOException {
    var chunk = new byte[CHUNK_BYTES];
    try (var _ = new PointerScope()) {
      for (Tensor tensor : tensors) {
        var bytes = new BytePointer(tensor.data_ptr());
        for (long at = 0; at < tensor.nbytes(); at += CHUNK_BYTES) {
          int count = (int) Math.min(CHUNK_BYTES, tensor.nbytes() - at);
          bytes.position(at).get(chunk, 0, count);
          out.write(chunk, 0, count);
        }
      }
    }
  }

  private static void readTensors(DataInputStream in, List<Tensor> tensors) throws IOException {
    var chunk = new byte[CHUNK_BYTES];
    try (var _ = new PointerScope()) {
      for (Tensor tensor : tensors) {
        var bytes = new BytePointer(tensor.data_ptr());
        for (long at = 0; at < tensor.nbytes(); at += CHUNK_BYTES) {
          int count = (int) Math.min(CHUNK_BYTES, tensor.nbytes() - at);
          in.readFully(chunk, 0, count);
          bytes.position(at).put(chunk, 0, count);
        }
      }
    }
  }

  /// Fills the tensors from the newest checkpoint that is whole and belongs to this trunk. What
  /// cannot be used is named in a warning.
  ///
  /// @param live the live state, to be filled
  /// @param snapshot room for the trunk's snapshot, filled if the checkpoint has one
  /// @return empty if there is none; the tensors are then as they were
  Optional<Content> read(List<Tensor> live, List<Tensor> snapshot) {
    for (Path file : List.of(newest, previous)) {
      try {
        requireWhole(file);
        return Optional.of(readWhole(file, live, snapshot));
      } catch (NoSuchFileException e) {
        LOG.debug("no checkpoint {}", file);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("checkpoint {} is ignored: {}", file, e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static void requireWhole(Path file) throws IOException {
    long size = Files.size(file);
    if (size < CRC_BYTES) {
      throw new IOException("a checkpoint must have a checksum but was %d bytes.".formatted(size));
    }
    var crc = new CRC32C();
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      for (long left = size - CRC_BYTES; left > 0; left -= chunk.limit()) {
        chunk.clear().limit((int) Math.min(left, CHUNK_BYTES));
        readFully(channel, chunk);
        crc.update(chunk.flip());
      }
      ByteBuffer stored = ByteBuffer.allocate(CRC_BYTES);
      readFully(channel, stored);
      requireEqual("its checksum", crc.getValue(), stored.flip().getLong());
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the file ended early.");
      }
    }
  }

  private Content readWhole(Path file, List<Tensor> live, List<Tensor> snapshot)
      throws IOException {
    try (InputStream plain = Files.newInputStream(file);
        var in = new DataInputStream(new BufferedInputStream(plain, CHUNK_BYTES))) {
      requireEqual("its first bytes", MAGIC, in.readLong());
      requireEqual("its format", FORMAT, in.readInt());
      String owner = in.readUTF();
      if (!owner.equals(trunkId)) {
        throw new IOException("it must be of trunk %s but was of %s.".formatted(trunkId, owner));
      }
      Position position = readPosition(in);
      readSizes(in, live, false);
      boolean withSnapshot = readSizes(in, snapshot, true) > 0;
      readTensors(in, live);
      if (withSnapshot) {
        readTensors(in, snapshot);
      }
      return new Content(position, withSnapshot);
    }
  }

  private static void requireEqual(String what, long expected, long found) throws IOException {
    if (expected != found) {
      throw new IOException("%s must be %d but was %d.".formatted(what, expected, found));
    }
  }

  /// Removes all checkpoints, after the last result is safe.
  void delete() {
    List.of(newest, previous, unfinished).forEach(CheckpointFile::delete);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("checkpoint {} could not be removed: {}", file, e.toString());
    }
  }
}
