package shapelaw.runs.store;

/// A result was not stored: it came from an attempt that is not the current one, or differs from
/// the stored result of the same run.
public final class RefusedResultException extends StoreException {
  private static final long serialVersionUID = 1L;

  RefusedResultException(String message) {
    super(message);
  }
}
