package shapelaw.runs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.cost.ShapeSpeed;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadedShape;
import shapelaw.shape.Shape;

final class ShapeTimingsTest {

  private static final List<Dimension> VIT =
      List.of(Dimension.WIDTH, Dimension.DEPTH, Dimension.MLP_DIM);

  @TempDir private Path folder = Path.of("set by JUnit");

  private ShapeTimings read(String lines) throws IOException {
    Path file = folder.resolve("timings.csv");
    return ShapeTimings.read(Files.writeString(file, lines.replace('~', '\n') + "\n"), VIT);
  }

  @Test
  void whatIsWrittenIsReadBitForBit() throws IOException {
    var conditions = new LinkedHashMap<String, String>();
    conditions.put(ShapeTimings.DEVICE, "cuda (NVIDIA H100, 80 GB)");
    conditions.put(ShapeTimings.PRECISION, "bfloat16");
    conditions.put(ShapeTimings.BATCH, "256");
    conditions.put(ShapeTimings.PIXELS, "224");
    var timings =
        new ShapeTimings(
            List.of(
                new ShapeSpeed(
                    new HeadedShape(Shape.vit(880, 18, 2320), 16),
                    1000.0 / 3,
                    OptionalDouble.of(0.004),
                    OptionalDouble.of(0.01)),
                new ShapeSpeed(
                    new HeadedShape(Shape.vit(896, 18, 2304), 14),
                    500,
                    OptionalDouble.empty(),
                    OptionalDouble.empty())),
            conditions);
    Path file = folder.resolve("written.csv");
    timings.write(file);
    assertThat(ShapeTimings.read(file, VIT)).isEqualTo(timings);
    assertThat(timings.shapeSpeeds().conditions())
        .isEqualTo("cuda (NVIDIA H100, 80 GB), bfloat16, batch 256, 224 px");
    assertThat(timings.wholeNumber(ShapeTimings.PIXELS)).hasValue(224);
    assertThat(timings.wholeNumber(ShapeTimings.PATCH)).isEmpty();
  }

  @Test
  void columnsMayBeCalledAsInOtherPrograms() throws IOException {
    ShapeTimings timings =
        read(
            "embed_dim,num_layers,intermediate_size,head_dim,train_samples_per_sec~896,18,2304,64,412.5");
    assertThat(timings.speeds().getFirst().shape())
        .isEqualTo(new HeadedShape(Shape.vit(896, 18, 2304), 14));
    assertThat(timings.speeds().getFirst().imagesPerSecond()).isEqualTo(412.5);
    assertThat(timings.conditions()).isEqualTo(Map.of());
    assertThat(timings.shapeSpeeds().conditions()).contains("does not name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width,depth,heads,images_per_second~64,2,1,9 | must have one column mlp_dim but has 0",
        "width,depth,mlp_dim,images_per_second~64,2,128,9 | a column heads or head_size but has neither",
        "width,depth,mlp_dim,heads~64,2,128,1 | must have one column images_per_second but has 0",
        "width,depth,mlp_dim,heads,throughput,img_per_sec~64,2,128,1,9,9 | but has 2 that could be it",
        "width,depth,mlp_dim,heads,images_per_second~64,2,128,5,9 | line 2: heads must be at least 1 and divide the width (64) but were 5",
        "width,depth,mlp_dim,head_size,images_per_second~64,2,128,48,9 | line 2: the head size must be at least 1 and divide",
        "width,depth,mlp_dim,heads,images_per_second~64,2.5,128,1,9 | line 2: depth must be a whole number but was 2.5",
        "width,depth,mlp_dim,heads,images_per_second~64,2,128,1,0 | line 2: images a second must be a finite number above 0",
        "width,depth,mlp_dim,heads,images_per_second~64,2,128,1,fast | images_per_second must be a number but was 'fast'",
        "width,depth,mlp_dim,heads,images_per_second | at least one row of timings but has none",
        "width,depth,mlp_dim,heads,images_per_second,precision~64,2,128,1,9,float32~32,2,128,1,9,bfloat16 | timings of one precision but has bfloat16, float32",
      })
  void whatCannotBeUsedIsOneClearMessage(String lines, String message) {
    assertThatThrownBy(() -> read(lines)).hasMessageContaining(message);
  }

  @Test
  void twoSpeedsOfOneShapeAreNotChosenFrom() throws IOException {
    ShapeTimings timings =
        read("width,depth,mlp_dim,heads,images_per_second~64,2,128,1,9~64,2,128,1,10");
    assertThatThrownBy(timings::shapeSpeeds).hasMessageContaining("must be timed once");
  }
}
