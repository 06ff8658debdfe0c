package shapelaw.torch.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// libjpeg-turbo, called through the JDK's Foreign Function and Memory API: the part of the
/// TurboJPEG 2.x API that decodes, which 3.x has too (https://libjpeg-turbo.org).
///
/// The C type `unsigned long` is taken to have 8 bytes, as on Linux and macOS.
///
/// A [TurboDecompressor] is lent to one thread at a time and then kept for the next, so that there
/// are never more than threads that decode at once, and their buffers are used again.
final class TurboJpeg {

  private static final Logger LOG = LoggerFactory.getLogger(TurboJpeg.class);

  private static final List<String> NAMES =
      List.of("libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.0.dylib");

  private static final Pattern VERSION =
      Pattern.compile("libjpeg-turbo version (\\d[\\w.]*)(?: \\(build (\\w+)\\))?");

  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

  /// Decompressors that are kept while nobody decodes.
  private static final int MOST_IDLE = 2 * Runtime.getRuntime().availableProcessors();

  private static final Optional<TurboJpeg> LIBRARY = load();

  final MethodHandle initDecompress;
  final MethodHandle decompressHeader;
  final MethodHandle decompress;
  final MethodHandle destroy;
  final MethodHandle errorText;

  private final String description;
  private final LinkedBlockingDeque<TurboDecompressor> idle = new LinkedBlockingDeque<>(MOST_IDLE);

  private TurboJpeg(SymbolLookup symbols) {
    this.initDecompress = bind(symbols, "tjInitDecompress", FunctionDescriptor.of(ADDRESS));
    this.decompressHeader =
        bind(
            symbols,
            "tjDecompressHeader3",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    this.decompress =
        bind(
            symbols,
            "tjDecompress2",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_INT));
    this.destroy = bind(symbols, "tjDestroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    this.errorText = bind(symbols, "tjGetErrorStr2", FunctionDescriptor.of(ADDRESS, ADDRESS));
    this.description = "libjpeg-turbo" + version().map(version -> " " + version).orElse("");
  }

  /// The library, if it could be loaded.
  static Optional<TurboJpeg> library() {
    return LIBRARY;
  }

  /// Name, and version where the system says which file was loaded.
  String description() {
    return description;
  }

  /// Decodes a JPEG file.
  ///
  /// @param file what to call it in errors
  /// @param shorterSide pixels that the shorter side keeps
  /// @param use gets the picture, which is valid during the call
  <T> T decode(byte[] bytes, String file, int shorterSide, Function<Pixels, T> use) {
    @Nullable TurboDecompressor kept = idle.pollFirst();
    TurboDecompressor decompressor = kept != null ? kept : new TurboDecompressor(this);
    boolean sound = false;
    try {
      T result = decompressor.decode(bytes, file, shorterSide, use);
      sound = true;
      return result;
    } finally {
      // After an error in a file's header the library would go on there with the next file.
      if (!sound || !idle.offerFirst(decompressor)) {
        decompressor.close();
      }
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<TurboJpeg> load() {
    for (String name : NAMES) {
      try {
        return Optional.of(new TurboJpeg(SymbolLookup.libraryLookup(name, Arena.global())));
      } catch (IllegalArgumentException e) {
        LOG.debug("{} can't be used", name, e);
      }
    }
    return Optional.empty();
  }

  /// @throws IllegalArgumentException if there is no such function
  @SuppressWarnings("restricted")
  private static MethodHandle bind(
      SymbolLookup symbols, String function, FunctionDescriptor descriptor) {
    MemorySegment address =
        symbols.find(function).orElseThrow(() -> new IllegalArgumentException("no " + function));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  /// The API has no function that tells the version, but the library holds it as text.
  private static Optional<String> version() {
    if (!Files.isReadable(MAPPED_FILES)) {
      return Optional.empty();
    }
    try (Stream<String> mapped = Files.lines(MAPPED_FILES)) {
      Optional<String> file =
          mapped
              .filter(line -> line.contains("/libturbojpeg"))
              .map(line -> line.substring(line.indexOf('/')))
              .findFirst();
      return file.isEmpty() ? Optional.empty() : version(Path.of(file.get()));
    } catch (IOException e) {
      LOG.debug("the version of libjpeg-turbo stays unknown", e);
      return Optional.empty();
    }
  }

  private static Optional<String> version(Path library) throws IOException {
    String content = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
    Matcher version = VERSION.matcher(content);
    if (!version.find()) {
      return Optional.empty();
    }
    @Nullable String build = version.group(2);
    return Optional.of(version.group(1) + (build == null ? "" : " (build " + build + ")"));
  }
}
