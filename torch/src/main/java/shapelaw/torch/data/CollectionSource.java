package shapelaw.torch.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import shapelaw.run.DataSpec;
import shapelaw.run.Sha256;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.Preprocessor;
import shapelaw.torch.image.RgbImage;

/// Images from a collection of files, whatever their format. The training stream goes through all
/// training images again and again, each time in another seeded order ([EpochOrder]), with random
/// changes drawn by the number in the stream; image i is found without those before it.
///
/// Every picture is first shrunk to a shorter side of at most [#KEPT_SCALE] × image size; crops are
/// taken from that.
final class CollectionSource implements ImageSource {

  /// Shorter side kept, in image sizes: the smallest crop (5 % of the area) then still has about
  /// `imageSize` pixels.
  private static final int KEPT_SCALE = 4;

  private static final int CROP = 1;

  private static final int FINGERPRINT_BYTES = 8;

  private final DataSpec.Images spec;
  private final LabelledImages images;
  private final CollectionSplit split;
  private final Preprocessor preprocessor;
  private final ShrunkPictures pictures;

  /// The orders of two neighbouring epochs, by the epoch's parity: generator threads work around an
  /// epoch's end.
  private final AtomicReferenceArray<Epoch> epochs = new AtomicReferenceArray<>(2);

  /// An epoch's order, as numbers of pictures.
  private static final class Epoch {
    private final long number;
    private final int[] order;

    Epoch(long number, int[] order) {
      this.number = number;
      this.order = order;
    }
  }

  /// @throws ImageDataException if the collection can't be split as asked
  CollectionSource(DataSpec.Images spec, LabelledImages images) {
    this.spec = spec;
    this.images = images;
    this.split = CollectionSplit.of(images, spec);
    this.preprocessor = new Preprocessor(spec.preprocessing(), spec.imageSize());
    this.pictures = new ShrunkPictures(images, KEPT_SCALE * spec.imageSize());
  }

  /// Labels in the order of the pictures, names of classes, and what is read together, which
  /// decides the order of an epoch.
  @Override
  public String fingerprint() {
    MessageDigest digest = Sha256.begin();
    digest.update(
        "%d %s %s"
            .formatted(images.size(), images.classNames(), images.blocks())
            .getBytes(StandardCharsets.UTF_8));
    ByteBuffer label = ByteBuffer.allocate(Integer.BYTES);
    for (int picture = 0; picture < images.size(); picture++) {
      digest.update(label.putInt(0, images.label(picture)).array());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
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
    return split.trainingClasses();
  }

  @Override
  public int evaluationClasses() {
    return split.evaluation().length;
  }

  @Override
  public long distinctTrainingImages() {
    return split.training().length;
  }

  @Override
  public int evaluationImages(int evaluationClass) {
    return split.evaluation()[evaluationClass].length;
  }

  @Override
  public int trainingImage(long index, float[] pixels, int offset) {
    int count = split.training().length;
    int picture = order(index / count)[(int) (index % count)];
    var random = new SplittableRandom(Seeds.of(spec.seed(), CROP, index));
    preprocessor.training(pictures.get(picture), random, pixels, offset);
    return label(picture);
  }

  @Override
  public int validationImages() {
    return split.validation().length;
  }

  @Override
  public int validationImage(int index, float[] pixels, int offset) {
    int picture = split.validation()[index];
    preprocessor.evaluation(pictures.get(picture), pixels, offset);
    return label(picture);
  }

  @Override
  public void evaluationImage(int evaluationClass, int index, float[] pixels, int offset) {
    int picture = split.evaluation()[evaluationClass][index];
    preprocessor.evaluation(pictures.get(picture), pixels, offset);
  }

  private int label(int picture) {
    return split.label(images.label(picture));
  }

  private int[] order(long number) {
    int slot = (int) (number & 1);
    @Nullable Epoch epoch = epochs.get(slot);
    if (epoch == null || epoch.number != number) {
      int[] order = EpochOrder.of(split.training(), images.blocks(), spec.seed(), number);
      epoch = new Epoch(number, order);
      epochs.set(slot, epoch);
    }
    return epoch.order;
  }
}
