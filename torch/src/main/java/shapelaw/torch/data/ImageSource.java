package shapelaw.torch.data;

/// Images by number: the same number always gives the same image, so a run can stop and go on
/// anywhere. Implementations are safe for use by several threads at once.
public interface ImageSource {

  /// Tells other data from these, in short text: sources with other classes, labels or numbers of
  /// images have other fingerprints. Pixels need not be read for it.
  String fingerprint();

  /// Side of the square images in pixels.
  int imageSize();

  /// Colour channels, 3 for RGB.
  int channels();

  /// Classes of the training stream; labels are 0 … classes − 1.
  int classes();

  /// Classes held out for few-shot evaluation; none of them occurs in the training stream.
  int evaluationClasses();

  /// Distinct training images: `Long.MAX_VALUE` for an endless stream. A run that sees more repeats
  /// images.
  long distinctTrainingImages();

  /// Images that one held-out class can give: `Integer.MAX_VALUE` for an endless source.
  int evaluationImages(int evaluationClass);

  /// Writes image `index` of the training stream as (channels, size, size) floats in [−1, 1].
  ///
  /// @param index number in the stream, ≥ 0
  /// @param pixels where to write
  /// @param offset of the first float
  /// @return the label
  int trainingImage(long index, float[] pixels, int offset);

  /// Images of the training classes that are held out for validation; 0 if there are none.
  int validationImages();

  /// Writes validation image `index` as (channels, size, size) floats in [−1, 1].
  ///
  /// @return the label
  int validationImage(int index, float[] pixels, int offset);

  /// Writes image `index` of a held-out class as (channels, size, size) floats in [−1, 1].
  void evaluationImage(int evaluationClass, int index, float[] pixels, int offset);
}
