package shapelaw.torch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.cost.CostModel;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

class ParameterLayoutTest {

  private static VisionTransformer model(Pooling pooling) {
    return new VisionTransformer(Shape.vit(36, 3, 50), 3, 5, 17, 3, pooling, 7);
  }

  @ParameterizedTest
  @EnumSource
  void groupsNeitherOverlapNorExceedTheBuffer(Pooling pooling) {
    ParameterLayout layout = ParameterLayout.of(model(pooling));

    long end = 0;
    for (ParameterGroup group : layout.groups()) {
      assertThat(group.offset()).isGreaterThanOrEqualTo(end).isLessThan(end + 16);
      assertThat(group.offset() % 16).isZero();
      end = group.offset() + group.size();
    }
    assertThat(layout.bufferSize()).isGreaterThanOrEqualTo(end).isLessThan(end + 16);
  }

  @ParameterizedTest
  @EnumSource
  void kernelsComeFirstThenEmbeddings(Pooling pooling) {
    ParameterLayout layout = ParameterLayout.of(model(pooling));

    assertThat(layout.groups())
        .allSatisfy(group ->
            assertThat(group.role() == ParameterGroup.Role.KERNEL)
                .isEqualTo(group.offset() < layout.kernelEnd()));
    assertThat(layout.groups())
        .extracting(ParameterGroup::role)
        .isSorted() // kernels, embeddings, vectors
        .contains(ParameterGroup.Role.values());
  }

  @Test
  void holdsAsManyParametersAsTheCostModelCounts() {
    List<VisionTransformer> named =
        NamedShapes.all().values().stream().map(n -> n.at(14, 224).withClasses(1000)).toList();

    assertThat(named)
        .allSatisfy(model ->
            assertThat(
                    ParameterLayout.of(model).groups().stream()
                        .mapToLong(ParameterGroup::size)
                        .sum())
                .isEqualTo(CostModel.parameters(model)));
  }
}
