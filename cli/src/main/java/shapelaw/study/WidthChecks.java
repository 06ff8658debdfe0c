package shapelaw.study;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import shapelaw.shape.HeadRule;

/// Checks that every width of a study can be split into heads. A width that is offered instead is
/// one that the study file could have: on the right side of the star's centre, and no other of its
/// list.
final class WidthChecks {

  private static final String CENTRE = "/star/centre/width";
  private static final String ARM = "/star/arms/width";
  private static final String GRID = "/grid/width";

  /// A list that is longer than this may lose a value.
  private static final int LEAST_VALUES = 3;

  /// Widths farther away are no correction.
  private static final int FARTHEST = 2;

  private final SoundValues values;
  private final HeadRule rule;

  WidthChecks(SoundValues values, HeadRule rule) {
    this.values = values;
    this.rule = rule;
  }

  void check() {
    OptionalInt widestArm = served(values.items(ARM)).max();
    List<Integer> offered =
        width(CENTRE, width -> widestArm.isEmpty() || width > widestArm.getAsInt(), false);
    // Whichever is taken for the centre, what is offered for its arms lies below.
    OptionalInt centre =
        IntStream.concat(served(List.of(CENTRE)), offered.stream().mapToInt(Integer::intValue))
            .min();
    list(ARM, width -> centre.isEmpty() || width < centre.getAsInt());
    list(GRID, _ -> true);
  }

  private IntStream served(List<String> pointers) {
    return pointers.stream()
        .flatMap(pointer -> values.integer(pointer).stream())
        .mapToInt(Integer::intValue)
        .filter(rule::serves);
  }

  private void list(String pointer, IntPredicate fits) {
    List<String> items = values.items(pointer);
    Set<Integer> taken = new HashSet<>(served(items).boxed().toList());
    int left = items.size();
    for (String item : items.stream().filter(item -> !isServed(item)).toList()) {
      // What is offered for one is not offered for the next.
      List<Integer> offered =
          width(item, w -> fits.test(w) && !taken.contains(w), left > LEAST_VALUES);
      taken.addAll(offered);
      left -= offered.isEmpty() ? 1 : 0;
    }
  }

  /// True also of what is no width.
  private boolean isServed(String pointer) {
    return rule.serves(values.integer(pointer).orElse(0));
  }

  /// Reports a width that cannot be split.
  ///
  /// @param fits tells whether a width could stand there
  /// @param spare whether it may be left out, where no width near can
  /// @return the widths that were offered
  private List<Integer> width(String pointer, IntPredicate fits, boolean spare) {
    if (isServed(pointer)) {
      return List.of();
    }
    int width = values.integer(pointer).orElseThrow();
    int multiple = rule.widthMultiple();
    List<Integer> offered =
        IntStream.concat(
                near(width / multiple, -1, width, fits).stream(),
                near(width / multiple + 1, 1, width, fits).stream())
            .boxed()
            .toList();
    values.report(
        pointer,
        "must be a multiple of %s (%d) but was %d. Maybe %s."
            .formatted(
                rule instanceof HeadRule.FixedSize ? "the head size" : "heads",
                multiple,
                width,
                offered.isEmpty() ? otherwise(spare) : use(offered)));
    return offered;
  }

  private static String use(List<Integer> widths) {
    return "use " + String.join(" or ", widths.stream().map(String::valueOf).toList());
  }

  private String otherwise(boolean spare) {
    return spare
        ? "leave it out"
        : "change model.heads." + (rule instanceof HeadRule.FixedSize ? "size" : "count");
  }

  /// The first of the rule's multiples from the `first`-th on, in steps, that fits.
  private OptionalInt near(int first, int step, int width, IntPredicate fits) {
    int multiple = rule.widthMultiple();
    return IntStream.iterate(
            first * multiple,
            w -> w >= 1 && w <= Math.max(multiple, FARTHEST * width) && w * FARTHEST >= width,
            w -> w + step * multiple)
        .filter(fits)
        .findFirst();
  }
}
