package shapelaw.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Vision Transformers that have a name, and the notation `name/patch@resolution`, for example
/// `So400m/14`, `B/16@384`. Sizes: Dosovitskiy et al. 2021 (Ti to H), Zhai et al. 2022 (g, G), Chen
/// et al. 2023 (e), and "Getting ViT in Shape" (So150m, So400m).
public final class NamedShapes {

  /// Resolution when the name gives none, in pixels.
  public static final int DEFAULT_IMAGE_SIZE = 224;

  private static final Map<String, Named> TABLE = table();
  private static final Pattern NOTATION =
      Pattern.compile("(?:vit-|sovit-)?([a-z0-9]+(?:-opt)?)/(\\d{1,4})(?:@(\\d{1,5}))?");

  private NamedShapes() {}

  /// A named size.
  ///
  /// @param name as papers write it
  /// @param shape width, depth, MLP size
  /// @param heads attention heads
  /// @param pooling the pooling with which the published counts were made
  public record Named(String name, Shape shape, int heads, Pooling pooling) {

    /// The model at a patch size and resolution, without a classification head.
    public VisionTransformer at(int patchSize, int imageSize) {
      return new VisionTransformer(shape, heads, patchSize, imageSize, 3, pooling, 0);
    }
  }

  private static Map<String, Named> table() {
    var table = new LinkedHashMap<String, Named>();
    add(table, "mu", 32, 1, 128, 2, Pooling.GAP);
    add(table, "Ti", 192, 12, 768, 3, Pooling.GAP);
    add(table, "S", 384, 12, 1536, 6, Pooling.GAP);
    add(table, "M", 512, 12, 2048, 8, Pooling.GAP);
    add(table, "B", 768, 12, 3072, 12, Pooling.GAP);
    add(table, "L", 1024, 24, 4096, 16, Pooling.GAP);
    add(table, "So150m", 880, 18, 2320, 16, Pooling.MAP);
    add(table, "So400m", 1152, 27, 4304, 16, Pooling.MAP);
    add(table, "H", 1280, 32, 5120, 16, Pooling.GAP);
    add(table, "g", 1408, 40, 6144, 16, Pooling.GAP);
    add(table, "g-opt", 1536, 40, 6144, 16, Pooling.MAP);
    add(table, "G", 1664, 48, 8192, 16, Pooling.MAP);
    add(table, "G-opt", 1536, 48, 8192, 16, Pooling.MAP);
    add(table, "e", 1792, 56, 15360, 16, Pooling.MAP);
    return Collections.unmodifiableMap(table);
  }

  private static void add(
      Map<String, Named> table,
      String name,
      int width,
      int depth,
      int mlpDim,
      int heads,
      Pooling pooling) {
    table.put(name, new Named(name, Shape.vit(width, depth, mlpDim), heads, pooling));
  }

  /// All named sizes by name, smallest first.
  public static Map<String, Named> all() {
    return TABLE;
  }

  /// Reads `name/patch` or `name/patch@resolution`. Case matters only between `g` and `G`.
  ///
  /// @throws IllegalArgumentException if the text is not of that form or the name is unknown
  public static VisionTransformer parse(String text) {
    Matcher exact = NOTATION.matcher(text.strip());
    Matcher m =
        exact.matches()
            ? exact
            : Pattern.compile(NOTATION.pattern(), Pattern.CASE_INSENSITIVE).matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "a named model must be written name/patch or name/patch@pixels but was '%s'. Maybe 'B/16' or 'So400m/14@384'."
              .formatted(text));
    }
    int patch = Integer.parseInt(m.group(2));
    int pixels = m.group(3) == null ? DEFAULT_IMAGE_SIZE : Integer.parseInt(m.group(3));
    return named(m.group(1)).at(patch, pixels);
  }

  /// The named size called `name`.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Named named(String name) {
    Named exact = TABLE.get(name);
    if (exact != null) {
      return exact;
    }
    return TABLE.values().stream()
        .filter(n -> n.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new UnknownNameException("the name", TABLE.keySet(), name));
  }
}
