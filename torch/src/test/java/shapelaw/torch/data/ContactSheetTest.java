package shapelaw.torch.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.run.DataSpec;

class ContactSheetTest {

  private static final ImageSource SOURCE = ImageSources.open(new DataSpec.Fractals(8, 6, 2, 3));

  @Test
  void rowsAreClassesInTheOrderOfTheStream() {
    BufferedImage sheet = ContactSheet.ofTraining(SOURCE, 6, 2, 3);
    assertThat(sheet.getWidth()).isEqualTo(2 * (8 * 3 + 2) + 2);
    assertThat(sheet.getHeight()).isEqualTo(6 * (8 * 3 + 2) + 2);
    var pixels = new float[3 * 64];
    int label = SOURCE.trainingImage(0, pixels, 0);
    // Top left pixel of the first sample of image 0's class.
    int rgb = sheet.getRGB(2, 2 + label * 26) & 0xFFFFFF;
    assertThat(rgb >> 16).isEqualTo(Math.round((pixels[0] + 1) * 127.5f));
    assertThat(rgb & 0xFF).isEqualTo(Math.round((pixels[128] + 1) * 127.5f));
    assertThat(sheet.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0xFFFFFF);
  }

  @Test
  void isWrittenAsPng(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sheet.png");
    ContactSheet.writeTraining(SOURCE, 2, 3, 1, file);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(3 * 10 + 2);
  }

  @Test
  void moreClassesThanThereAreAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContactSheet.ofTraining(SOURCE, 7, 1, 1))
        .withMessageContaining("1 to 6 classes");
  }
}
