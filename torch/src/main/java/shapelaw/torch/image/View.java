package shapelaw.torch.image;

/// A resized part of a picture, before it is made.
///
/// @param crop the part of the picture that is read
/// @param columns how its columns become new ones
/// @param rows how its rows become new ones
record View(RgbImage.Crop crop, Taps columns, Taps rows) {

  /// A part of a picture, resized.
  static View of(RgbImage.Crop crop, int newWidth, int newHeight) {
    return new View(crop, Taps.of(crop.width(), newWidth), Taps.of(crop.height(), newHeight));
  }

  /// The central square of `size` pixels of a picture whose shorter side was resized to
  /// `shorterSide`. If both are equal, the largest central square is resized: its corners lie
  /// exactly half-way then, even if the longer side is odd.
  static View central(Pixels image, int size, int shorterSide) {
    if (shorterSide == size) {
      return of(image.centralSquare(), size, size);
    }
    long newWidth = image.scaledSide(image.width(), shorterSide);
    long newHeight = image.scaledSide(image.height(), shorterSide);
    return new View(
        image.whole(),
        Taps.of(image.width(), newWidth, (newWidth - size) / 2, size),
        Taps.of(image.height(), newHeight, (newHeight - size) / 2, size));
  }

  /// The mirror image.
  View mirrored() {
    return new View(crop, columns.mirrored(), rows);
  }
}
