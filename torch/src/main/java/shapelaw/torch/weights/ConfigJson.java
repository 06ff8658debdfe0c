package shapelaw.torch.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Hugging Face's `config.json` that lies beside a file of weights: it knows what shapes cannot
/// tell.
///
/// @param root the part of it that is about the image tower
record ConfigJson(JsonNode root) {

  static final String NAME = "config.json";

  private static final long MOST_BYTES = 1 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// The file beside `weights`, if there is one that can be read and is about this width.
  static Optional<ConfigJson> beside(Path weights, int width) {
    Path file = weights.toAbsolutePath().resolveSibling(NAME);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      JsonNode root = JSON.readTree(Files.readString(file));
      var config =
          new ConfigJson(root.path("vision_config").isObject() ? root.path("vision_config") : root);
      return config.number("hidden_size").equals(OptionalInt.of(width))
          ? Optional.of(config)
          : Optional.empty();
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  /// A whole number above zero.
  OptionalInt number(String key) {
    JsonNode node = root.path(key);
    return node.canConvertToInt() && node.intValue() > 0
        ? OptionalInt.of(node.intValue())
        : OptionalInt.empty();
  }

  /// A text.
  Optional<String> text(String key) {
    return root.path(key).stringValueOpt();
  }
}
