package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.torch.TensorScope;

@ExtendWith(TensorScope.class)
class PositionResamplingIT {

  private static final Path FIXTURE = Fixture.ROOT.resolve("positions.safetensors");

  /// Values of up to 3 whose places are computed in float32 here and in double there.
  private static final double TOLERANCE = 5e-6;

  /// scipy's zoom, with which big_vision resamples, and PyTorch's interpolation, with which
  /// transformers does.
  @ParameterizedTest
  @CsvSource({"BILINEAR,2", "BILINEAR,3", "BILINEAR,8", "BICUBIC,2", "BICUBIC,3", "BICUBIC,8"})
  void givesWhatTheOriginalsGive(PositionResampling resampling, int side) {
    Tensor learned = Fixture.tensor(FIXTURE, "learned");
    String name = resampling.name().toLowerCase(Locale.ROOT) + "." + side;

    assertThat(
            Fixture.largestDifference(
                resampling.resample(learned, side), Fixture.tensor(FIXTURE, name)))
        .isLessThan(TOLERANCE);
  }

  @Test
  void aModelRunsAtAnotherResolutionAndSaysSo() throws IOException {
    var known = new KnownFacts(OptionalInt.of(3), Optional.empty());
    try (WeightsFile file = WeightsFile.open(Fixture.of("timm-map").model(), known)) {
      LoadedWeights larger = LoadedWeights.of(file, 22, PositionResampling.BILINEAR);
      Tensor images =
          torch.zeros(new long[] {2, 3, 22, 22}, new TensorOptions(torch.ScalarType.Float));

      assertThat(larger.remarks())
          .containsExactly("position embeddings resampled from 3 x 3 to 5 x 5 tokens (bilinear)");
      assertThat(larger.model().tokens()).isEqualTo(25);
      assertThat(larger.features(images).size(1)).isEqualTo(12);
    }
  }

  /// One pixel more makes no more patches.
  @Test
  void positionsStayWhereTheNumberOfTokensDoes() throws IOException {
    var known = new KnownFacts(OptionalInt.of(3), Optional.empty());
    try (WeightsFile file = WeightsFile.open(Fixture.of("timm-map").model(), known)) {
      LoadedWeights same = LoadedWeights.of(file, 13, PositionResampling.BICUBIC);
      Tensor learned = Fixture.tensor(Fixture.of("timm-map").model(), "pos_embed");

      assertThat(same.remarks()).isEmpty();
      assertThat(same.parameters().leaf("pos_embed").equal(learned)).isTrue();
    }
  }
}
