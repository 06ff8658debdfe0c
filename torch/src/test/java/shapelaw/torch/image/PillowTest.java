package shapelaw.torch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Resizing and the changes of RandAugment against what Pillow did with the same picture; the
/// fixtures were made by `pillow_fixtures.py`, which lies beside them.
class PillowTest {

  /// Of an operation on the fixture's first picture.
  record Fixture(String name, List<Double> arguments, RgbImage result) {

    static Fixture of(String line) {
      String[] words = line.split(" ");
      int end = words.length - 3;
      return new Fixture(
          words[0],
          Arrays.stream(words, 1, end).map(Double::valueOf).toList(),
          new RgbImage(
              Integer.parseInt(words[end]),
              Integer.parseInt(words[end + 1]),
              HexFormat.of().parseHex(words[end + 2])));
    }

    int integer(int index) {
      return arguments.get(index).intValue();
    }

    @Override
    public String toString() {
      return name + arguments;
    }
  }

  private static List<Fixture> fixtures() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(PillowTest.class.getResourceAsStream("pillow_fixtures.txt")),
                StandardCharsets.US_ASCII))) {
      return reader.lines().filter(line -> !line.startsWith("#")).map(Fixture::of).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<Fixture> resized() {
    return fixtures().stream().filter(fixture -> fixture.name.startsWith("resize"));
  }

  static Stream<Fixture> changed() {
    return fixtures().stream().skip(1).filter(fixture -> !fixture.name.startsWith("resize"));
  }

  private static RgbImage original() {
    return fixtures().getFirst().result;
  }

  /// Pillow rounds to bytes after the columns and again after the rows, and its weights to 22 bits.
  @ParameterizedTest
  @MethodSource("resized")
  void resizingAgreesWithPillowsBilinearToOneLevel(Fixture fixture) {
    RgbImage image = original();
    RgbImage.Crop crop =
        fixture.arguments.size() == 2
            ? image.whole()
            : new RgbImage.Crop(
                fixture.integer(0), fixture.integer(1), fixture.integer(2), fixture.integer(3));
    RgbImage expected = fixture.result;
    RgbImage resized = image.resized(View.of(crop, expected.width(), expected.height()));
    assertThat(greatestDifference(resized, expected)).isLessThanOrEqualTo(1);
    assertThat(shareThatDiffers(resized, expected)).isLessThan(0.3);
  }

  @ParameterizedTest
  @MethodSource("changed")
  void changesAreThoseOfPillow(Fixture fixture) {
    RgbImage changed = change(original(), fixture);
    if (fixture.name.equals("rotate")) {
      // Pillow computes in steps of 1/65536 pixel, which decides ties between neighbours.
      assertThat(shareThatDiffers(changed, fixture.result)).isCloseTo(0, within(0.01));
    } else {
      assertThat(changed.samples()).containsExactly(fixture.result.samples());
    }
  }

  private static RgbImage change(RgbImage image, Fixture fixture) {
    List<Double> arguments = fixture.arguments;
    return switch (fixture.name) {
      case "autocontrast" -> ToneChange.autoContrast(image);
      case "equalize" -> ToneChange.equalize(image);
      case "invert" -> ToneChange.solarize(image, 0);
      case "posterize" -> ToneChange.posterize(image, fixture.integer(0));
      case "solarize" -> ToneChange.solarize(image, fixture.integer(0));
      case "solarize-add" -> ToneChange.solarizeAdd(image, fixture.integer(0));
      case "color" -> Enhancement.color(image, arguments.getFirst().floatValue());
      case "contrast" -> Enhancement.contrast(image, arguments.getFirst().floatValue());
      case "brightness" -> Enhancement.brightness(image, arguments.getFirst().floatValue());
      case "sharpness" -> Enhancement.sharpness(image, arguments.getFirst().floatValue());
      case "rotate" -> Warp.rotate(image, arguments.getFirst());
      case "shear-x" -> Warp.shearX(image, arguments.getFirst());
      case "shear-y" -> Warp.shearY(image, arguments.getFirst());
      case "translate" -> Warp.translate(image, arguments.getFirst(), arguments.get(1));
      default -> throw new IllegalArgumentException(fixture.name);
    };
  }

  private static int greatestDifference(RgbImage a, RgbImage b) {
    int greatest = 0;
    for (int i = 0; i < a.samples().length; i++) {
      int difference = Math.abs((a.samples()[i] & 0xFF) - (b.samples()[i] & 0xFF));
      greatest = Math.max(greatest, difference);
    }
    return greatest;
  }

  private static double shareThatDiffers(RgbImage a, RgbImage b) {
    assertThat(a.samples()).hasSameSizeAs(b.samples());
    int differing = 0;
    for (int i = 0; i < a.samples().length; i++) {
      differing += a.samples()[i] == b.samples()[i] ? 0 : 1;
    }
    return (double) differing / a.samples().length;
  }
}
