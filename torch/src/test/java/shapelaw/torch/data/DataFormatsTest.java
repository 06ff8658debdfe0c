package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.run.DataSpec;
import shapelaw.run.DataSpec.ImageFormat;
import shapelaw.torch.data.SampleImages.Origin;
import shapelaw.torch.image.ImageDataException;

/// What holds for every format alike.
class DataFormatsTest {

  private static final int HELD_OUT = 2;
  private static final int VALIDATION = 9;
  private static final int TRAINING =
      (SampleImages.CLASSES - HELD_OUT) * SampleImages.PICTURES - VALIDATION;

  @TempDir Path folder;

  private ImageSource open(ImageFormat format) throws IOException {
    SampleImages.write(format, folder);
    return ImageSources.open(spec(format));
  }

  private DataSpec.Images spec(ImageFormat format) {
    return SampleImages.spec(format, folder, new DataSpec.Split(HELD_OUT, VALIDATION));
  }

  private static List<Origin> training(ImageFormat format, ImageSource source, int from, int to) {
    var origins = new ArrayList<Origin>();
    var pixels = new float[3 * SampleImages.SIZE * SampleImages.SIZE];
    for (int i = from; i < to; i++) {
      source.trainingImage(i, pixels, 0);
      origins.add(SampleImages.origin(format, pixels));
    }
    return origins;
  }

  private static List<Origin> validation(ImageFormat format, ImageSource source) {
    var origins = new ArrayList<Origin>();
    var pixels = new float[3 * SampleImages.SIZE * SampleImages.SIZE];
    for (int i = 0; i < source.validationImages(); i++) {
      source.validationImage(i, pixels, 0);
      origins.add(SampleImages.origin(format, pixels));
    }
    return origins;
  }

  private static List<Origin> evaluation(ImageFormat format, ImageSource source) {
    var origins = new ArrayList<Origin>();
    var pixels = new float[3 * SampleImages.SIZE * SampleImages.SIZE];
    for (int k = 0; k < source.evaluationClasses(); k++) {
      for (int i = 0; i < source.evaluationImages(k); i++) {
        source.evaluationImage(k, i, pixels, 0);
        origins.add(SampleImages.origin(format, pixels));
      }
    }
    return origins;
  }

  private static Set<Integer> classes(List<Origin> origins) {
    var classes = new HashSet<Integer>();
    origins.forEach(origin -> classes.add(origin.imageClass()));
    return classes;
  }

  @ParameterizedTest
  @EnumSource
  void everyPictureIsForOnePurposeAndNoneIsLost(ImageFormat format) throws IOException {
    ImageSource source = open(format);
    List<Origin> training = training(format, source, 0, TRAINING);
    List<Origin> validation = validation(format, source);
    List<Origin> evaluation = evaluation(format, source);

    assertThat(source.distinctTrainingImages()).isEqualTo(TRAINING);
    assertThat(validation).hasSize(VALIDATION);
    assertThat(evaluation).hasSize(HELD_OUT * SampleImages.PICTURES);
    assertThat(classes(training)).hasSize(4).containsAll(classes(validation));
    assertThat(classes(training)).doesNotContainAnyElementsOf(classes(evaluation));
    var all = new ArrayList<>(training);
    all.addAll(validation);
    all.addAll(evaluation);
    assertThat(all)
        .doesNotHaveDuplicates()
        .hasSize(SampleImages.CLASSES * SampleImages.PICTURES)
        .allMatch(o -> o.imageClass() < SampleImages.CLASSES && o.number() < SampleImages.PICTURES);
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreTheClassesOfThePictures(ImageFormat format) throws IOException {
    ImageSource source = open(format);
    var pixels = new float[3 * SampleImages.SIZE * SampleImages.SIZE];
    var classOfLabel = new int[source.classes()];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < TRAINING; i++) {
        int label = source.trainingImage(i, pixels, 0);
        int imageClass = SampleImages.origin(format, pixels).imageClass();
        if (round == 0) {
          classOfLabel[label] = imageClass;
        }
        assertThat(classOfLabel[label]).isEqualTo(imageClass);
      }
    }
    assertThat(classOfLabel).isSorted().doesNotHaveDuplicates();
    for (int i = 0; i < VALIDATION; i++) {
      int label = source.validationImage(i, pixels, 0);
      assertThat(SampleImages.origin(format, pixels).imageClass()).isEqualTo(classOfLabel[label]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyEpochShowsEveryTrainingImageOnceInAnotherOrder(ImageFormat format) throws IOException {
    ImageSource source = open(format);
    List<Origin> first = training(format, source, 0, TRAINING);
    List<Origin> second = training(format, source, TRAINING, 2 * TRAINING);

    assertThat(first).doesNotHaveDuplicates();
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void anImageDependsOnItsNumberAlone(ImageFormat format) throws IOException {
    ImageSource source = open(format);
    List<Origin> all = training(format, source, 0, 3 * TRAINING);

    for (int i : new int[] {90, 3, TRAINING, TRAINING - 1, 50, 0}) {
      ImageSource other = ImageSources.open(spec(format));
      assertThat(training(format, other, i, i + 1)).containsExactly(all.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSummaryTellsWhatIsThere(ImageFormat format) throws IOException {
    open(format);

    assertThat(ImageSources.summary(spec(format)))
        .isEqualTo(
            new DataSummary(4, TRAINING, VALIDATION, HELD_OUT, HELD_OUT * SampleImages.PICTURES));
    assertThat(ImageSources.trainingClasses(spec(format))).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void nothingNeedsToBeHeldOut(ImageFormat format) throws IOException {
    SampleImages.write(format, folder);
    ImageSource source =
        ImageSources.open(SampleImages.spec(format, folder, new DataSpec.Split(0, 0)));

    assertThat(source.evaluationClasses()).isZero();
    assertThat(source.validationImages()).isZero();
    assertThat(source.classes()).isEqualTo(SampleImages.CLASSES);
    assertThat(training(format, source, 0, 60)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void validationLeavesOneImageOfEachClass(ImageFormat format) throws IOException {
    SampleImages.write(format, folder);
    ImageSource source =
        ImageSources.open(SampleImages.spec(format, folder, new DataSpec.Split(2, 36)));

    assertThat(classes(training(format, source, 0, 4))).hasSize(4);
    assertThatThrownBy(
            () -> ImageSources.open(SampleImages.spec(format, folder, new DataSpec.Split(2, 37))))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining("must be at most 36")
        .hasMessageContaining("37");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotThereIsRefusedWithItsName(ImageFormat format) {
    Path missing = folder.resolve("nowhere");

    assertThatThrownBy(
            () -> ImageSources.open(SampleImages.spec(format, missing, new DataSpec.Split(0, 0))))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("does not exist");
    assertThatThrownBy(
            () -> ImageSources.open(SampleImages.spec(format, folder, new DataSpec.Split(0, 0))))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("none");
  }

  @Test
  void fractalsNeverEnd() {
    assertThat(ImageSources.summary(new DataSpec.Fractals(8, 5, new DataSpec.Split(3, 20), 1)))
        .isEqualTo(new DataSummary(5, Long.MAX_VALUE, 20, 3, Long.MAX_VALUE));
    assertThat(ImageSources.summary(new DataSpec.Fractals(8, 5, 0, 1)).evaluationImages()).isZero();
  }
}
