package shapelaw.torch.weights;

import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.Activation;

/// How another library makes the model that a file of ours fits into.
final class LoadingCode {

  private LoadingCode() {}

  /// Of timm's `VisionTransformer`.
  static String timm(VisionTransformer model, Activation activation) {
    // timm takes the MLP's size as a ratio and cuts the product off: half a unit keeps it exact.
    return "in timm: VisionTransformer(img_size=%d, patch_size=%d, in_chans=%d, embed_dim=%d, depth=%d, num_heads=%d, mlp_ratio=%d.5 / %d, class_token=False, %s, num_classes=%d, act_layer='%s')"
        .formatted(
            model.imageSize(),
            model.patchSize(),
            model.channels(),
            model.width(),
            model.depth(),
            model.heads(),
            model.mlpDim(),
            model.width(),
            model.pooling() == Pooling.MAP
                ? "global_pool='map'"
                : "global_pool='avg', fc_norm=False",
            model.classes(),
            switch (activation) {
              case GELU -> "gelu";
              case GELU_TANH -> "gelu_tanh";
            });
  }

  /// Of transformers' `SiglipVisionModel`.
  static String siglip(VisionTransformer model, Activation activation) {
    return "in transformers: SiglipVisionConfig(hidden_size=%d, intermediate_size=%d, num_hidden_layers=%d, num_attention_heads=%d, num_channels=%d, image_size=%d, patch_size=%d, hidden_act='%s'%s)"
        .formatted(
            model.width(),
            model.mlpDim(),
            model.depth(),
            model.heads(),
            model.channels(),
            model.imageSize(),
            model.patchSize(),
            switch (activation) {
              case GELU -> "gelu";
              case GELU_TANH -> "gelu_pytorch_tanh";
            },
            model.pooling() == Pooling.MAP ? "" : ", vision_use_head=False");
  }
}
