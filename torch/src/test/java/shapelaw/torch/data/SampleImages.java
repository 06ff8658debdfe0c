package shapelaw.torch.data;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.RgbImage;

/// Six classes of ten flat pictures each, in every format. Class and number can be read from the
/// colour: red is 40 · class and green 20 · number; grey is 20 · class + number.
final class SampleImages {

  static final int CLASSES = 6;
  static final int PICTURES = 10;
  static final int SIZE = 8;

  private SampleImages() {}

  /// Which picture of which class.
  record Origin(int imageClass, int number) {}

  /// Writes a data set into an empty folder.
  static void write(DataSpec.ImageFormat format, Path folder) throws IOException {
    switch (format) {
      case FOLDER -> writeFolder(folder);
      case CIFAR -> writeCifar(folder);
      case IDX -> {
        writeIdx(folder, "train-images-idx3-ubyte", false, 0, PICTURES / 2);
        writeIdx(folder, "more-train-images.idx3-ubyte.gz", true, PICTURES / 2, PICTURES);
      }
      case WEBDATASET -> {
        Files.write(folder.resolve("train-0000.tar"), tar(0, PICTURES / 2));
        Files.write(folder.resolve("train-0001.tar"), tar(PICTURES / 2, PICTURES));
      }
      case PARQUET ->
          Files.write(folder.resolve("train-00000-of-00001.parquet"), resource("hub.parquet"));
    }
  }

  static DataSpec.Images spec(DataSpec.ImageFormat format, Path path, DataSpec.Split split) {
    return new DataSpec.Images(
        format,
        path.toString(),
        SIZE,
        split,
        new DataSpec.Preprocessing(DataSpec.Crop.INCEPTION, true, Optional.empty(), 1),
        1);
  }

  /// A file that lies beside the tests.
  static byte[] resource(String name) throws IOException {
    try (InputStream in = SampleImages.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  static Origin origin(DataSpec.ImageFormat format, RgbImage picture) {
    int red = picture.samples()[0] & 0xFF;
    int green = picture.samples()[1] & 0xFF;
    return origin(format, red, green);
  }

  /// From an input, (3, size, size) in [−1, 1].
  static Origin origin(DataSpec.ImageFormat format, float[] pixels) {
    return origin(format, level(pixels[0]), level(pixels[SIZE * SIZE]));
  }

  private static int level(float value) {
    return Math.round((value + 1) * 127.5f);
  }

  private static Origin origin(DataSpec.ImageFormat format, int red, int green) {
    return format == DataSpec.ImageFormat.IDX
        ? new Origin(red / 20, red % 20)
        : new Origin(red / 40, green / 20);
  }

  static byte[] encoded(int imageClass, int number, String format) throws IOException {
    var image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 120; p++) {
      image.setRGB(p % 12, p / 12, ((40 * imageClass) << 16) | ((20 * number) << 8) | 77);
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  private static void writeFolder(Path folder) throws IOException {
    for (int k = 0; k < CLASSES; k++) {
      Path classFolder = Files.createDirectory(folder.resolve("class" + k));
      for (int i = 0; i < PICTURES; i++) {
        Files.write(classFolder.resolve(i + ".png"), encoded(k, i, "png"));
      }
    }
  }

  private static void writeCifar(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("batches.meta.txt"), "aa\nbb\ncc\ndd\nee\nff\ngg\nhh\nii\njj\n\n");
    Files.write(folder.resolve("data_batch_1.bin"), cifar(1, 0, 6));
    Files.write(folder.resolve("data_batch_2.bin"), cifar(1, 6, PICTURES));
    Files.write(folder.resolve("test_batch.bin"), cifar(1, 0, 1));
  }

  /// Records of pictures `from` … `to` − 1 of every class; coarse labels are 7.
  static byte[] cifar(int labelBytes, int from, int to) {
    var bytes = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      for (int k = 0; k < CLASSES; k++) {
        if (labelBytes == 2) {
          bytes.write(7);
        }
        bytes.write(k);
        for (int level : new int[] {40 * k, 20 * i, 77}) {
          var plane = new byte[1024];
          Arrays.fill(plane, (byte) level);
          bytes.writeBytes(plane);
        }
      }
    }
    return bytes.toByteArray();
  }

  /// A pair of files; the labels are named after the pictures.
  static void writeIdx(Path folder, String name, boolean gzipped, int from, int to)
      throws IOException {
    int count = (to - from) * CLASSES;
    ByteBuffer pictures = ByteBuffer.allocate(16 + count * 30);
    pictures.putInt(0x803).putInt(count).putInt(5).putInt(6);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = from; i < to; i++) {
      for (int k = 0; k < CLASSES; k++) {
        labels.put((byte) k);
        for (int p = 0; p < 30; p++) {
          pictures.put((byte) (20 * k + i));
        }
      }
    }
    String labelName = name.replace("images", "labels").replace("idx3", "idx1");
    Files.write(folder.resolve(name), gzipped ? gzip(pictures.array()) : pictures.array());
    Files.write(folder.resolve(labelName), gzipped ? gzip(labels.array()) : labels.array());
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /// A member of a tar file.
  static final class Member {
    private final String name;
    private final byte[] content;

    Member(String name, byte[] content) {
      this.name = name;
      this.content = content;
    }

    Member(String name, String content) {
      this(name, content.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] tar(int from, int to) throws IOException {
    var members = new ArrayList<Member>();
    for (int i = from; i < to; i++) {
      for (int k = 0; k < CLASSES; k++) {
        // Names of more than 100 characters need a header of their own.
        String key = "train/n%d/%s%d".formatted(k, i == 3 ? "long".repeat(40) : "", i);
        members.add(new Member(key + ".cls", k + (i % 2 == 0 ? "\n" : "")));
        members.add(new Member(key + ".json", "{\"note\": \"passed over\"}"));
        members.add(new Member(key + (i % 2 == 0 ? ".png" : ".PNG"), encoded(k, i, "png")));
      }
    }
    return tar(members);
  }

  static byte[] tar(List<Member> members) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream buffered = new BufferedOutputStream(bytes);
        var out = new TarArchiveOutputStream(buffered)) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Member member : members) {
        var entry = new TarArchiveEntry(member.name);
        entry.setSize(member.content.length);
        out.putArchiveEntry(entry);
        out.write(member.content);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
