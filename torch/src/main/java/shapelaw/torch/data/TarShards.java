package shapelaw.torch.data;

import java.nio.file.Path;
import java.util.List;
import shapelaw.torch.image.CorruptImageException;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.RgbImage;

/// The samples of a WebDataset: the tar files of a folder, or one of them. Pictures are read at
/// random from where the headers say that they lie.
final class TarShards implements LabelledImages {

  private final List<TarShard> shards;

  /// Number of the first picture of each shard.
  private final int[] firsts;

  private final ClassLabels labels;

  private TarShards(List<TarShard> shards, int[] firsts, ClassLabels labels) {
    this.shards = shards;
    this.firsts = firsts;
    this.labels = labels;
  }

  /// Opens a folder or a file.
  ///
  /// @throws ImageDataException if there is nothing usable there
  static TarShards open(Path path) {
    List<TarShard> shards =
        DataFiles.training(path, "WebDataset", List.of(".tar")).parallelStream()
            .map(TarShard::open)
            .toList();
    var firsts = new int[shards.size()];
    int total = 0;
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = total;
      total = Math.addExact(total, shards.get(i).size());
    }
    var raw = new int[total];
    for (int i = 0; i < firsts.length; i++) {
      System.arraycopy(shards.get(i).labels(), 0, raw, firsts[i], shards.get(i).size());
    }
    return new TarShards(shards, firsts, ClassLabels.of(raw, Integer::toString));
  }

  @Override
  public ClassLabels labels() {
    return labels;
  }

  @Override
  public RgbImage picture(int image) {
    return picture(image, Integer.MAX_VALUE);
  }

  @Override
  public RgbImage picture(int image, int shorterSide) {
    int shard = Ranges.indexOf(firsts, image);
    TarShard tar = shards.get(shard);
    int index = image - firsts[shard];
    FilePart part = tar.picture(index);
    try {
      return decode(part, part.file().toString(), shorterSide);
    } catch (CorruptImageException _) {
      // Names are not kept, for there may be millions; the same error comes again with this one.
      return decode(part, tar.name(index), shorterSide);
    }
  }

  private static RgbImage decode(FilePart part, String name, int shorterSide) {
    return ImageDecoder.decode(part.read(name), name, shorterSide);
  }
}
