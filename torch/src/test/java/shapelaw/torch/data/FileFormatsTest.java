package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DataSpec.ImageFormat;
import shapelaw.torch.data.SampleImages.Member;
import shapelaw.torch.data.SampleImages.Origin;
import shapelaw.torch.image.CorruptImageException;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.RgbImage;

/// What is particular to CIFAR, IDX and WebDataset.
class FileFormatsTest {

  @TempDir Path folder;

  private void refused(Function<Path, ?> open, Path path, String... reasons) {
    assertThatThrownBy(() -> open.apply(path))
        .isInstanceOf(ImageDataException.class)
        .hasMessageContainingAll(reasons);
  }

  @Test
  void cifar100CountsTheFineLabelAndLeavesTheTestFileAlone() throws IOException {
    Files.write(folder.resolve("train.bin"), SampleImages.cifar(2, 0, 3));
    Files.write(folder.resolve("test.bin"), SampleImages.cifar(2, 3, 4));
    Files.writeString(
        folder.resolve("fine_label_names.txt"), "apple\n".repeat(5) + "bee\n" + "cat\n".repeat(94));
    CifarFiles images = CifarFiles.open(folder);

    assertThat(images.size()).isEqualTo(18);
    assertThat(images.classNames()).hasSize(6).endsWith("bee");
    assertThat(images.label(17)).isEqualTo(5);
    assertThat(SampleImages.origin(ImageFormat.CIFAR, images.picture(17)))
        .isEqualTo(new Origin(5, 2));
    assertThat(CifarFiles.open(folder.resolve("test.bin")).size()).isEqualTo(6);
  }

  @Test
  void cifarPlanesBecomePixels() throws IOException {
    var record = new byte[3073];
    for (int p = 0; p < 3072; p++) {
      record[p + 1] = (byte) (p * 31);
    }
    RgbImage picture =
        CifarFiles.open(Files.write(folder.resolve("data_batch_1.bin"), record)).picture(0);

    assertThat(picture.width()).isEqualTo(32);
    for (int p = 0; p < 1024; p++) {
      for (int c = 0; c < 3; c++) {
        assertThat(picture.samples()[3 * p + c]).isEqualTo((byte) ((c * 1024 + p) * 31));
      }
    }
  }

  @Test
  void cifarFilesThatAreNotWholeAreRefused() throws IOException {
    byte[] whole = SampleImages.cifar(1, 0, 1);
    Path file = folder.resolve("data_batch_1.bin");
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    refused(CifarFiles::open, folder, file.toString(), "whole records");
    whole[3073] = 10;
    Files.write(file, whole);
    refused(CifarFiles::open, folder, file.toString(), "image 1", "must be in 0 … 9 but was 10");
    Files.write(file, new byte[0]);
    refused(CifarFiles::open, folder, "whole records");
    Files.writeString(folder.resolve("batches.meta.txt"), "");
    refused(CifarFiles::open, folder, file.toString(), "was empty");
  }

  @Test
  void idxTakesPlainOrGzippedPairsAndGreyBecomesColour() throws IOException {
    SampleImages.writeIdx(folder, "train-images-idx3-ubyte", false, 0, 5);
    SampleImages.writeIdx(folder, "train-images-idx3-ubyte.gz", true, 0, 5);
    SampleImages.writeIdx(folder, "t10k-images-idx3-ubyte.gz", true, 5, 6);
    IdxFiles images = IdxFiles.open(folder);

    assertThat(images.size()).isEqualTo(30);
    RgbImage picture = images.picture(29);
    assertThat(picture.width()).isEqualTo(6);
    assertThat(picture.height()).isEqualTo(5);
    assertThat(picture.samples()).containsOnly(104);
    assertThat(IdxFiles.open(folder.resolve("t10k-images-idx3-ubyte.gz")).size()).isEqualTo(6);
  }

  @Test
  void idxFilesThatDoNotFitAreRefused() throws IOException {
    SampleImages.writeIdx(folder, "train-images-idx3-ubyte", false, 0, 2);
    Path pictures = folder.resolve("train-images-idx3-ubyte");
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    byte[] whole = Files.readAllBytes(pictures);
    Files.write(pictures, Arrays.copyOf(whole, whole.length - 1));
    refused(
        IdxFiles::open, folder, pictures.toString(), "held 359 bytes where its header says 360");
    Files.write(pictures, whole);
    Files.write(labels, ByteBuffer.allocate(10).putInt(0x801).putInt(2).array());
    refused(IdxFiles::open, folder, labels.toString(), "one label for each of the 12 pictures");
    Files.delete(labels);
    refused(IdxFiles::open, folder, pictures.toString(), "no such file");
    whole[3] = 1;
    Files.write(pictures, whole);
    refused(IdxFiles::open, folder, pictures.toString());
    Files.write(pictures, new byte[] {0, 0, 13, 3, 0, 0, 0, 1});
    refused(IdxFiles::open, folder, pictures.toString(), "began with 00000d03");
  }

