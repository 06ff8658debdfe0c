package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;

/// Damaged files of every format, made by seed from whole ones, give pictures or one clear error.
/// Any other exception, a lack of memory, a crash of the process or a hang fails the test; so does
/// a file that appears anywhere below the folder.
class CorruptFilesTest {

  private static final int INPUTS = 250;

  /// What is damaged, and how it is read to its end.
  enum Kind {
    PNG("a.png") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.encoded(1, 2, "png");
      }

      @Override
      void read(Path file) throws IOException {
        ImageDecoder.decode(Files.readAllBytes(file), file.toString());
      }
    },
    JPEG("a.jpg") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.encoded(1, 2, "jpg");
      }

      @Override
      void read(Path file) throws IOException {
        ImageDecoder.decode(Files.readAllBytes(file), file.toString());
      }
    },
    CIFAR("a.bin") {
      @Override
      byte[] whole() {
        return SampleImages.cifar(2, 0, 1);
      }

      @Override
      void read(Path file) {
        readAll(CifarFiles.open(file));
      }
    },
    IDX("images-idx3-ubyte") {
      @Override
      byte[] whole() throws IOException {
        return idx(false);
      }

      @Override
      void read(Path file) {
        readAll(IdxFiles.open(file));
      }
    },
    IDX_GZIPPED("images-idx3-ubyte.gz") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.gzip(idx(false));
      }

      // Damage under the compression too.
      @Override
      byte[] damaged(byte[] whole, SplittableRandom random) throws IOException {
        return random.nextBoolean()
            ? super.damaged(whole, random)
            : SampleImages.gzip(super.damaged(idx(false), random));
      }

      @Override
      void read(Path file) {
        readAll(IdxFiles.open(file));
      }
    },
    TAR("a.tar") {
      @Override
      byte[] whole() throws IOException {
        return tar();
      }

      // Headers with damage under a checksum that fits.
      @Override
      byte[] damaged(byte[] whole, SplittableRandom random) throws IOException {
        byte[] bytes = super.damaged(whole, random);
        if (random.nextInt(3) > 0) {
          for (int block = 0; block + 512 <= bytes.length; block += 512) {
            if (new String(bytes, block + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
              fixChecksum(bytes, block);
            }
          }
        }
        return bytes;
      }

      @Override
      void read(Path file) {
        readAll(TarShards.open(file));
      }
    },
    PARQUET_HUB("a.parquet") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.resource("hub.parquet");
      }
    },
    PARQUET_GZIP("a.parquet") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.resource("gzip.parquet");
      }
    },
    PARQUET_DICTIONARY("a.parquet") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.resource("version2-dictionary.parquet");
      }
    },
    PARQUET_ZSTD("a.parquet") {
      @Override
      byte[] whole() throws IOException {
        return SampleImages.resource("version2-zstd.parquet");
      }
    };

    private final String fileName;

    Kind(String fileName) {
      this.fileName = fileName;
    }

    abstract byte[] whole() throws IOException;

    /// Most damage hits the footer of a Parquet file as often as its pages.
    byte[] damaged(byte[] whole, SplittableRandom random) throws IOException {
      return mutated(whole, name().startsWith("PARQUET") && random.nextBoolean(), random);
    }

    void read(Path file) throws IOException {
      readAll(ParquetImages.open(file));
    }
  }

  private static byte[] idx(boolean labels) {
    ByteBuffer bytes = ByteBuffer.allocate(labels ? 8 + 12 : 16 + 12 * 30);
    if (labels) {
      return bytes.putInt(0x801).putInt(12).array();
    }
    return bytes.putInt(0x803).putInt(12).putInt(5).putInt(6).array();
  }

  private static byte[] tar() throws IOException {
    byte[] picture = SampleImages.encoded(1, 2, "png");
    return SampleImages.tar(
        Stream.of(
                new SampleImages.Member("a/x.cls", "7"),
                new SampleImages.Member("a/x.png", picture),
                new SampleImages.Member("l".repeat(120) + ".cls", "0"),
                new SampleImages.Member("l".repeat(120) + ".png", picture))
            .toList());
  }

  /// POSIX: the sum of the header's bytes, with blanks in the place of the sum.
  private static void fixChecksum(byte[] bytes, int block) {
    Arrays.fill(bytes, block + 148, block + 156, (byte) ' ');
    int sum = 0;
    for (int i = block; i < block + 512; i++) {
      sum += bytes[i] & 0xFF;
    }
    byte[] octal = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, bytes, block + 148, octal.length);
  }

  private static byte[] mutated(byte[] whole, boolean atTheEnd, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int from = atTheEnd ? bytes.length / 2 : 0;
    switch (random.nextInt(5)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          bytes[random.nextInt(from, bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> {
        var noise = new byte[1 + random.nextInt(20)];
        random.nextBytes(noise);
        int at = random.nextInt(from, bytes.length - noise.length);
        System.arraycopy(noise, 0, bytes, at, noise.length);
      }
      case 3 -> {
        int[] lengths = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30, 0, random.nextInt()};
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .putInt(
                random.nextInt(from, bytes.length - 4), lengths[random.nextInt(lengths.length)]);
      }
      default -> {
        // A part is lost, and what follows moves up.
        int at = random.nextInt(from, bytes.length - 1);
        int lost = random.nextInt(1, Math.min(600, bytes.length - at));
        System.arraycopy(bytes, at + lost, bytes, at, bytes.length - at - lost);
        bytes = Arrays.copyOf(bytes, bytes.length - lost);
      }
    }
    return bytes;
  }

  private static void readAll(LabelledImages images) {
    for (int i = 0; i < images.size(); i++) {
      assertThat(images.label(i)).isBetween(0, images.classNames().size() - 1);
      assertThat(images.picture(i).samples()).isNotEmpty();
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void damageGivesPicturesOrOneClearError(Kind kind) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path file = data.resolve(kind.fileName);
    Files.write(data.resolve("labels-idx1-ubyte"), idx(true));
    byte[] whole = kind.whole();
    Files.write(file, whole);
    kind.read(file);
    Set<Path> before = files();
    int refused = 0;
    for (int i = 0; i < INPUTS; i++) {
      Files.write(file, kind.damaged(whole, new SplittableRandom(i)));
      try {
        kind.read(file);
      } catch (ImageDataException e) {
        refused++;
        assertThat(e).as("input %d", i).hasMessageContaining(file.toString());
      } catch (Throwable e) {
        throw new AssertionError("input %d of %s".formatted(i, kind), e);
      }
    }
    // Most damage is seen; some changes only colours, labels or fields that nobody reads.
    assertThat(refused).isBetween(INPUTS / 5, INPUTS);
    assertThat(files()).isEqualTo(before);
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
