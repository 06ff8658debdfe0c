package shapelaw.torch.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import shapelaw.torch.data.parquet.EncodedPictures;
import shapelaw.torch.data.parquet.ParquetFile;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.RgbImage;

/// Pictures in Parquet files as on the Hugging Face hub: the files of a folder, or one of them. A
/// row group can only be read as a whole, so its pictures are a block, and the row groups that were
/// used last stay in memory, still encoded.
final class ParquetImages implements LabelledImages {

  /// A row group of a file.
  private record RowGroup(ParquetFile file, int number) {}

  private final List<RowGroup> groups;

  /// Number of the first picture of each row group.
  private final int[] firsts;

  private final ClassLabels labels;
  private final List<Block> blocks;
  private final RecentlyUsed<EncodedPictures> recent =
      new RecentlyUsed<>(this::read, EncodedPictures::bytes);

  private ParquetImages(List<RowGroup> groups, int[] firsts, ClassLabels labels) {
    this.groups = groups;
    this.firsts = firsts;
    this.labels = labels;
    var ranges = new ArrayList<Block>();
    for (int g = 0; g < firsts.length; g++) {
      int end = g + 1 < firsts.length ? firsts[g + 1] : labels.size();
      RowGroup group = groups.get(g);
      ranges.add(new Block(firsts[g], end, group.file.claimedPictureBytes(group.number)));
    }
    this.blocks = List.copyOf(ranges);
  }

  /// Opens a folder or a file and reads all labels.
  ///
  /// @throws ImageDataException if there is nothing usable there
  static ParquetImages open(Path path) {
    var groups = new ArrayList<RowGroup>();
    for (Path file : DataFiles.training(path, "Parquet", List.of(".parquet"))) {
      ParquetFile opened = ParquetFile.open(file);
      for (int g = 0; g < opened.rowGroups(); g++) {
        groups.add(new RowGroup(opened, g));
      }
    }
    var firsts = new int[groups.size()];
    int total = 0;
    for (int g = 0; g < firsts.length; g++) {
      firsts[g] = total;
      total = Math.addExact(total, groups.get(g).file.rows(groups.get(g).number));
    }
    var raw = new int[total];
    for (int g = 0; g < firsts.length; g++) {
      readLabels(groups.get(g), raw, firsts[g]);
    }
    return new ParquetImages(groups, firsts, ClassLabels.of(raw, Integer::toString));
  }

  private static void readLabels(RowGroup group, int[] raw, int first) {
    long[] labels = group.file.labels(group.number);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] > Integer.MAX_VALUE) {
        throw new ImageDataException(
            ("label of row %d of row group %d in Parquet file %s must be 0 or more but was %d. Maybe"
                    + " the file belongs to a test set without labels.")
                .formatted(i, group.number, group.file.path(), labels[i]));
      }
      raw[first + i] = (int) labels[i];
    }
  }

  private EncodedPictures read(int group) {
    return groups.get(group).file.pictures(groups.get(group).number);
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public List<Block> blocks() {
    return blocks;
  }

  @Override
  public RgbImage picture(int image) {
    return picture(image, Integer.MAX_VALUE);
  }

  @Override
  public RgbImage picture(int image, int shorterSide) {
    int group = Ranges.indexOf(firsts, image);
    int row = image - firsts[group];
    byte[] encoded = recent.get(group).picture(row);
    RowGroup place = groups.get(group);
    return ImageDecoder.decode(
        encoded,
        "row %d of row group %d in %s".formatted(row, place.number, place.file.path()),
        shorterSide);
  }
}
