package shapelaw.run;

/// Which images a run sees. Pre-training classes and few-shot classes never overlap.
public sealed interface DataSpec {

  /// Side of the square images in pixels.
  int imageSize();

  /// An endless, seeded stream of formula-driven images: fractals of iterated function systems
  /// (Kataoka et al., ACCV 2020). Image i of seed s is always the same image.
  ///
  /// @param imageSize side in pixels
  /// @param pretrainClasses classes of the pre-training stream
  /// @param evaluationClasses other classes, held out for few-shot evaluation
  /// @param seed decides the classes and every image
  record Fractals(int imageSize, int pretrainClasses, int evaluationClasses, long seed)
      implements DataSpec {
    public Fractals {
      positive("image size", imageSize);
      positive("pre-training classes", pretrainClasses);
      if (evaluationClasses < 2) {
        throw new IllegalArgumentException(
            "evaluation classes must be at least 2 but was " + evaluationClasses + ".");
      }
    }
  }

  /// A folder with one sub-folder a class, JPEG and PNG files inside.
  ///
  /// @param folder absolute path as text
  /// @param imageSize side in pixels to which images are cropped and resized
  /// @param evaluationClasses how many of the classes (drawn by seed) are held out for few-shot
  ///   evaluation
  /// @param seed decides the split, the order and the crops
  record ImageFolder(String folder, int imageSize, int evaluationClasses, long seed)
      implements DataSpec {
    public ImageFolder {
      positive("image size", imageSize);
      if (evaluationClasses < 2) {
        throw new IllegalArgumentException(
            "evaluation classes must be at least 2 but was " + evaluationClasses + ".");
      }
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + value + ".");
    }
  }
}
