package shapelaw.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.ParameterLayout;

class WeightNamesTest {

  /// The model of the fixtures.
  private static VisionTransformer model(Pooling pooling, int classes) {
    return new VisionTransformer(Shape.vit(12, 2, 20), 3, 4, 13, 3, pooling, classes);
  }

  static Stream<Arguments> expressible() {
    return Stream.of(WeightNames.values())
        .flatMap(names ->
            Stream.of(Pooling.values())
                .filter(p -> names != WeightNames.HUGGING_FACE_VIT || p == Pooling.GAP)
                .map(p -> Arguments.of(names, p)));
  }

  @ParameterizedTest
  @MethodSource("expressible")
  void everyNumberOfEveryParameterHasOnePlace(WeightNames names, Pooling pooling) {
    VisionTransformer model = names.expressible(model(pooling, 5));
    Map<String, List<NamedTensor.Part>> parts =
        names.tensors(model).stream()
            .flatMap(tensor -> tensor.parts().stream())
            .collect(Collectors.groupingBy(NamedTensor.Part::parameter));
    for (ParameterLayout.Slot slot : ParameterLayout.of(model).slots()) {
      long at = 0;
      for (NamedTensor.Part part :
          parts.getOrDefault(slot.name(), List.of()).stream()
              .sorted(Comparator.comparingLong(NamedTensor.Part::from))
              .toList()) {
        assertThat(part.from()).as(slot.name()).isEqualTo(at);
        at += part.numbers();
      }
      assertThat(at).as(slot.name()).isEqualTo(slot.size());
    }
    assertThat(parts).hasSameSizeAs(ParameterLayout.of(model).slots());
  }

  @ParameterizedTest
  @MethodSource("expressible")
  void everyTensorHasAsManyNumbersAsItsParts(WeightNames names, Pooling pooling) {
    for (NamedTensor tensor : names.tensors(names.expressible(model(pooling, 5)))) {
      long numbers = tensor.parts().stream().mapToLong(NamedTensor.Part::numbers).sum();
      assertThat(tensor.shape().stream().reduce(1L, Math::multiplyExact))
          .as(tensor.name())
          .isEqualTo(numbers);
    }
  }

  /// Names and shapes that the libraries themselves wrote.
  private static Map<String, List<Long>> fixture(String name) throws IOException {
    Path path = Path.of("src/test/resources/shapelaw/torch/weights", name, "model.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return file.tensors().values().stream()
          .collect(Collectors.toMap(TensorEntry::name, TensorEntry::shape));
    }
  }

  private static Map<String, List<Long>> ours(WeightNames names, VisionTransformer model) {
    return names.tensors(model).stream()
        .collect(Collectors.toMap(NamedTensor::name, NamedTensor::shape));
  }

  @Test
  void namesAndShapesAreThoseOfTimm() throws IOException {
    assertThat(ours(WeightNames.TIMM, model(Pooling.MAP, 5))).isEqualTo(fixture("timm-map"));
    assertThat(ours(WeightNames.TIMM, model(Pooling.GAP, 5))).isEqualTo(fixture("timm-gap"));
  }

  @Test
  void namesAndShapesAreThoseOfSiglip() throws IOException {
    Map<String, List<Long>> theirs = new HashMap<>(fixture("hf-siglip"));
    theirs.keySet().removeIf(name -> !name.startsWith("vision_model."));
    assertThat(ours(WeightNames.HUGGING_FACE_SIGLIP, model(Pooling.MAP, 0))).isEqualTo(theirs);
    assertThat(ours(WeightNames.HUGGING_FACE_SIGLIP, model(Pooling.GAP, 5)))
        .isEqualTo(fixture("hf-siglip-classifier"));
  }

  /// All but the class token, and the position that is its own.
  @Test
  void namesAreThoseOfHuggingFacesViT() throws IOException {
    Set<String> theirs = new TreeSet<>(fixture("hf-vit").keySet());
    theirs.remove("vit.embeddings.cls_token");
    assertThat(ours(WeightNames.HUGGING_FACE_VIT, model(Pooling.GAP, 5)).keySet())
        .isEqualTo(theirs);
  }

  @Test
  void mapPoolingHasNoNamesInHuggingFacesViT() {
    assertThatThrownBy(() -> WeightNames.HUGGING_FACE_VIT.expressible(model(Pooling.MAP, 5)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("Maybe use timm or hf-siglip");
  }

  @Test
  void namesAreParsedAsTheyAreWritten() {
    for (WeightNames names : WeightNames.values()) {
      assertThat(WeightNames.parse(names.text())).isEqualTo(names);
    }
    assertThatThrownBy(() -> WeightNames.parse("flax"))
        .hasMessage("names must be one of shapelaw, timm, hf-siglip, hf-vit but was 'flax'.");
  }
}
