package shapelaw.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.pytorch.global.torch;
import shapelaw.run.Provenance;

/// libtorch as it is on this machine: loads it, sets its threads, says what was found.
///
/// Settings that must be there before the first native class is loaded are system properties.
/// [#start()] sets those that are absent, which is in time unless other code has touched
/// `org.bytedeco` before; a launcher passes them, and what only a launcher can pass, to each JVM
/// that trains:
///
/// ```text
/// --enable-native-access=ALL-UNNAMED            no warning about native code
/// --sun-misc-unsafe-memory-access=allow         no warning about JavaCPP's use of Unsafe
/// -Dorg.bytedeco.openblas.load=mkl              matrix products by MKL and not by OpenBLAS
/// -Dorg.bytedeco.javacpp.nopointergc=true       native memory is freed by scopes alone (5 % faster)
/// -Dorg.bytedeco.javacpp.maxBytes=0             no limit on native memory, and so no garbage
/// -Dorg.bytedeco.javacpp.maxPhysicalBytes=0     collections that would look for some
/// -Dshapelaw.version=…                          code version for the provenance of results
/// ```
///
/// Libraries are unpacked to `~/.javacpp/cache` at the first start (about 1 GiB;
/// `-Dorg.bytedeco.javacpp.cachedir=…` puts them elsewhere) and found there by all later ones.
public final class TorchRuntime {

  /// System property with the version of Shapelaw, for the provenance of results.
  public static final String VERSION_PROPERTY = "shapelaw.version";

  private static final String UNKNOWN_VERSION = "dev";
  private static final String BLAS_PROPERTY = "org.bytedeco.openblas.load";
  private static final String MKL = "mkl";
  private static final int VERSION_TEXT_BYTES = 256;

  private static boolean started;

  private TorchRuntime() {}

  /// Loads libtorch if it is not loaded yet.
  public static synchronized void start() {
    if (started) {
      return;
    }
    setIfAbsent(BLAS_PROPERTY, MKL);
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.nopointergc", "true");
    NativeHeap.keepFreedMemory();
    Loader.load(torch.class);
    torch.set_num_interop_threads(1);
    started = true;
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /// Loads libtorch and sets how many threads work on one operation that the calling thread starts
  /// (OpenMP keeps the number for each thread apart). Numbers are the same, bit for bit, only
  /// between runs with the same number.
  ///
  /// @param threads at least 1
  public static synchronized void start(int threads) {
    start();
    torch.set_num_threads(threads);
  }

  /// Names of the native libraries in use and their versions.
  public static Map<String, String> libraries() {
    start();
    return Map.of(
        "libtorch",
        presetsVersion("pytorch"),
        "javacpp",
        presetsVersion("javacpp"),
        blas(),
        blas().equals(MKL) ? mklVersion() : presetsVersion(blas()));
  }

  /// Version of the JavaCPP Presets of a library: that of the library, then that of the presets.
  private static String presetsVersion(String library) {
    try {
      return Loader.getVersion("org.bytedeco", library);
    } catch (IOException e) {
      return "unknown";
    }
  }

  /// Who does the matrix products: `mkl`, or what the system property asks for instead.
  public static String blas() {
    return System.getProperty(BLAS_PROPERTY, MKL);
  }

  private static String mklVersion() {
    var text = new byte[VERSION_TEXT_BYTES];
    mkl_rt.MKL_Get_Version_String(text, text.length);
    return new String(text, StandardCharsets.US_ASCII).strip().replace("\0", "");
  }

  /// Instruction set that libtorch's own kernels use, such as `AVX512`.
  public static String cpuCapability() {
    start();
    try (var _ = new PointerScope()) {
      return torch.get_cpu_capability().getString();
    }
  }

  /// Processor, logical cores and operating system.
  public static String machine() {
    return Machine.description();
  }

  /// The GPU that libtorch could use, in words.
  public static String gpu() {
    start();
    return torch.cuda_is_available()
        ? "found by libtorch, but not used: training runs on the CPU"
        : "none that this build of libtorch can use";
  }

  /// Where tensors live.
  public static String device() {
    return "cpu";
  }

  /// How results of this process come about.
  ///
  /// @param threads that work on one operation
  public static Provenance provenance(int threads) {
    return new Provenance(
        LibtorchTrainer.NAME,
        System.getProperty(VERSION_PROPERTY, UNKNOWN_VERSION),
        machine(),
        libraries(),
        Map.of(
            "threads", String.valueOf(threads),
            "precision", "float32",
            "device", device(),
            "blas", blas(),
            "cpu capability", cpuCapability()));
  }
}
