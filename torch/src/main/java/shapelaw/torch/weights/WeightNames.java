package shapelaw.torch.weights;

import java.util.Arrays;
import java.util.List;
import shapelaw.shape.Pooling;
import shapelaw.shape.UnknownNameException;
import shapelaw.shape.VisionTransformer;

/// Under which names and in which shapes a file has the parameters of a Vision Transformer.
public enum WeightNames {
  /// The project's own: timm's names, every parameter in the shape in which the forward pass uses
  /// it. Trained weights and checkpoints have these.
  SHAPELAW("shapelaw", "", "patch_embed.proj.weight"),
  /// timm's `VisionTransformer` without class token, with `global_pool='map'`, or with
  /// `global_pool='avg', fc_norm=False`.
  TIMM("timm", "", "patch_embed.proj.weight"),
  /// `SiglipVisionModel` of Hugging Face's transformers: query, key and value apart.
  HUGGING_FACE_SIGLIP("hf-siglip", "vision_model.", "embeddings.patch_embedding.weight"),
  /// `ViTModel` of Hugging Face's transformers as far as it goes: that class always puts a class
  /// token before the others, which no model here has.
  HUGGING_FACE_VIT("hf-vit", "vit.", "embeddings.patch_embeddings.projection.weight");

  private final String text;
  private final String prefix;
  private final String anchor;

  WeightNames(String text, String prefix, String anchor) {
    this.text = text;
    this.prefix = prefix;
    this.anchor = anchor;
  }

  /// How users write it.
  public String text() {
    return text;
  }

  /// What stands before the names of the encoder's parameters.
  String prefix() {
    return prefix;
  }

  /// Name of the patch embedding's kernel after [#prefix()]: every file of the scheme has it, and
  /// no other scheme has one that ends like it.
  String anchor() {
    return anchor;
  }

  /// The scheme that users write so.
  ///
  /// @throws IllegalArgumentException if there is none
  public static WeightNames parse(String text) {
    return Arrays.stream(values())
        .filter(names -> names.text.equals(text))
        .findFirst()
        .orElseThrow(() ->
            new UnknownNameException(
                "names", Arrays.stream(values()).map(WeightNames::text).toList(), text));
  }

  /// As much of a model as these names can express: its head may be missing.
  ///
  /// @throws WeightsException if the encoder itself cannot be expressed
  VisionTransformer expressible(VisionTransformer model) {
    return switch (this) {
      case SHAPELAW, TIMM -> model;
      // Hugging Face's classifier of SigLIP acts on the mean of the tokens, not on the MAP head.
      case HUGGING_FACE_SIGLIP -> model.pooling() == Pooling.MAP ? model.withClasses(0) : model;
      case HUGGING_FACE_VIT -> {
        if (model.pooling() == Pooling.MAP) {
          throw new WeightsException(
              "a model with names of %s must have pooling gap but has map, for which these have no names. Maybe use %s or %s."
                  .formatted(text, TIMM.text, HUGGING_FACE_SIGLIP.text));
        }
        yield model;
      }
    };
  }

  /// Every tensor of a file with these names.
  ///
  /// @param model as [#expressible] gives it
  List<NamedTensor> tensors(VisionTransformer model) {
    return switch (this) {
      case SHAPELAW -> NameTables.own(model, false);
      case TIMM -> NameTables.own(model, true);
      case HUGGING_FACE_SIGLIP -> NameTables.siglip(model);
      case HUGGING_FACE_VIT -> NameTables.huggingFaceVit(model);
    };
  }
}
