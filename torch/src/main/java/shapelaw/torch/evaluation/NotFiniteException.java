package shapelaw.torch.evaluation;

/// A model gives a number that is NaN or infinite: it has diverged. No error of arithmetic
/// elsewhere is told by this.
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(String message) {
    super(message);
  }
}
