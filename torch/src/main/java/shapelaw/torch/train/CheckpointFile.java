package shapelaw.torch.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.RunId;
import shapelaw.run.Trunk;
import shapelaw.torch.model.Activation;
import shapelaw.torch.weights.ModelMetadata;
import shapelaw.torch.weights.NumberType;
import shapelaw.torch.weights.SafetensorsFile;
import shapelaw.torch.weights.SafetensorsWriter;
import shapelaw.torch.weights.TensorEntry;
import shapelaw.torch.weights.TensorNumbers;
import shapelaw.torch.weights.WeightNames;
import shapelaw.torch.weights.WeightsException;

/// The checkpoint of a trunk in its folder: the newest, and the one before it in case the newest
/// cannot be read.
///
/// A checkpoint is a safetensors file. It has each parameter under its own name, the optimiser's
/// state under `optimizer.…`, and in a cool-down branch the trunk's state where the branch left it
/// under `branch_point.…`. Its metadata say whose it is, where training was, and the checksum of it
/// all. A file is written beside its final place, forced to disk and moved there in one go, so that
/// a crash at any moment leaves a whole one.
final class CheckpointFile {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);

  private static final String TRUNK = "trunk";
  private static final String DATA = "data";
  private static final String TRUNK_STEP = "trunk_step";
  private static final String TRUNK_SECONDS = "trunk_seconds";
  private static final String BRANCH_RUN = "branch_run";
  private static final String BRANCH_STEP = "branch_step";
  private static final String BRANCH_SECONDS = "branch_seconds";
  private static final String BRANCH_LOSS_SUM = "branch_loss_sum";

  private final Path newest;
  private final Path previous;
  private final Path unfinished;
  private final List<Path> olderFormat;
  private final Trunk trunk;
  private final String dataFingerprint;

  /// @param dataFingerprint of the images that are there now
  CheckpointFile(Path folder, Trunk trunk, String dataFingerprint) {
    this.newest = folder.resolve("checkpoint.safetensors");
    this.previous = folder.resolve("checkpoint.previous.safetensors");
    this.unfinished = folder.resolve("checkpoint.tmp");
    this.olderFormat =
        List.of(folder.resolve("checkpoint.bin"), folder.resolve("checkpoint.previous.bin"));
    this.trunk = trunk;
    this.dataFingerprint = dataFingerprint;
  }

  /// What was read besides the tensors, which have been filled.
  ///
  /// @param position where training was
  /// @param withSnapshot true if the snapshot has been filled too
  record Content(Position position, boolean withSnapshot) {}

  /// Writes a checkpoint; the one before it stays as a fallback.
  ///
  /// @param live the live state by name
  /// @param snapshot the trunk's state where the branch left it; empty outside branches
  void write(Position position, Map<String, Tensor> live, Map<String, Tensor> snapshot)
      throws IOException {
    var contents = new ArrayList<SafetensorsWriter.Content>();
    live.forEach((name, tensor) -> contents.add(TensorNumbers.content(name, tensor)));
    snapshot.forEach((name, tensor) ->
        contents.add(TensorNumbers.content(ModelMetadata.BRANCH_POINT + name, tensor)));
    try {
      SafetensorsWriter.writeInPlace(unfinished, contents, metadata(position));
      if (Files.exists(newest)) {
        Files.move(newest, previous, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(unfinished, newest, StandardCopyOption.ATOMIC_MOVE);
      SafetensorsWriter.forceFolder(newest);
    } catch (IOException | RuntimeException e) {
      delete(unfinished); // half a checkpoint must not keep a full disk full
      throw e;
    }
  }

  private Map<String, String> metadata(Position position) {
    Map<String, String> texts =
        ModelMetadata.of(WeightNames.SHAPELAW, trunk.longest().model(), Activation.GELU);
    texts.put(ModelMetadata.KIND, ModelMetadata.CHECKPOINT);
    texts.put(TRUNK, trunk.id());
    texts.put(DATA, dataFingerprint);
    texts.put(TRUNK_STEP, String.valueOf(position.trunkStep()));
    texts.put(TRUNK_SECONDS, String.valueOf(position.trunkSeconds()));
    position
        .branch()
        .ifPresent(branch -> {
          texts.put(BRANCH_RUN, branch.run().hex());
          texts.put(BRANCH_STEP, String.valueOf(branch.step()));
          texts.put(BRANCH_SECONDS, String.valueOf(branch.seconds()));
          texts.put(BRANCH_LOSS_SUM, String.valueOf(branch.lossSum()));
        });
    return texts;
  }

  private static Position position(Map<String, String> metadata) {
    Optional<Position.Branch> branch =
        metadata.containsKey(BRANCH_RUN)
            ? Optional.of(
                new Position.Branch(
                    value(metadata, BRANCH_RUN, RunId::new),
                    value(metadata, BRANCH_STEP, Long::valueOf),
                    value(metadata, BRANCH_SECONDS, Double::valueOf),
                    value(metadata, BRANCH_LOSS_SUM, Double::valueOf)))
            : Optional.empty();
    return new Position(
        value(metadata, TRUNK_STEP, Long::valueOf),
        value(metadata, TRUNK_SECONDS, Double::valueOf),
        branch);
  }

  private static <T> T value(Map<String, String> metadata, String key, Function<String, T> reader) {
    String text = metadata.get(key);
    if (text == null) {
      throw new WeightsException("its metadata must have %s but have not.".formatted(key));
    }
    return reader.apply(text);
  }

  /// Fills the tensors from the newest checkpoint that is whole and belongs to this trunk. What
  /// cannot be used is named in a warning.
  ///
  /// @param live the live state by name, to be filled
  /// @param snapshot room for the trunk's snapshot, filled if the checkpoint has one
  /// @return empty if there is none; the tensors may then be filled in part
  Optional<Content> read(Map<String, Tensor> live, Map<String, Tensor> snapshot) {
    for (Path file : List.of(newest, previous)) {
      try {
        return Optional.of(read(file, live, snapshot));
      } catch (NoSuchFileException e) {
        LOG.debug("no checkpoint {}", file);
      } catch (IOException | WeightsException | IllegalArgumentException e) {
        LOG.warn("checkpoint {} is ignored: {}", file, e.getMessage());
      }
    }
    olderFormat.stream()
        .filter(Files::exists)
        .forEach(file ->
            LOG.warn(
                "checkpoint {} is of an earlier format and ignored: training starts over", file));
    return Optional.empty();
  }

  private Content read(Path path, Map<String, Tensor> live, Map<String, Tensor> snapshot)
      throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      if (!file.hasChecksum()) {
        throw new WeightsException("a checkpoint must have a checksum but has none.");
      }
      file.requireIntact();
      String owner = file.metadata().getOrDefault(TRUNK, "no trunk");
      if (!owner.equals(trunk.id())) {
        throw new WeightsException(
            "it must be of trunk %s but was of %s.".formatted(trunk.id(), owner));
      }
      requireSameData(file.metadata());
      Position position = position(file.metadata());
      boolean withSnapshot = position.branch().isPresent() && hasSnapshot(file);
      Map<String, Tensor> all = new LinkedHashMap<>(live);
      if (withSnapshot) {
        snapshot.forEach((name, tensor) -> all.put(ModelMetadata.BRANCH_POINT + name, tensor));
      }
      requireFit(file, all);
      var numbers = new TensorNumbers(file);
      for (Map.Entry<String, Tensor> tensor : all.entrySet()) {
        numbers.read(file.tensor(tensor.getKey()), 0, tensor.getValue());
      }
      return new Content(position, withSnapshot);
    }
  }

  /// Steps on other images than those before would give the numbers of neither.
  private void requireSameData(Map<String, String> metadata) {
    String found = metadata.getOrDefault(DATA, "unknown");
    if (!found.equals(dataFingerprint)) {
      throw new WeightsException(
          "its data must be those that are there now (fingerprint %s) but were others (%s): classes, labels or number of images have changed. This trunk is trained from its start."
              .formatted(dataFingerprint, found));
    }
  }

  private static boolean hasSnapshot(SafetensorsFile file) {
    return file.tensors().keySet().stream()
        .anyMatch(name -> name.startsWith(ModelMetadata.BRANCH_POINT));
  }

  /// Compares names, types and sizes before anything is filled.
  private static void requireFit(SafetensorsFile file, Map<String, Tensor> tensors) {
    if (!file.tensors().keySet().equals(tensors.keySet())) {
      throw new WeightsException(
          "it must have the %d tensors of the training but has %d, not all of the same names."
              .formatted(tensors.size(), file.tensors().size()));
    }
    tensors.forEach((name, tensor) -> {
      TensorEntry entry = file.tensor(name);
      NumberType type = TensorNumbers.typeOf(tensor);
      if (entry.numbers() != tensor.numel() || entry.type() != type) {
        throw new WeightsException(
            "'%s' must have %d numbers of type %s but has %d of type %s."
                .formatted(name, tensor.numel(), type, entry.numbers(), entry.type()));
      }
    });
  }

  /// Removes all checkpoints, after the last result is safe.
  void delete() {
    List.of(newest, previous, unfinished).forEach(CheckpointFile::delete);
    olderFormat.forEach(CheckpointFile::delete);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException | RuntimeException e) {
      LOG.warn("checkpoint {} could not be removed: {}", file, e.toString());
    }
  }
}
