package shapelaw.torch.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// Labels of a collection, numbered without gaps in the order of the format's own labels: classes
/// without pictures don't count.
final class ClassLabels {

  private final int[] labels;
  private final List<String> names;

  private ClassLabels(int[] labels, List<String> names) {
    this.labels = labels;
    this.names = names;
  }

  /// Numbers labels.
  ///
  /// @param raw the format's own label of each picture; taken over
  /// @param name of a label
  static ClassLabels of(int[] raw, IntFunction<String> name) {
    int[] present = Arrays.stream(raw).distinct().sorted().toArray();
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Arrays.binarySearch(present, raw[i]);
    }
    return new ClassLabels(raw, Arrays.stream(present).mapToObj(name).toList());
  }

  /// Number of labels.
  int size() {
    return labels.length;
  }

  /// Class of a picture.
  int of(int image) {
    return labels[image];
  }

  /// Names by class.
  List<String> names() {
    return names;
  }
}
