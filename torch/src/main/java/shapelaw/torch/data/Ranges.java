package shapelaw.torch.data;

import java.util.Arrays;

/// Numbers that are divided into ranges, one after the other.
final class Ranges {

  private Ranges() {}

  /// The range in which a number lies.
  ///
  /// @param firsts first number of each range, rising, from 0; of empty ranges that begin together
  ///   the last is taken
  static int indexOf(int[] firsts, int number) {
    int found = Arrays.binarySearch(firsts, number);
    if (found < 0) {
      return -found - 2;
    }
    while (found + 1 < firsts.length && firsts[found + 1] == number) {
      found++;
    }
    return found;
  }
}
