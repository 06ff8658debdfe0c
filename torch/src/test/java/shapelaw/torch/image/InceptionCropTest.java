package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InceptionCropTest {

  @Test
  void cropsLieInsideAndHaveTheStatedAreasAndRatios() {
    var random = new SplittableRandom(1);
    double leastArea = 1;
    double greatestArea = 0;
    for (int i = 0; i < 5000; i++) {
      RgbImage.Crop crop = InceptionCrop.draw(400, 300, random);
      assertThat(crop.left()).isBetween(0, 400 - crop.width());
      assertThat(crop.top()).isBetween(0, 300 - crop.height());
      double area = crop.width() * crop.height() / 120_000.0;
      // Rounding to pixels moves both by at most a few per cent of the smallest crop.
      assertThat(area).isBetween(0.048, 1.0);
      assertThat((double) crop.width() / crop.height()).isBetween(0.73, 1.37);
      leastArea = Math.min(leastArea, area);
      greatestArea = Math.max(greatestArea, area);
    }
    assertThat(leastArea).isLessThan(0.06);
    assertThat(greatestArea).isGreaterThan(0.9);
  }

  @Test
  void aStripThatFitsNoCropIsTakenWhole() {
    assertThat(InceptionCrop.draw(1000, 1, new SplittableRandom(1)))
        .isEqualTo(new RgbImage.Crop(0, 0, 1000, 1));
  }
}
