package shapelaw.cli;

/// A command cannot do its work; the message tells the user what must hold, what was found, and a
/// way out.
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}
