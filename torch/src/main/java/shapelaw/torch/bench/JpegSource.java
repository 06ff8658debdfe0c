package shapelaw.torch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import shapelaw.run.DataSpec;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.JpegLibrary;
import shapelaw.torch.image.Preprocessor;
import shapelaw.torch.image.RgbImage;

/// The paper's preprocessing of files that are read and decoded anew each time, as in the first
/// epoch of a training run on more files than memory holds.
final class JpegSource implements ImageSource {

  private final List<Path> files;
  private final int imageSize;
  private final int classes;
  private final JpegLibrary library;
  private final Preprocessor preprocessor;

  JpegSource(JpegFiles files, int imageSize, int classes, JpegLibrary library) {
    this.files = files.files();
    this.imageSize = imageSize;
    this.classes = classes;
    this.library = library;
    this.preprocessor = new Preprocessor(DataSpec.Preprocessing.PAPER, imageSize);
  }

  /// Reads and decodes a file, and nothing more.
  RgbImage decode(long index) {
    Path file = file(index);
    return ImageDecoder.decode(read(file), file.toString(), Integer.MAX_VALUE, library);
  }

  @Override
  public int trainingImage(long index, float[] pixels, int offset) {
    Path file = file(index);
    var random = new SplittableRandom(index);
    preprocessor.training(read(file), file.toString(), library, random, pixels, offset);
    return (int) (index % classes);
  }

  private Path file(long index) {
    return files.get((int) (index % files.size()));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String fingerprint() {
    return files.size() + " files";
  }

  @Override
  public int imageSize() {
    return imageSize;
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
  public long distinctTrainingImages() {
    return files.size();
  }

  @Override
  public int evaluationClasses() {
    return 0;
  }

  @Override
  public int evaluationImages(int evaluationClass) {
    throw new IndexOutOfBoundsException("there are no held-out classes");
  }

  @Override
  public void evaluationImage(int evaluationClass, int index, float[] pixels, int offset) {
    throw new IndexOutOfBoundsException("there are no held-out classes");
  }

  @Override
  public int validationImages() {
    return 0;
  }

  @Override
  public int validationImage(int index, float[] pixels, int offset) {
    throw new IndexOutOfBoundsException("there are no validation images");
  }
}
