package shapelaw.torch.weights;

import java.util.List;

/// A tensor as a naming scheme wants it: a name, a shape, and which numbers of our parameters it
/// holds, one range after the other. All schemes keep numbers row-major with outputs first, so that
/// to split, to fuse and to reshape is to cut the same row of numbers elsewhere.
///
/// @param name in the scheme
/// @param shape in the scheme
/// @param parts ranges of our parameters
record NamedTensor(String name, List<Long> shape, List<Part> parts) {

  /// A range of one of our parameters.
  ///
  /// @param parameter its name ([shapelaw.torch.model.Parameters])
  /// @param from first number
  /// @param numbers how many
  record Part(String parameter, long from, long numbers) {}

  NamedTensor {
    shape = List.copyOf(shape);
    parts = List.copyOf(parts);
  }
}
