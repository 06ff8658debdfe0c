package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.torch.image.ImageDataException;

class DataFilesTest {

  @TempDir Path folder;

  private List<String> training(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
    return DataFiles.training(folder, "WebDataset", List.of(".tar")).stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test.tar",
        "test0.tar",
        "testset.tar",
        "testing-1.tar",
        "birds-test-0.tar",
        "birds_VAL_0.tar",
        "val2.tar",
        "valid.tar",
        "validation-00000-of-00001.tar",
        "x.dev.tar",
        "eval.tar",
        "t10k-images.tar",
        "train-val.tar"
      })
  void filesOfOtherSplitsAreLeftAlone(String other) throws IOException {
    assertThat(training(other, "birds-0.tar")).containsExactly("birds-0.tar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"contest.tar", "valley-1.tar", "devices.tar", "medieval.tar", "latest_0.tar"})
  void namesThatOnlyContainSuchAWordAreNotOfAnotherSplit(String name) throws IOException {
    assertThat(training(name)).containsExactly(name);
  }

  @ParameterizedTest
  @CsvSource({"train.tar", "birds-TRAIN-0.tar", "training.tar", "x_train0.tar", "trainval.tar"})
  void filesNamedTrainAreTakenAlone(String name) throws IOException {
    assertThat(training("birds-0.tar", name)).containsExactly(name);
  }

  @Test
  void constrainedIsNotTrain() throws IOException {
    assertThat(training("birds.tar", "constrained.tar"))
        .containsExactly("birds.tar", "constrained.tar");
  }

  @Test
  void aFolderOfOtherSplitsAloneIsRefusedButItsFilesCanBeNamed() throws IOException {
    assertThatThrownBy(() -> training("val-0.tar", "val-1.tar"))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContainingAll(
            folder.toString(), "only files of other splits, such as val-0.tar", "file itself");
    Path file = folder.resolve("val-1.tar");
    assertThat(DataFiles.training(file, "WebDataset", List.of(".tar"))).containsExactly(file);
  }
}
