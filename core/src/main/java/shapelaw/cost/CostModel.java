package shapelaw.cost;

import static shapelaw.cost.Posynomial.ZERO;
import static shapelaw.cost.Posynomial.constant;
import static shapelaw.cost.Posynomial.sum;

import java.util.List;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.VisionTransformer;

/// Parameters and forward FLOPs of a Vision Transformer, counted component by component from its
/// architecture (pre-LayerNorm blocks, biases everywhere, learned position embeddings).
///
/// Matrix products dominate and are counted exactly, one multiply-add being 2 FLOPs. Element-wise
/// work (LayerNorm, softmax, GELU, residual sums) is counted at a fixed number of FLOPs an element,
/// as XLA's cost analysis does; it is about 1 % of the total.
///
/// Everything is a [Posynomial] of width, depth and MLP size, so that the same formulas count a
/// model and serve the search for one, whose sizes are real numbers.
public final class CostModel {

  /// FLOPs in one multiply-add.
  public static final int FLOPS_PER_MULTIPLY_ADD = 2;

  private static final int LAYER_NORM_FLOPS = 7;
  private static final int SOFTMAX_FLOPS = 4;
  private static final int GELU_FLOPS = 9;

  private static final Posynomial ONE = constant(1);
  private static final Posynomial WIDTH = Posynomial.size(Dimension.WIDTH.name());
  private static final Posynomial DEPTH = Posynomial.size(Dimension.DEPTH.name());
  private static final Posynomial MLP_DIM = Posynomial.size(Dimension.MLP_DIM.name());
  private static final Posynomial ATTENTION_MATRIX = WIDTH.times(WIDTH).plus(WIDTH);
  private static final Posynomial MLP_PARAMETERS =
      sum(WIDTH.times(MLP_DIM).times(2), MLP_DIM, WIDTH);

  private final VisionTransformer template;
  private final Posynomial heads;
  private final Posynomial tokens;

  private CostModel(VisionTransformer template, Posynomial heads) {
    this.template = template;
    this.heads = heads;
    tokens = constant(template.tokens());
  }

  /// One part of the model and what it costs.
  ///
  /// @param name what it is, for people
  /// @param parameters trainable numbers
  /// @param forwardFlops FLOPs of one forward pass of one image
  public record Component(String name, long parameters, double forwardFlops) {}

  /// The same for every shape.
  private record Part(String name, Posynomial parameters, Posynomial forwardFlops) {}

  /// The whole model in parts, in the order in which an image passes them.
  public static List<Component> breakdown(VisionTransformer model) {
    return new CostModel(model, constant(model.heads()))
        .parts().stream()
            .map(part ->
                new Component(
                    part.name(),
                    (long) value(part.parameters(), model),
                    value(part.forwardFlops(), model)))
            .toList();
  }

  private static double value(Posynomial formula, VisionTransformer model) {
    return formula.value(size -> model.shape().value(new Dimension(size)));
  }

  /// Parameters of every shape of the template's kind.
  static Posynomial parameters(VisionTransformer template, HeadRule heads) {
    return new CostModel(template, headsOfWidth(heads))
        .parts().stream().map(Part::parameters).reduce(ZERO, Posynomial::plus);
  }

  /// FLOPs of one forward pass of one image for every shape of the template's kind.
  static Posynomial forwardFlops(VisionTransformer template, HeadRule heads) {
    return new CostModel(template, headsOfWidth(heads))
        .parts().stream().map(Part::forwardFlops).reduce(ZERO, Posynomial::plus);
  }

  /// Heads as a function of the width; between the widths that the rule serves, a fraction.
  private static Posynomial headsOfWidth(HeadRule rule) {
    return switch (rule) {
      case HeadRule.FixedCount(int count) -> constant(count);
      case HeadRule.FixedSize(int size) -> WIDTH.times(1.0 / size);
    };
  }

