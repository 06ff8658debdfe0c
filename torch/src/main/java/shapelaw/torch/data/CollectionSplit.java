package shapelaw.torch.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import shapelaw.run.DataSpec;
import shapelaw.torch.image.ImageDataException;

/// Which pictures of a collection are for what, drawn by seed: whole classes are held out for
/// few-shot evaluation; of the other classes some pictures are held out for validation, so that at
/// least one of each class is left to train on.
final class CollectionSplit {

  private static final int EVALUATION_ORDER = 2;
  private static final int VALIDATION = 3;
  private static final int HELD_OUT = -1;

  private final int trainingClasses;

  /// Label by class of the collection, or [#HELD_OUT].
  private final int[] labelOfClass;

  private final int[] training;
  private final int[] validation;
  private final int[][] evaluation;

  private CollectionSplit(
      int trainingClasses,
      int[] labelOfClass,
      int[] training,
      int[] validation,
      int[][] evaluation) {
    this.trainingClasses = trainingClasses;
    this.labelOfClass = labelOfClass;
    this.training = training;
    this.validation = validation;
    this.evaluation = evaluation;
  }

  /// Splits a collection.
  ///
  /// @throws ImageDataException if it has too few classes or pictures
  static CollectionSplit of(LabelledImages images, DataSpec.Images spec) {
    int heldOut = spec.split().evaluationClasses();
    int classes = images.classNames().size();
    if (classes < heldOut + 2) {
      throw new ImageDataException(
          ("images %s must have at least %d classes (2 to train on, %d held out for evaluation) but"
                  + " had %d. Maybe lower the number of evaluation classes.")
              .formatted(spec.path(), heldOut + 2, heldOut, classes));
    }
    List<Integer> drawn = new ArrayList<>(IntStream.range(0, classes).boxed().toList());
    Collections.shuffle(drawn, new SplittableRandom(spec.seed()));
    int[] evaluationClasses = sorted(drawn.subList(0, heldOut));
    int[] trainingClasses = sorted(drawn.subList(heldOut, classes));
    var labelOfClass = new int[classes];
    Arrays.fill(labelOfClass, HELD_OUT);
    for (int label = 0; label < trainingClasses.length; label++) {
      labelOfClass[trainingClasses[label]] = label;
    }
    int[] all =
        IntStream.range(0, images.size())
            .filter(i -> labelOfClass[images.label(i)] != HELD_OUT)
            .toArray();
    int[] validation = validation(all, images, spec);
    return new CollectionSplit(
        trainingClasses.length,
        labelOfClass,
        without(all, validation),
        validation,
        evaluation(images, evaluationClasses, spec.seed()));
  }

  private static int[] sorted(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /// Pictures in an order drawn by seed, passing over those that are the last of their class.
  private static int[] validation(int[] all, LabelledImages images, DataSpec.Images spec) {
    int wanted = spec.split().validationImages();
    if (wanted == 0) {
      return new int[0];
    }
    var left = new int[images.classNames().size()];
    for (int image : all) {
      left[images.label(image)]++;
    }
    int[] order = all.clone();
    EpochOrder.shuffle(
        order, 0, order.length, new SplittableRandom(Seeds.of(spec.seed(), VALIDATION, 0)));
    int[] chosen =
        Arrays.stream(order)
            .filter(image -> left[images.label(image)]-- > 1)
            .limit(wanted)
            .toArray();
    if (chosen.length < wanted) {
      throw new ImageDataException(
          ("validation images of %s must be at most %d, so that one image of each class is left to"
                  + " train on, but were %d.")
              .formatted(spec.path(), chosen.length, wanted));
    }
    return chosen;
  }

  private static int[] without(int[] all, int[] some) {
    int[] sorted = some.clone();
    Arrays.sort(sorted);
    return Arrays.stream(all).filter(image -> Arrays.binarySearch(sorted, image) < 0).toArray();
  }

  private static int[][] evaluation(LabelledImages images, int[] classes, long seed) {
    var places = new IntStream.@Nullable Builder[images.classNames().size()];
    for (int wanted : classes) {
      places[wanted] = IntStream.builder();
    }
    for (int image = 0; image < images.size(); image++) {
      IntStream.@Nullable Builder place = places[images.label(image)];
      if (place != null) {
        place.add(image);
      }
    }
    var evaluation = new int[classes.length][];
    for (int k = 0; k < classes.length; k++) {
      evaluation[k] = Objects.requireNonNull(places[classes[k]]).build().toArray();
      var random = new SplittableRandom(Seeds.of(seed, EVALUATION_ORDER, k));
      EpochOrder.shuffle(evaluation[k], 0, evaluation[k].length, random);
    }
    return evaluation;
  }

  /// Classes that are trained on.
  int trainingClasses() {
    return trainingClasses;
  }

  /// Label of a class of the collection that is trained on.
  int label(int classOfCollection) {
    return labelOfClass[classOfCollection];
  }

  /// Pictures to train on, rising; not a copy.
  int[] training() {
    return training;
  }

  /// Pictures held out for validation, in their order; not a copy.
  int[] validation() {
    return validation;
  }

  /// Pictures of each held-out class, in their order; not a copy.
  int[][] evaluation() {
    return evaluation;
  }
}
