package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.image.JpegLibrary;
import shapelaw.torch.image.RgbImage;

class ShrunkPicturesTest {

  private static final int WIDTH = 400;
  private static final int HEIGHT = 320;

  @TempDir Path folder;

  private static byte[] jpeg() throws IOException {
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, (x * y / 16 & 0xFF) << 16 | (x / 2 & 0xFF) << 8 | (y * y / 32 & 0xFF));
      }
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }

  private LabelledImages open(boolean tar) throws IOException {
    if (tar) {
      Files.write(
          folder.resolve("a.tar"),
          SampleImages.tar(
              List.of(
                  new SampleImages.Member("x.cls", "0"),
                  new SampleImages.Member("x.jpg", jpeg()))));
      return TarShards.open(folder);
    }
    Files.write(Files.createDirectory(folder.resolve("class")).resolve("x.jpg"), jpeg());
    return ImageFolder.open(folder);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void largeJpegPicturesAreDecodedAtAReducedSize(boolean tar) throws IOException {
    Assumptions.assumeTrue(JpegLibrary.chosen() == JpegLibrary.TURBO, "only libjpeg-turbo reduces");
    LabelledImages images = open(tar);

    assertThat(images.picture(0).height()).isEqualTo(HEIGHT);
    assertThat(images.picture(0, 70).height()).isEqualTo(80);
    RgbImage shrunk = new ShrunkPictures(images, 70).get(0);
    assertThat(shrunk.height()).isEqualTo(70);
    byte[] expected = images.picture(0).shrunkTo(70).samples();
    assertThat(shrunk.samples()).hasSameSizeAs(expected).isNotEqualTo(expected);
    long difference = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.abs((expected[i] & 0xFF) - (shrunk.samples()[i] & 0xFF));
    }
    assertThat((double) difference / expected.length).isLessThan(8);
  }

  @Test
  void smallerPicturesKeepTheirBits() throws IOException {
    LabelledImages images = open(false);
    RgbImage whole = ImageDecoder.decode(jpeg(), "test.jpg");
    for (int side : new int[] {HEIGHT / 2 + 1, HEIGHT - 1, HEIGHT, 2 * HEIGHT}) {
      assertThat(new ShrunkPictures(images, side).get(0).samples())
          .isEqualTo(whole.shrunkTo(side).samples());
    }
  }
}
