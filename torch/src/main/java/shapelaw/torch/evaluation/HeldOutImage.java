package shapelaw.torch.evaluation;

/// One image of a held-out class.
///
/// @param heldOutClass number of the class
/// @param index number of the image in the class
record HeldOutImage(int heldOutClass, int index) {}
