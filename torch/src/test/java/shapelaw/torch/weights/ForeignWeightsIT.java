package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.shape.Pooling;
import shapelaw.torch.TensorScope;
import shapelaw.torch.model.Activation;

/// Models of timm and transformers, read and run: the libraries' own outputs are the truth.
@ExtendWith(TensorScope.class)
class ForeignWeightsIT {

  /// float32 through two blocks of width 12; the libraries differ among themselves by as much.
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder = Path.of("set by JUnit");
  private NoGradGuard guard;

  @BeforeEach
  void open() {
    guard = new NoGradGuard();
  }

  @AfterEach
  void close() {
    guard.close();
  }

  private static KnownFacts heads(int heads) {
    return new KnownFacts(OptionalInt.of(heads), Optional.empty());
  }

  private static LoadedWeights load(Path path, KnownFacts known) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, known)) {
      return LoadedWeights.of(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hf-siglip, MAP, GELU_TANH, HUGGING_FACE_SIGLIP",
    "hf-siglip-vision, MAP, GELU, HUGGING_FACE_SIGLIP",
    "hf-siglip-classifier, GAP, GELU_TANH, HUGGING_FACE_SIGLIP",
    "timm-map, MAP, GELU_TANH, TIMM",
    "timm-gap, GAP, GELU, TIMM",
  })
  void computesWhatTheLibraryComputes(
      String name, Pooling pooling, Activation activation, WeightNames names) throws IOException {
    Fixture fixture = Fixture.of(name);
    // timm writes no config.json: the heads must be given.
    KnownFacts known = names == WeightNames.TIMM ? heads(3) : KnownFacts.NONE;
    try (WeightsFile file = WeightsFile.open(fixture.model(), known)) {
      assertThat(file.names()).isEqualTo(names);
      assertThat(file.architecture().model().pooling()).isEqualTo(pooling);
      assertThat(file.architecture().activation()).isEqualTo(activation);
      LoadedWeights loaded = LoadedWeights.of(file);
      Tensor images = fixture.expected("images");

      assertThat(Fixture.largestDifference(loaded.features(images), fixture.expected("features")))
          .isLessThan(TOLERANCE);
      if (loaded.model().classes() > 0) {
        assertThat(Fixture.largestDifference(loaded.logits(images), fixture.expected("logits")))
            .isLessThan(TOLERANCE);
      }
    }
  }

  /// The comparison above tells the two activations apart.
  @Test
  void theOtherActivationIsAnotherModel() throws IOException {
    Fixture fixture = Fixture.of("hf-siglip");
    var exact = new KnownFacts(OptionalInt.empty(), Optional.of(Activation.GELU));
    Tensor features = load(fixture.model(), exact).features(fixture.expected("images"));

    assertThat(Fixture.largestDifference(features, fixture.expected("features")))
        .isGreaterThan(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf-siglip", "hf-siglip-vision", "hf-siglip-classifier", "timm-map"})
  void survivesEveryNamingBitForBit(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    Tensor images = fixture.expected("images");
    Tensor features = load(fixture.model(), heads(3)).features(images);
    for (WeightNames names : WeightNames.values()) {
      try (WeightsFile file = WeightsFile.open(fixture.model(), heads(3))) {
        if (names == WeightNames.HUGGING_FACE_VIT
            && file.architecture().model().pooling() == Pooling.MAP) {
          continue;
        }
        Path there = folder.resolve(names + ".safetensors");
        WeightsExport.convert(file, names, there);
        LoadedWeights back = load(there, KnownFacts.NONE);
        assertThat(back.features(images).equal(features)).as("%s", names).isTrue();
      }
    }
  }

  @Test
  void otherPartsOfALargerModelAreLeftOutWithAWord() throws IOException {
    try (WeightsFile file = WeightsFile.open(Fixture.of("hf-siglip").model(), KnownFacts.NONE)) {
      assertThat(file.architecture().findings())
          .anySatisfy(finding ->
              assertThat(finding)
                  .contains("left out", "logit_bias", "logit_scale", "text_model.*"));
    }
  }

  @Test
  void theImageSizeAndHeadsComeFromTheConfigBesideTheFile() throws IOException {
    try (WeightsFile file = WeightsFile.open(Fixture.of("hf-siglip").model(), KnownFacts.NONE)) {
      assertThat(file.architecture().model().imageSize()).isEqualTo(13);
      assertThat(file.architecture().model().heads()).isEqualTo(3);
      assertThat(file.architecture().findings()).contains("heads: 3, from config.json");
    }
  }

  @Test
  void withoutConfigTheHeadsAreAskedFor() throws IOException {
    Path alone = Files.copy(Fixture.of("hf-siglip").model(), folder.resolve("alone.safetensors"));
    assertThatThrownBy(() -> WeightsFile.open(alone, KnownFacts.NONE))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("Maybe give --heads");
  }

  @ParameterizedTest
  @CsvSource({
    "timm-class-token, has cls_token",
    "hf-vit, has vit.embeddings.cls_token",
    "timm-fc-norm, has fc_norm",
  })
  void whatHasNoCounterpartIsRefusedWithTheReason(String name, String reason) {
    assertThatThrownBy(() -> WeightsFile.open(Fixture.of(name).model(), heads(3)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(reason);
  }

  /// Rewrites a fixture without one tensor, and with others in its place.
  private Path changed(String name, String tensor, SafetensorsWriter.Content... instead)
      throws IOException {
    Path path = folder.resolve("changed.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(Fixture.of(name).model())) {
      var contents = new ArrayList<SafetensorsWriter.Content>();
      for (TensorEntry entry : file.tensors().values()) {
        if (!entry.name().equals(tensor)) {
          contents.add(
              new SafetensorsWriter.Content(
                  entry.name(), entry.type(), entry.shape(), out -> copy(file, entry, out)));
        }
      }
      contents.addAll(List.of(instead));
      SafetensorsWriter.write(path, contents, Map.of());
    }
    return path;
  }

  private static void copy(SafetensorsFile file, TensorEntry entry, WritableByteChannel out)
      throws IOException {
    var buffer = ByteBuffer.allocate((int) entry.bytes());
    file.read(entry, 0, buffer);
    out.write(buffer.flip());
  }

  private static SafetensorsWriter.Content zeros(String name, NumberType type, Long... shape) {
    var sizes = List.of(shape);
    int bytes = (int) TensorEntry.bytesOf(name, type, sizes);
    return new SafetensorsWriter.Content(
        name, type, sizes, out -> out.write(ByteBuffer.allocate(bytes)));
  }

  @Test
  void aWrongShapeIsNamed() throws IOException {
    String name = "blocks.1.attn.proj.weight";
    Path path = changed("timm-map", name, zeros(name, NumberType.F32, 12L, 11L));
    assertThatThrownBy(() -> WeightsFile.open(path, heads(3)))
        .hasMessageContaining(
            "'blocks.1.attn.proj.weight' must be of shape [12, 12] but was [12, 11]");
  }

  @Test
  void aWrongTypeIsNamed() throws IOException {
    String name = "norm.bias";
    Path path = changed("timm-map", name, zeros(name, NumberType.I32, 12L));
    assertThatThrownBy(() -> WeightsFile.open(path, heads(3)))
        .hasMessageContaining("'norm.bias' must be F64, F32, F16 or BF16 but was I32");
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    Path path = changed("timm-map", "attn_pool.q.bias");
    assertThatThrownBy(() -> WeightsFile.open(path, heads(3)))
        .hasMessageContaining("must have 'attn_pool.q.bias' of shape [12] but the file has none");
  }

  @Test
  void aWeightThatOursDoNotHaveIsNotDropped() throws IOException {
    Path path = changed("timm-map", "none", zeros("blocks.0.ls1.gamma", NumberType.F32, 12L));
    assertThatThrownBy(() -> WeightsFile.open(path, heads(3)))
        .hasMessageContaining(
            "has 1 more, which would change what it computes: blocks.0.ls1.gamma");
  }

  @Test
  void blocksWithGapsAreRefused() throws IOException {
    Path path = changed("timm-map", "none", zeros("blocks.7.norm1.weight", NumberType.F32, 12L));
    assertThatThrownBy(() -> WeightsFile.open(path, heads(3)))
        .hasMessageContaining("numbered from 0");
  }
}
