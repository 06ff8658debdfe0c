package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import shapelaw.cost.CostModel;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// An imported study of Vision Transformers whose losses follow a known structural law.
final class VitStudy {

  private static final int PATCH = 4;
  private static final int PIXELS = 16;

  private VitStudy() {}

  static VisionTransformer model(int width, int depth, int mlpDim, int heads) {
    return new VisionTransformer(
        Shape.vit(width, depth, mlpDim), heads, PATCH, PIXELS, 3, Pooling.GAP, 0);
  }

  static double loss(int width, int depth, int mlpDim, double images) {
    return 2 * Math.pow(width, -0.6)
        + 0.3 * Math.pow(depth, -0.8)
        + 1.5 * Math.pow(mlpDim, -0.6)
        + 30 * Math.pow(images, -0.4)
        + 0.1;
  }

  static double forwardFlops(VisionTransformer model) {
    return CostModel.forwardFlops(model);
  }

  /// Imports the study into `folder/vit`.
  static String imported(Path folder) throws IOException {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    var table = new StringBuilder("width,depth,mlp_dim,images,loss\n");
    for (int width : new int[] {16, 32, 64, 128}) {
      for (int depth : new int[] {1, 2, 4}) {
        for (int mlpDim : new int[] {16, 64, 256}) {
          for (double images : new double[] {1e5, 4e5, 16e5}) {
            table.append(
                "%d,%d,%d,%.0f,%.12f%n"
                    .formatted(width, depth, mlpDim, images, loss(width, depth, mlpDim, images)));
          }
        }
      }
    }
    Path file = Files.writeString(folder.resolve("vit.csv"), table);
    String study = folder.resolve("vit").toString();
    Outcome outcome =
        Outcome.run(
            "import",
            file.toString(),
            "--to",
            study,
            "--patch=4",
            "--pixels=16",
            "--pooling=gap",
            "--examples=images",
            "--loss=loss");
    assertThat(outcome.err()).isEmpty();
    return study;
  }
}
