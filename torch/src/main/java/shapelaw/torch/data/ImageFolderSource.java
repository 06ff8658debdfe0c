package shapelaw.torch.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.Preprocessor;
import shapelaw.torch.image.RgbImage;

/// Images from a folder. The training stream goes through all training files again and again, each
/// time in another seeded order, with an inception crop and a mirror image drawn by the number in
/// the stream. Evaluation images are central squares.
///
/// Every file is first shrunk to a shorter side of at most [#KEPT_SCALE] × image size; crops are
/// taken from that. The shrunk pictures stay in memory up to a quarter of the heap, which changes
/// the speed and nothing else.
final class ImageFolderSource implements ImageSource {

  /// Shorter side kept, in image sizes: the smallest crop (5 % of the area) then still has about
  /// `imageSize` pixels.
  private static final int KEPT_SCALE = 4;

  private static final double SHARE_OF_HEAP = 0.25;

  private static final int ORDER = 0;
  private static final int CROP = 1;
  private static final int EVALUATION_ORDER = 2;

  private final DataSpec.Images spec;
  private final Preprocessor preprocessor;
  private final int classes;
  private final List<LabelledFile> trainingFiles;
  private final List<List<Path>> evaluationFiles;

  /// The orders of two neighbouring epochs, by the epoch's parity: generator threads work around an
  /// epoch's end.
  private final AtomicReferenceArray<Epoch> epochs = new AtomicReferenceArray<>(2);

  private final ConcurrentHashMap<Path, RgbImage> kept = new ConcurrentHashMap<>();
  private final AtomicLong bytesLeft =
      new AtomicLong((long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP));

  private record LabelledFile(Path file, int label) {}

  private record Epoch(long number, List<LabelledFile> order) {}

  private ImageFolderSource(DataSpec.Images spec, FolderListing listing) {
    this.spec = spec;
    this.preprocessor = new Preprocessor(spec.preprocessing(), spec.imageSize());
    this.classes = listing.trainingClasses().size();
    this.trainingFiles = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      for (Path file : listing.trainingClasses().get(label).files()) {
        trainingFiles.add(new LabelledFile(file, label));
      }
    }
    this.evaluationFiles = new ArrayList<>();
    for (int k = 0; k < listing.evaluationClasses().size(); k++) {
      var files = new ArrayList<>(listing.evaluationClasses().get(k).files());
      Collections.shuffle(files, new SplittableRandom(Seeds.of(spec.seed(), EVALUATION_ORDER, k)));
      evaluationFiles.add(files);
    }
  }

  /// Lists the folder; files are decoded when they are asked for.
  ///
  /// @throws ImageDataException if the folder can't be used
  static ImageFolderSource open(DataSpec.Images spec) {
    return new ImageFolderSource(spec, FolderListing.of(spec));
  }

  @Override
  public int imageSize() {
    return spec.imageSize();
  }

  @Override
  public int channels() {
    return RgbImage.CHANNELS;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int evaluationClasses() {
    return evaluationFiles.size();
  }

  @Override
  public long distinctTrainingImages() {
    return trainingFiles.size();
  }

  @Override
  public int evaluationImages(int evaluationClass) {
    return evaluationFiles.get(evaluationClass).size();
  }

  @Override
  public int trainingImage(long index, float[] pixels, int offset) {
    List<LabelledFile> order = order(index / trainingFiles.size());
    LabelledFile chosen = order.get((int) (index % trainingFiles.size()));
    var random = new SplittableRandom(Seeds.of(spec.seed(), CROP, index));
    preprocessor.training(image(chosen.file), random, pixels, offset);
    return chosen.label;
  }

  @Override
  public int validationImages() {
    return 0;
  }

  @Override
  public int validationImage(int index, float[] pixels, int offset) {
    throw new IndexOutOfBoundsException("there are no validation images");
  }

  @Override
  public void evaluationImage(int evaluationClass, int index, float[] pixels, int offset) {
    RgbImage image = image(evaluationFiles.get(evaluationClass).get(index));
    preprocessor.evaluation(image, pixels, offset);
  }

  private List<LabelledFile> order(long number) {
    int slot = (int) (number & 1);
    @Nullable Epoch epoch = epochs.get(slot);
    if (epoch == null || epoch.number != number) {
      var order = new ArrayList<>(trainingFiles);
      Collections.shuffle(order, new SplittableRandom(Seeds.of(spec.seed(), ORDER, number)));
      epoch = new Epoch(number, order);
      epochs.set(slot, epoch);
    }
    return epoch.order;
  }

  private RgbImage image(Path file) {
    @Nullable RgbImage known = kept.get(file);
    if (known != null) {
      return known;
    }
    RgbImage image = ImageDecoder.decode(file).shrunkTo(KEPT_SCALE * spec.imageSize());
    int bytes = image.samples().length;
    if (bytesLeft.addAndGet(-bytes) < 0 || kept.putIfAbsent(file, image) != null) {
      bytesLeft.addAndGet(bytes);
    }
    return image;
  }
}
