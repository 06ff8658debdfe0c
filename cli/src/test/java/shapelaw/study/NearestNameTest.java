package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  @ParameterizedTest
  @CsvSource({"width,width,0", "widht,width,1", "wdth,width,1", "'',abc,3", "kitten,sitting,3"})
  void countsEditsWithSwaps(String a, String b, int edits) {
    assertThat(NearestName.distance(a, b)).isEqualTo(edits);
    assertThat(NearestName.distance(b, a)).isEqualTo(edits);
  }

  @Test
  void suggestsOnlyWhatIsNear() {
    var names = List.of("width", "depth", "mlp_dim", "warmup_steps", "simulated");
    assertThat(NearestName.of("Widht", names)).contains("width");
    assertThat(NearestName.of("warmup", names)).contains("warmup_steps");
    assertThat(NearestName.of("mlp-dim", names)).contains("mlp_dim");
    assertThat(NearestName.of("colour", names)).isEmpty();
    assertThat(NearestName.of("", names)).isEmpty();
  }

  @Test
  void aGpuIsCuda() {
    assertThat(NearestName.of("GPU", List.of("auto", "cpu", "cuda"))).contains("cuda");
    assertThat(NearestName.of("gpu", List.of("auto", "cpu"))).contains("cpu");
  }
}
