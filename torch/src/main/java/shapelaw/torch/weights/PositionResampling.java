package shapelaw.torch.weights;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// How position embeddings that were learned at one resolution are carried over to another: they
/// are taken as a picture of (side, side) pixels with as many channels as the model is wide.
public enum PositionResampling {
  /// Linear between the corners, as big_vision's `resample_posemb` does it for fine-tuning
  /// (`scipy.ndimage.zoom` of order 1).
  BILINEAR,
  /// Cubic between pixel centres, as transformers' `interpolate_pos_encoding` does it.
  BICUBIC;

  /// Resamples.
  ///
  /// @param positions (1, side², width)
  /// @param newSide tokens along one side afterwards
  /// @return (1, newSide², width)
  public Tensor resample(Tensor positions, int newSide) {
    long width = positions.size(2);
    long side = Math.round(Math.sqrt(positions.size(1)));
    Tensor picture = positions.view(1, side, side, width).permute(0, 3, 1, 2); // as (1, width, …)
    var size = new long[] {newSide, newSide};
    Tensor resampled =
        switch (this) {
          case BILINEAR -> torch.upsample_bilinear2d(picture, size, true);
          case BICUBIC -> torch.upsample_bicubic2d(picture, size, false);
        };
    return resampled.permute(0, 2, 3, 1).reshape(1, (long) newSide * newSide, width);
  }
}
