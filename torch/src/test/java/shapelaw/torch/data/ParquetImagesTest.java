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
import shapelaw.run.DataSpec.ImageFormat;
import shapelaw.torch.data.SampleImages.Origin;
import shapelaw.torch.image.CorruptImageException;
import shapelaw.torch.image.ImageDataException;

/// Against files that pyarrow and `datasets` wrote: `make_parquet.py` beside them.
class ParquetImagesTest {

  @TempDir Path folder;

  private Path copy(String name) throws IOException {
    return Files.write(folder.resolve(name), SampleImages.resource(name));
  }

  @ParameterizedTest
  @CsvSource({
    "hub.parquet, 60, 9",
    "version2-zstd.parquet, 60, 3",
    "version2-dictionary.parquet, 15, 1",
    "gzip.parquet, 60, 2",
    "uncompressed.parquet, 60, 2"
  })
  void readsEveryPictureAndItsLabel(String name, int distinct, int rowGroups) throws IOException {
    ParquetImages images = ParquetImages.open(copy(name));

    assertThat(images.size()).isEqualTo(60);
    assertThat(images.classNames()).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(images.blocks()).hasSize(rowGroups);
    assertThat(images.blocks().getLast().end()).isEqualTo(60);
    for (int row = 0; row < 60; row++) {
      int written = row % distinct;
      assertThat(images.label(row)).isEqualTo(written % 6);
      assertThat(SampleImages.origin(ImageFormat.PARQUET, images.picture(row)))
          .isEqualTo(new Origin(written % 6, written / 6));
    }
  }

  @Test
  void severalFilesFollowEachOtherByNameAndTestFilesAreLeftAlone() throws IOException {
    copy("gzip.parquet");
    Files.move(folder.resolve("gzip.parquet"), folder.resolve("train-1.parquet"));
    copy("version2-dictionary.parquet");
    Files.move(folder.resolve("version2-dictionary.parquet"), folder.resolve("train-0.parquet"));
    copy("refused-no-label.parquet");
    Files.move(folder.resolve("refused-no-label.parquet"), folder.resolve("test-0.parquet"));
    ParquetImages images = ParquetImages.open(folder);

    assertThat(images.size()).isEqualTo(120);
    assertThat(SampleImages.origin(ImageFormat.PARQUET, images.picture(59)).number()).isEqualTo(2);
    assertThat(SampleImages.origin(ImageFormat.PARQUET, images.picture(119)).number()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "refused-brotli.parquet, compressed by BROTLI",
    "refused-no-label.parquet, must be 0 or more but was -1",
    "refused-no-label-column.parquet, no a column of whole-numbered labels",
  })
  void whatItCannotUseIsRefusedAtOnce(String name, String reason) throws IOException {
    Path file = copy(name);
    assertThatThrownBy(() -> ParquetImages.open(file))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "refused-no-picture.parquet, has no value in column image",
    "refused-encoding.parquet, written in encoding 6",
  })
  void picturesItCannotReadAreRefusedWhenTheirTurnComes(String name, String reason)
      throws IOException {
    Path file = copy(name);
    ParquetImages images = ParquetImages.open(file);
    assertThatThrownBy(() -> images.picture(0))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void aDamagedPictureIsNamedByItsRow() throws IOException {
    Path file = copy("uncompressed.parquet");
    byte[] bytes = Files.readAllBytes(file);
    // The signature of the third PNG file, which is that of row 2.
    int at = -1;
    for (int found = 0; found < 3; found++) {
      at = indexOfPng(bytes, at + 1);
    }
    bytes[at + 1] = 'X';
    Files.write(file, bytes);
    ParquetImages images = ParquetImages.open(file);

    assertThat(SampleImages.origin(ImageFormat.PARQUET, images.picture(1)).imageClass()).isOne();
    assertThatThrownBy(() -> images.picture(2))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining("row 2 of row group 0 in " + file);
  }

  private static int indexOfPng(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != (byte) 0x89 || bytes[at + 1] != 'P' || bytes[at + 2] != 'N') {
      at++;
    }
    return at;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 12, 700, 1400})
  void aFileThatBreaksOffIsRefused(int length) throws IOException {
    byte[] bytes = SampleImages.resource("version2-dictionary.parquet");
    Path file = Files.write(folder.resolve("cut.parquet"), java.util.Arrays.copyOf(bytes, length));
    assertThatThrownBy(() -> ParquetImages.open(file))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void recentRowGroupsStayInMemoryUpToTheLimit() {
    var read = new java.util.ArrayList<Integer>();
    var recent =
        new RecentlyUsed<Integer>(
            number -> {
              read.add(number);
              return number;
            },
            number -> 10,
            25);
    for (int number : new int[] {1, 2, 1, 3, 1, 2}) {
      assertThat(recent.get(number)).isEqualTo(number);
    }
    assertThat(read).isEqualTo(List.of(1, 2, 3, 2));
  }

  @Test
  void anItemThatFailedIsTriedAgain() {
    var tries = new java.util.concurrent.atomic.AtomicInteger();
    var recent =
        new RecentlyUsed<String>(
            number -> {
              if (tries.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
              }
              return "there";
            },
            text -> 1,
            10);
    assertThatThrownBy(() -> recent.get(5)).hasMessage("once");
    assertThat(recent.get(5)).isEqualTo("there");
  }
}
