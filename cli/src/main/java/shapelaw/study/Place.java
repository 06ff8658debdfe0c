package shapelaw.study;

/// A place in a text.
///
/// @param line counted from 1
/// @param column counted from 1
record Place(int line, int column) {

  /// The start of the text.
  static final Place START = new Place(1, 1);
}