  /// A gigabyte of zeros packs into a megabyte.
  @Test
  void aGzippedFileUnpacksNoFurtherThanItsHeaderSays() throws IOException {
    SampleImages.writeIdx(folder, "train-images-idx3-ubyte.gz", true, 0, 2);
    Path pictures = folder.resolve("train-images-idx3-ubyte.gz");
    ByteBuffer bytes = ByteBuffer.allocate(30_000_000);
    bytes.putInt(0x803).putInt(12).putInt(5).putInt(6);
    Files.write(pictures, SampleImages.gzip(bytes.array()));
    refused(IdxFiles::open, folder, pictures.toString(), "did not hold the 360 bytes");
    ByteBuffer huge = ByteBuffer.allocate(16);
    huge.putInt(0x803).putInt(Integer.MAX_VALUE).putInt(5).putInt(6);
    Files.write(pictures, SampleImages.gzip(huge.array()));
    refused(IdxFiles::open, folder, pictures.toString(), "Maybe unpack it");
    huge.putInt(4, 1_000_000);
    Files.write(pictures, SampleImages.gzip(huge.array()));
    refused(IdxFiles::open, folder, pictures.toString(), "more than it can hold");
  }

  @Test
  void gzippedFilesShareOneBoundOfMemory() throws IOException {
    SampleImages.writeIdx(folder, "train-1-images-idx3-ubyte.gz", true, 0, 5);
    SampleImages.writeIdx(folder, "train-2-images-idx3-ubyte.gz", true, 5, 10);
    // 30 pictures of 30 bytes and their labels in each pair.
    assertThat(IdxFiles.open(folder, 2 * 930).size()).isEqualTo(60);
    refused(
        path -> IdxFiles.open(path, 2 * 930 - 31),
        folder,
        folder.resolve("train-2-images-idx3-ubyte.gz").toString(),
        "unpacks to 900 bytes where gzipped files may take 899 more");
  }

  private Path shard(Member... members) throws IOException {
    return Files.write(folder.resolve("a.tar"), SampleImages.tar(List.of(members)));
  }

  @Test
  void samplesAreToldApartByThePathUpToTheFirstDot() throws IOException {
    byte[] picture = SampleImages.encoded(1, 2, "png");
    TarShards images =
        TarShards.open(
            shard(
                new Member("README", "nothing"),
                new Member("a.b/x.jpg", picture),
                new Member("a.b/x.cls", "7"),
                new Member("a.c/x.cls", "0"),
                new Member("a.c/x.seg.png", "not the picture"),
                new Member("a.c/x.jpeg", picture),
                new Member("a.c/.hidden", "0"),
                new Member("../../../etc/x.cls", " 3\r\n"),
                new Member("../../../etc/x.png", picture)));

    assertThat(images.size()).isEqualTo(3);
    assertThat(images.classNames()).containsExactly("0", "3", "7");
    assertThat(images.label(0)).isEqualTo(2);
    assertThat(images.label(1)).isEqualTo(0);
    assertThat(SampleImages.origin(ImageFormat.WEBDATASET, images.picture(2)))
        .isEqualTo(new Origin(1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "",
        "-1",
        "1.5",
        "99999999999",
        "1 2",
        "11111111111111111111111111111111111111"
      })
  void aLabelIsAWholeNumber(String text) throws IOException {
    Path file = shard(new Member("x.cls", text), new Member("x.png", new byte[3]));
    refused(TarShards::open, file, file.toString(), "x.cls", "must be a whole number");
  }

  @Test
  void samplesThatAreNotWholeAreRefused() throws IOException {
    refused(TarShards::open, shard(new Member("x.cls", "1")), "sample x", "no picture");
    refused(
        TarShards::open,
        shard(new Member("x.png", "1"), new Member("y.cls", "1")),
        "sample x",
        "no label");
    refused(
        TarShards::open,
        shard(new Member("x.png", "1"), new Member("x.jpg", "1"), new Member("x.cls", "1")),
        "two pictures",
        "x.jpg");
  }

  @Test
  void aDamagedMemberIsNamed() throws IOException {
    Path file = shard(new Member("k/x.cls", "1"), new Member("k/x.png", "no picture"));
    TarShards images = TarShards.open(file);
    assertThatThrownBy(() -> images.picture(0))
        .isInstanceOf(CorruptImageException.class)
        .hasMessageContaining("k/x.png in " + file);
  }

  @Test
  void aCompressedOrShortenedTarIsRefused() throws IOException {
    Path file = shard(new Member("x.cls", "1"), new Member("x.png", new byte[3000]));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, SampleImages.gzip(whole));
    refused(TarShards::open, file, file.toString(), "not compressed");
    // In a header, in the content, between two members, in the padding.
    for (int length : new int[] {200, 1024 + 100, 1024 + 512 + 2000, 1024, 700}) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(TarShards::open, file, file.toString(), "whole tar file");
    }
    refused(TarShards::open, shard(new Member("notes.txt", "1")), file.toString(), "held none");
  }
}
