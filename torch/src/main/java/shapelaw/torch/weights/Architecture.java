package shapelaw.torch.weights;

import java.util.List;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.Activation;

/// The model that a file's weights belong to, as far as the file tells.
///
/// @param model sizes, pooling and head
/// @param activation of its MLPs
/// @param findings in sentences: where each size that shapes cannot tell is from, and what else
///   there is to say
public record Architecture(VisionTransformer model, Activation activation, List<String> findings) {

  public Architecture {
    findings = List.copyOf(findings);
  }
}
