/// Weights in files: safetensors read and written, names and layouts of timm and Hugging Face, the
/// architecture that a file's shapes tell, position embeddings at another resolution.
@NullMarked
package shapelaw.torch.weights;

import org.jspecify.annotations.NullMarked;
