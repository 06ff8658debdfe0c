package shapelaw.torch.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.jspecify.annotations.Nullable;
import shapelaw.torch.files.PositionalReads;
import shapelaw.torch.image.ImageDataException;

/// One tar file of a WebDataset (<https://github.com/webdataset/webdataset>): where its pictures
/// lie and what their labels are. Members that follow each other with the same path up to the first
/// dot of the base name make a sample; its picture ends in `.jpg`, `.jpeg` or `.png`, its label is
/// the whole number in the text of its `.cls`. Other members are passed over. Names of members tell
/// samples apart and are never used as paths.
final class TarShard {

  private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png");
  private static final String LABEL = "cls";

  /// A label is a number of at most ten digits, perhaps with a line's end.
  private static final int MOST_LABEL_BYTES = 32;

  private static final int BLOCK_BYTES = 512;

  private final Path file;
  private final long[] offsets;
  private final long[] sizes;
  private final int[] labels;

  private TarShard(Path file, long[] offsets, long[] sizes, int[] labels) {
    this.file = file;
    this.offsets = offsets;
    this.sizes = sizes;
    this.labels = labels;
  }

  /// Walks the headers of a shard and reads its labels; pictures are not read.
  ///
  /// @throws ImageDataException if it is damaged or a sample is not whole
  static TarShard open(Path file) {
    var walk = new Walk(file);
    walkMembers(file, walk::member);
    walk.endSample();
    if (walk.count == 0) {
      throw new ImageDataException(
          "tar shard %s must hold samples of one .jpg, .jpeg or .png and one .cls but held none."
              .formatted(file));
    }
    return new TarShard(
        file,
        Arrays.copyOf(walk.offsets, walk.count),
        Arrays.copyOf(walk.sizes, walk.count),
        Arrays.copyOf(walk.labels, walk.count));
  }

  int size() {
    return labels.length;
  }

  int[] labels() {
    return labels;
  }

  /// Bytes of a picture.
  FilePart picture(int index) {
    return new FilePart(file, offsets[index], sizes[index]);
  }

  /// What to call a picture in errors; finds the member's name by another walk.
  String name(int index) {
    var name = new String[] {"the member at byte " + offsets[index]};
    walkMembers(
        file,
        (member, channel) -> {
          if (member.getDataOffset() == offsets[index]) {
            name[0] = printable(member.getName());
          }
        });
    return "%s in %s".formatted(name[0], file);
  }

  @FunctionalInterface
  private interface Members {
    void next(TarArchiveEntry member, FileChannel channel) throws IOException;
  }

  private static void walkMembers(Path file, Members members) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var tar = new TarFile(channel)) {
      checkEnd(channel);
      for (TarArchiveEntry member : tar.getEntries()) {
        if (isContent(member)) {
          if (member.getDataOffset() > channel.size() - member.getSize()) {
            throw new IOException(
                "%s breaks off at the file's end".formatted(printable(member.getName())));
          }
          members.next(member, channel);
        }
      }
    } catch (ImageDataException known) {
      throw known;
    } catch (IOException | RuntimeException e) {
      throw new ImageDataException(
          "tar shard %s must be a whole tar file (not compressed) but was not: %s."
              .formatted(file, reason(e)),
          e);
    }
  }

  /// What the reader of headers says, without a full stop of its own.
  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message.replaceFirst("\\.+$", "");
  }

  /// A tar file consists of whole blocks and ends with zeros: one that was cut off between two
  /// members would otherwise go unnoticed.
  private static void checkEnd(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < BLOCK_BYTES || size % BLOCK_BYTES != 0) {
      throw new IOException("its %d bytes are not whole blocks of %d".formatted(size, BLOCK_BYTES));
    }
    byte[] last = PositionalReads.bytes(channel, size - BLOCK_BYTES, BLOCK_BYTES);
    if (!Arrays.equals(last, new byte[BLOCK_BYTES])) {
      throw new IOException("it does not end with a block of zeros");
    }
  }

  private static boolean isContent(TarArchiveEntry member) {
    return member.isFile()
        && !member.isDirectory()
        && !member.isSymbolicLink()
        && !member.isLink()
        && !member.isFIFO()
        && !member.isBlockDevice()
        && !member.isCharacterDevice()
        && !member.isSparse();
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  /// One pass over the members of a shard.
  private static final class Walk {
    private final Path file;
    private long[] offsets = new long[16];
    private long[] sizes = new long[16];
    private int[] labels = new int[16];
    private int count;
    private String key = "";
    private @Nullable TarArchiveEntry picture;
    private @Nullable Integer label;

    Walk(Path file) {
      this.file = file;
    }

    void member(TarArchiveEntry member, FileChannel channel) throws IOException {
      String name = member.getName();
      int base = name.lastIndexOf('/') + 1;
      int dot = name.indexOf('.', base);
      if (dot <= base) {
        return;
      }
      String newKey = name.substring(0, dot);
      if (!newKey.equals(key)) {
        endSample();
        key = newKey;
      }
      String ending = name.substring(dot + 1).toLowerCase(Locale.ROOT);
      if (PICTURES.contains(ending)) {
        if (picture != null) {
          throw wrong("two pictures, the second in " + printable(name));
        }
        picture = member;
      } else if (ending.equals(LABEL)) {
        if (label != null) {
          throw wrong("two labels");
        }
        label = label(member, channel);
      }
    }

    private int label(TarArchiveEntry member, FileChannel channel) throws IOException {
      int length = (int) Math.min(member.getSize(), MOST_LABEL_BYTES + 1);
      byte[] bytes = PositionalReads.bytes(channel, member.getDataOffset(), length);
      String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
      try {
        int value = Integer.parseInt(text);
        if (value >= 0 && member.getSize() <= MOST_LABEL_BYTES) {
          return value;
        }
      } catch (NumberFormatException _) {
        // Told below, with the text.
      }
      throw new ImageDataException(
          "label %s in %s must be a whole number of 0 or more as text but was \"%s\"."
              .formatted(printable(member.getName()), file, printable(text)));
    }

    void endSample() {
      TarArchiveEntry whole = picture;
      Integer labelOfIt = label;
      if (whole == null && labelOfIt == null) {
        return;
      }
      if (whole == null || labelOfIt == null) {
        throw wrong(whole == null ? "no picture" : "no label");
      }
      if (count == labels.length) {
        offsets = Arrays.copyOf(offsets, count * 2);
        sizes = Arrays.copyOf(sizes, count * 2);
        labels = Arrays.copyOf(labels, count * 2);
      }
      offsets[count] = whole.getDataOffset();
      sizes[count] = whole.getSize();
      labels[count++] = labelOfIt;
      picture = null;
      label = null;
    }

    private ImageDataException wrong(String found) {
      return new ImageDataException(
          ("sample %s in tar shard %s must hold one .jpg, .jpeg or .png and one .cls, one after the"
                  + " other, but held %s.")
              .formatted(printable(key), file, found));
    }
  }
}
