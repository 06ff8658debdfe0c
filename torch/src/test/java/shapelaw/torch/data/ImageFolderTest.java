package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.CorruptImageException;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.Preprocessor;
import shapelaw.torch.image.RgbImage;

class ImageFolderTest {

  private static final int CLASSES = 6;
  private static final int FILES = 7;
  private static final int HELD_OUT = 2;

  @TempDir Path folder;

  /// Flat pictures whose red is 40 · class and whose green is 30 · number tell which file an image
  /// comes from.
  @BeforeEach
  void writeImages() throws IOException {
    for (int k = 0; k < CLASSES; k++) {
      Path classFolder = Files.createDirectory(folder.resolve("class" + k));
      for (int i = 0; i < FILES; i++) {
        write(classFolder.resolve(i + ".png"), 40 * k, 30 * i);
      }
    }
  }

  private static void write(Path file, int red, int green) throws IOException {
    var image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 600; p++) {
      image.setRGB(p % 30, p / 30, red << 16 | green << 8 | 77);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private DataSpec.Images spec(long seed) {
    return spec(folder, HELD_OUT, seed);
  }

  private static DataSpec.Images spec(Path folder, int heldOut, long seed) {
    return new DataSpec.Images(
        DataSpec.ImageFormat.FOLDER,
        folder.toString(),
        8,
        new DataSpec.Split(heldOut, 0),
        new DataSpec.Preprocessing(DataSpec.Crop.INCEPTION, true, Optional.empty(), 1),
        seed);
  }

  private static int level(float value) {
    return Math.round((value + 1) * 127.5f);
  }

  private record Origin(int imageClass, int file) {

    static Origin of(float[] pixels) {
      return new Origin(level(pixels[0]) / 40, level(pixels[64]) / 30);
    }
  }

  private static Origin training(ImageSource source, long index) {
    var pixels = new float[3 * 64];
    source.trainingImage(index, pixels, 0);
    return Origin.of(pixels);
  }

  private static Set<Origin> heldOut(ImageSource source) {
    var origins = new HashSet<Origin>();
    var pixels = new float[3 * 64];
    for (int k = 0; k < source.evaluationClasses(); k++) {
      for (int i = 0; i < source.evaluationImages(k); i++) {
        source.evaluationImage(k, i, pixels, 0);
        origins.add(Origin.of(pixels));
      }
    }
    return origins;
  }

  @Test
  void everyEpochShowsEveryTrainingFileOnceInAnotherOrder() {
    ImageSource source = ImageSources.open(spec(1));
    int files = (CLASSES - HELD_OUT) * FILES;
    assertThat(source.distinctTrainingImages()).isEqualTo(files);
    var orders = new ArrayList<List<Origin>>();
    for (int epoch = 0; epoch < 3; epoch++) {
      var order = new ArrayList<Origin>();
      for (int i = 0; i < files; i++) {
        order.add(training(source, (long) epoch * files + i));
      }
      assertThat(order).doesNotHaveDuplicates();
      orders.add(order);
    }
    assertThat(orders.get(0)).isNotEqualTo(orders.get(1)).containsAll(orders.get(1));
    assertThat(orders.get(2)).isNotEqualTo(orders.get(0)).isNotEqualTo(orders.get(1));
  }

  /// Written down from the release of which results exist: a study that goes on must see the same
  /// images in the same order, and hold out the same classes.
  @Test
  void orderAndSplitOfASeedAreThoseOfEarlierResults() {
    ImageSource source = ImageSources.open(spec(1));
    var order = new StringBuilder();
    for (long index = 0; index < 2 * source.distinctTrainingImages(); index++) {
      Origin origin = training(source, index);
      order.append(origin.imageClass).append(origin.file).append(' ');
    }
    var heldOut = new StringBuilder();
    var pixels = new float[3 * 64];
    for (int k = 0; k < HELD_OUT; k++) {
      for (int i = 0; i < FILES; i++) {
        source.evaluationImage(k, i, pixels, 0);
        heldOut.append(Origin.of(pixels).imageClass).append(Origin.of(pixels).file).append(' ');
      }
    }
    assertThat(order.toString())
        .isEqualTo(
            "54 22 52 15 21 10 50 26 46 16 40 41 56 55 51 45 20 25 14 12 43 23 44 24 13 53 11 42 "
                + "54 20 55 53 22 45 41 13 50 42 56 12 52 15 14 23 43 24 51 46 21 16 44 25 40 11 "
                + "26 10 ");
    assertThat(heldOut.toString()).isEqualTo("01 00 03 05 02 04 06 33 30 36 35 31 34 32 ");
  }

  /// As in earlier releases: the random changes of image i follow from the seed and i alone.
  @Test
  void randomChangesAreDrawnByTheNumberInTheStream() throws IOException {
    for (int k = 0; k < CLASSES; k++) {
      for (int i = 0; i < FILES; i++) {
        textured(folder.resolve("class%d/%d.png".formatted(k, i)));
      }
    }
    DataSpec.Images spec = spec(1);
    ImageSource source = ImageSources.open(spec);
    var preprocessor = new Preprocessor(spec.preprocessing(), spec.imageSize());
    RgbImage picture = ImageDecoder.decode(folder.resolve("class0/0.png")).shrunkTo(4 * 8);
    for (long index : new long[] {0, 1, 27, 28, 100}) {
      var expected = new float[3 * 64];
      var random = new SplittableRandom(Seeds.of(1, 1, index));
      preprocessor.training(picture, random, expected, 0);
      var found = new float[3 * 64];
      source.trainingImage(index, found, 0);
      assertThat(found).containsExactly(expected);
    }
  }

  @Test
  void heldOutClassesNeverOccurInTraining() {
    for (long seed = 0; seed < 5; seed++) {
      ImageSource source = ImageSources.open(spec(seed));
      Set<Origin> heldOut = heldOut(source);
      assertThat(heldOut).hasSize(HELD_OUT * FILES);
      for (int i = 0; i < 40; i++) {
        assertThat(heldOut).doesNotContain(training(source, i));
      }
    }
  }

  @Test
  void theSeedDrawsTheHeldOutClasses() {
    var drawn = new HashSet<Set<Origin>>();
    for (long seed = 0; seed < 10; seed++) {
      drawn.add(heldOut(ImageSources.open(spec(seed))));
    }
    assertThat(drawn).hasSizeGreaterThan(3);
  }

  @Test
  void labelsFollowTheNamesOfTheTrainingClasses() {
    ImageSource source = ImageSources.open(spec(1));
    var pixels = new float[3 * 64];
    var classOfLabel = new int[source.classes()];
    for (int i = 0; i < source.distinctTrainingImages(); i++) {
      int label = source.trainingImage(i, pixels, 0);
      classOfLabel[label] = Origin.of(pixels).imageClass;
    }
    assertThat(classOfLabel).isSorted();
    assertThat(source.classes()).isEqualTo(CLASSES - HELD_OUT);
    assertThat(ImageSources.trainingClasses(spec(1))).isEqualTo(CLASSES - HELD_OUT);
  }

  @Test
  void sameIndexGivesTheSamePixelsAgain() throws IOException {
    textured(folder.resolve("class0/0.png"));
    textured(folder.resolve("class1/0.png"));
    textured(folder.resolve("class2/0.png"));
    for (long index = 0; index < 60; index++) {
      var first = new float[3 * 64];
      var second = new float[3 * 64];
      ImageSources.open(spec(1)).trainingImage(index, first, 0);
      ImageSource other = ImageSources.open(spec(1));
      other.trainingImage(59 - index, second, 0);
      other.trainingImage(index, second, 0);
      assertThat(second).containsExactly(first);
    }
  }

  private static void textured(Path file) throws IOException {
    var image = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 2000; p++) {
      image.setRGB(p % 50, p / 50, p * 7919);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void evaluationTakesTheCentralSquare() throws IOException {
    for (int k = 0; k < CLASSES; k++) {
      for (int i = 0; i < FILES; i++) {
        var image = new BufferedImage(30, 10, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 10; y++) {
          for (int x = 10; x < 20; x++) {
            image.setRGB(x, y, 0xFFFFFF);
          }
        }
        ImageIO.write(image, "png", folder.resolve("class" + k + "/" + i + ".png").toFile());
      }
    }
    var pixels = new float[3 * 64];
    ImageSources.open(spec(1)).evaluationImage(0, 0, pixels, 0);
    for (float value : pixels) {
      assertThat(value).isCloseTo(1, within(1e-6f));
    }
  }

  @Test
  void otherFilesHiddenFoldersAndLinksBackUpDoNoHarm() throws IOException {
    Files.writeString(folder.resolve("README.txt"), "notes");
    Files.writeString(folder.resolve("class0/labels.csv"), "notes");
    Files.createDirectory(folder.resolve(".cache"));
    Files.createSymbolicLink(folder.resolve("class0/loop"), folder);
    Files.createSymbolicLink(folder.resolve("self"), folder.resolve("self"));
    Files.createDirectory(folder.resolve("class1/folder.png"));
    ImageSource source = ImageSources.open(spec(1));
    assertThat(source.classes()).isEqualTo(CLASSES - HELD_OUT);
    assertThat(source.distinctTrainingImages()).isEqualTo((CLASSES - HELD_OUT) * FILES);
  }

  @Test
  void aCorruptFileIsNamedWhenItsTurnComes() throws IOException {
    Path bad = folder.resolve("class3/2.png");
    Files.writeString(bad, "not a picture");
    ImageSource source = ImageSources.open(spec(1));
    assertThatThrownBy(
            () -> {
              heldOut(source);
              for (int i = 0; i < source.distinctTrainingImages(); i++) {
                training(source, i);
              }
            })
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining(bad.toString())
        .hasMessageContaining("must be a readable JPEG or PNG image");
  }

  @Test
  void unusableFoldersAreRefusedWithAReason() throws IOException {
    Path missing = folder.resolve("nowhere");
    assertRefused(missing, HELD_OUT, "does not exist");
    assertRefused(folder.resolve("class0/0.png"), HELD_OUT, "is a file");
    assertRefused(Files.createDirectory(folder.resolve(".empty")), HELD_OUT, "held none");
    assertRefused(folder, CLASSES - 1, "Maybe lower the number of evaluation classes");
    Path classWithout = Files.createDirectory(folder.resolve("class9"));
    assertRefused(folder, HELD_OUT, classWithout.toString());
  }

  private static void assertRefused(Path folder, int heldOut, String reason) {
    DataSpec.Images spec = spec(folder, heldOut, 1);
    assertThatThrownBy(() -> ImageSources.open(spec))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> ImageSources.trainingClasses(spec))
        .isInstanceOf(ImageDataException.class);
  }
}
