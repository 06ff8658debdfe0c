package shapelaw.run;

import java.util.Optional;

/// Which images a run sees. Pre-training classes and few-shot classes never overlap, and no
/// validation image is trained on.
public sealed interface DataSpec {

  /// Side of the square images in pixels.
  int imageSize();

  /// What is held out.
  Split split();

  /// Decides the split, the order of the images and every random change of them.
  long seed();

  /// What is held out from training, drawn by seed.
  ///
  /// @param evaluationClasses classes held out for few-shot evaluation, 0 or at least 2
  /// @param validationImages images of the training classes held out for validation, 0 for none
  record Split(int evaluationClasses, int validationImages) {
    public Split {
      if (evaluationClasses < 0 || evaluationClasses == 1) {
        throw new IllegalArgumentException(
            "evaluation classes must be 0 (none) or at least 2 but was " + evaluationClasses + ".");
      }
      if (validationImages < 0) {
        throw new IllegalArgumentException(
            "validation images must be 0 (none) or more but was " + validationImages + ".");
      }
    }
  }

  /// An endless, seeded stream of formula-driven images: fractals of iterated function systems
  /// (Kataoka et al., ACCV 2020). Image i of seed s is always the same image.
  ///
  /// @param imageSize side in pixels
  /// @param pretrainClasses classes of the pre-training stream
  /// @param split what is held out
  /// @param seed decides the classes and every image
  record Fractals(int imageSize, int pretrainClasses, Split split, long seed) implements DataSpec {
    public Fractals {
      positive("image size", imageSize);
      positive("pre-training classes", pretrainClasses);
    }

    /// Without validation images.
    public Fractals(int imageSize, int pretrainClasses, int evaluationClasses, long seed) {
      this(imageSize, pretrainClasses, new Split(evaluationClasses, 0), seed);
    }
  }

  /// Labelled images from files, in one of the usual formats.
  ///
  /// @param format how the files are laid out
  /// @param path absolute path as text: a folder, or one file of the format
  /// @param imageSize side in pixels to which images are cropped and resized
  /// @param split what is held out
  /// @param preprocessing how a picture becomes an input
  /// @param seed decides the split, the order and the augmentation
  record Images(
      ImageFormat format,
      String path,
      int imageSize,
      Split split,
      Preprocessing preprocessing,
      long seed)
      implements DataSpec {
    public Images {
      positive("image size", imageSize);
    }
  }

  /// How labelled images lie on disk.
  enum ImageFormat {
    /// A folder with one sub-folder a class, JPEG and PNG files inside.
    FOLDER,
    /// CIFAR-10 and CIFAR-100 in their binary version: `*.bin` files in a folder.
    CIFAR,
    /// MNIST's format: a file of images and one of labels, plain or gzipped.
    IDX,
    /// WebDataset: tar shards, in each sample one `.jpg`/`.jpeg`/`.png` and one `.cls` file.
    WEBDATASET,
    /// Parquet files as on the Hugging Face hub: a struct column with image bytes and a column of
    /// whole-numbered labels.
    PARQUET
  }

  /// How a picture becomes an input in [−1, 1].
  ///
  /// @param crop what training sees of a picture
  /// @param flip whether training mirrors every other picture
  /// @param randAugment further random changes of training pictures
  /// @param evaluationResize shorter side of an evaluation picture before the central crop, in
  ///   image sizes, ≥ 1; 8/7 is the usual 256 for 224
  record Preprocessing(
      Crop crop, boolean flip, Optional<RandAugment> randAugment, double evaluationResize) {

    /// The usual 256 for 224.
    public static final double USUAL_EVALUATION_RESIZE = 256.0 / 224;

    /// As in the paper's pre-training: inception crop, flip, evaluation on the central crop.
    public static final Preprocessing PAPER =
        new Preprocessing(Crop.INCEPTION, true, Optional.empty(), USUAL_EVALUATION_RESIZE);

    /// Inception crop, flip, evaluation on the whole central square.
    public static final Preprocessing WHOLE_SQUARE =
        new Preprocessing(Crop.INCEPTION, true, Optional.empty(), 1);

    public Preprocessing {
      if (!(evaluationResize >= 1) || Double.isInfinite(evaluationResize)) {
        throw new IllegalArgumentException(
            "evaluation resize must be at least 1 but was " + evaluationResize + ".");
      }
    }
  }

  /// What training sees of a picture.
  enum Crop {
    /// A random part of 5 to 100 % of the area, aspect ratio 3/4 to 4/3 (Szegedy et al. 2015).
    INCEPTION,
    /// What evaluation sees: the shorter side resized, the centre cropped.
    CENTRAL
  }

  /// RandAugment (Cubuk et al. 2020).
  ///
  /// @param layers changes made to each picture, ≥ 1
  /// @param magnitude their strength, 0 … 10
  record RandAugment(int layers, int magnitude) {
    /// The paper's for fine-tuning above 224 px.
    public static final RandAugment PAPER = new RandAugment(2, 10);

    public RandAugment {
      positive("layers of RandAugment", layers);
      if (magnitude < 0 || magnitude > 10) {
        throw new IllegalArgumentException(
            "magnitude of RandAugment must be in 0 … 10 but was " + magnitude + ".");
      }
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but was " + value + ".");
    }
  }
}