  private List<Part> parts() {
    Posynomial perToken = WIDTH.times(LAYER_NORM_FLOPS + 1); // LayerNorm and residual sum
    Posynomial patch =
        constant((double) template.patchSize() * template.patchSize() * template.channels());
    Posynomial classes = constant(template.classes());
    return List.of(
        new Part(
            "patch and position embedding",
            sum(patch.times(WIDTH), WIDTH, tokens.times(WIDTH)),
            matrix(tokens, patch, WIDTH).plus(tokens.times(WIDTH).times(2))),
        new Part(
            "attention blocks",
            DEPTH.times(ATTENTION_MATRIX.times(4).plus(WIDTH.times(2))),
            DEPTH.times(
                sum(projection(tokens).times(4), attention(tokens), tokens.times(perToken)))),
        new Part(
            "MLP blocks",
            DEPTH.times(MLP_PARAMETERS.plus(WIDTH.times(2))),
            DEPTH.times(mlp(tokens).plus(tokens.times(perToken)))),
        new Part("final LayerNorm", WIDTH.times(2), tokens.times(WIDTH).times(LAYER_NORM_FLOPS)),
        pooling(perToken),
        new Part(
            "linear head",
            classes.times(WIDTH.plus(ONE)),
            matrix(ONE, WIDTH, classes).plus(classes)));
  }

  private Part pooling(Posynomial perToken) {
    return switch (template.pooling()) {
      case GAP -> new Part("average pooling", ZERO, tokens.times(WIDTH));
      case MAP ->
          new Part(
              "MAP pooling",
              sum(WIDTH, ATTENTION_MATRIX.times(4), WIDTH.times(2), MLP_PARAMETERS),
              sum(
                  projection(tokens).times(2), // keys and values of every token
                  projection(ONE).times(2), // query of the probe, output projection
                  attention(ONE),
                  mlp(ONE),
                  perToken));
    };
  }

  private static Posynomial matrix(Posynomial rows, Posynomial inner, Posynomial columns) {
    return rows.times(inner).times(columns).times(FLOPS_PER_MULTIPLY_ADD);
  }

  /// Width to width with bias.
  private static Posynomial projection(Posynomial rows) {
    return matrix(rows, WIDTH, WIDTH).plus(rows.times(WIDTH));
  }

  /// QKᵀ, softmax and the weighted sum of values, over all heads; every token is a key.
  private Posynomial attention(Posynomial queries) {
    return matrix(queries, WIDTH, tokens)
        .times(2)
        .plus(heads.times(queries).times(tokens).times(SOFTMAX_FLOPS));
  }

  private static Posynomial mlp(Posynomial rows) {
    return sum(
        matrix(rows, WIDTH, MLP_DIM).times(2),
        rows.times(MLP_DIM).times(1 + GELU_FLOPS),
        rows.times(WIDTH));
  }

  /// Numbers that training must keep for the backward pass, for one image and every shape of the
  /// template's kind: the patches, and for each token of each block the inputs and outputs of both
  /// LayerNorms, queries, keys, values and their mixture (8 widths), and the MLP's hidden layer
  /// before and after GELU. Attention matrices are not kept: the kernels in use compute them again.
  ///
  /// ```text
  /// n (p² channels + w) + d n (8 w + 2 m),   n tokens
  /// ```
  static Posynomial activations(VisionTransformer template) {
    Posynomial tokens = constant(template.tokens());
    double patch = (double) template.patchSize() * template.patchSize() * template.channels();
    return tokens.times(
        sum(constant(patch), WIDTH, DEPTH.times(WIDTH.times(8).plus(MLP_DIM.times(2)))));
  }

  /// Trainable parameters of the whole model.
  public static long parameters(VisionTransformer model) {
    return breakdown(model).stream().mapToLong(Component::parameters).sum();
  }

  /// FLOPs of one forward pass of one image.
  public static double forwardFlops(VisionTransformer model) {
    return breakdown(model).stream().mapToDouble(Component::forwardFlops).sum();
  }
}
