package shapelaw.shape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A name that means nothing where one of a few names must stand. It keeps what was written and
/// what is known, so that whoever talks to the user can say which was probably meant.
public final class UnknownNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String written;
  private final ArrayList<String> known;

  /// @param what must be one of the names, as the beginning of a sentence: `the format`
  /// @param known names
  /// @param written what was found
  public UnknownNameException(String what, Collection<String> known, String written) {
    this(
        known,
        written,
        "%s must be one of %s but was '%s'.".formatted(what, String.join(", ", known), written));
  }

  /// @param known names
  /// @param written what was found
  /// @param message that says both
  public UnknownNameException(Collection<String> known, String written, String message) {
    super(message);
    this.written = written;
    this.known = new ArrayList<>(known);
  }

  /// What was found instead of a name.
  public String written() {
    return written;
  }

  /// The names.
  public List<String> known() {
    return List.copyOf(known);
  }
}
