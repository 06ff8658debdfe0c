package shapelaw.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedShapesTest {

  @Test
  void readsPatchAndResolution() {
    VisionTransformer model = NamedShapes.parse("So400m/14@384");
    assertThat(model.shape()).isEqualTo(Shape.vit(1152, 27, 4304));
    assertThat(model.headSize()).isEqualTo(72);
    assertThat(model.tokens()).isEqualTo(27 * 27);
  }

  @Test
  void tellsLittleGFromBigG() {
    assertThat(NamedShapes.parse("g/14").width()).isEqualTo(1408);
    assertThat(NamedShapes.parse("G/14").width()).isEqualTo(1664);
    assertThat(NamedShapes.parse("G-opt/14").width()).isEqualTo(1536);
  }

  @Test
  void forgivesCaseElsewhereAndAPrefix() {
    assertThat(NamedShapes.parse("so400M/14")).isEqualTo(NamedShapes.parse("So400m/14"));
    assertThat(NamedShapes.parse("ViT-b/16")).isEqualTo(NamedShapes.parse("B/16@224"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "B", "B/", "B16", "XL/16", "B/16@", "B/16@99999999"})
  void refusesWhatIsNoName(String text) {
    assertThatThrownBy(() -> NamedShapes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be");
  }

  @Test
  void everyWidthIsAMultipleOfItsHeads() {
    NamedShapes.all()
        .values()
        .forEach(named -> assertThat(named.at(16, 224).headSize()).isPositive());
  }
}
