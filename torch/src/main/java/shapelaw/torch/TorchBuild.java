package shapelaw.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which build of libtorch runs in this process.
///
/// @param version of libtorch, such as `2.13.0`
/// @param cuda version of CUDA that it was built with; empty if it is for the CPU alone
/// @param mkl version of the MKL inside it; empty if it takes BLAS from a library of its own
/// @param file the library that was loaded; empty if the kernel does not say
record TorchBuild(
    String version, Optional<String> cuda, Optional<String> mkl, Optional<Path> file) {

  private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([^,\\s]+)");
  private static final Pattern CUDA = Pattern.compile("CUDA Runtime (\\d+(?:\\.\\d+)*)");
  private static final Pattern MKL = Pattern.compile("Version (\\d+(?:\\.\\d+)*)");
  private static final Pattern LIBRARY = Pattern.compile("/.*/libtorch_cpu\\.so.*$");
  private static final Path MAPS = Path.of("/proc/self/maps");

  /// Reads what libtorch says of itself.
  ///
  /// @param config text of `torch::show_config()`
  /// @param mkl text of `at::get_mkl_version()`
  /// @param maps lines of the process's memory map
  static TorchBuild of(String config, String mkl, Stream<String> maps) {
    return new TorchBuild(
        first(VERSION, config).orElse("unknown"),
        first(CUDA, config),
        first(MKL, mkl),
        maps.map(LIBRARY::matcher)
            .filter(Matcher::find)
            .map(library -> Path.of(library.group()))
            .findFirst());
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /// The memory map of this process.
  static Stream<String> maps() {
    try {
      return Files.readAllLines(MAPS).stream();
    } catch (IOException e) {
      return Stream.empty(); // no Linux
    }
  }
}
