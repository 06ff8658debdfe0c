package shapelaw.dashboard;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// What goes to the page, as JSON.
final class Json {

  private static final ObjectWriter WRITER =
      JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE).build().writer();

  private Json() {}

  /// One line.
  static String text(Object value) {
    return WRITER.writeValueAsString(value);
  }
}
