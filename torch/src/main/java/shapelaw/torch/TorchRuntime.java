package shapelaw.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Precision;
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
/// -Dshapelaw.matrixProducts=blas|onednn         who multiplies float32 matrices on the CPU; else the faster
/// -Dshapelaw.version=…                          code version for the provenance of results
/// ```
///
/// Another build of libtorch, of the very same version, takes the place of the bundled one if it is
/// found first:
///
/// ```text
/// -Dorg.bytedeco.javacpp.pathsFirst=true -Djava.library.path=<folder of libtorch.so>
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
  private static MatrixProducts matrixProducts = MatrixProducts.BLAS;

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
    requireSameVersion();
    // Products of float32 numbers in full float32 on GPUs as well, not in TF32 with its 10 bits of
    // fraction, so that results differ from the CPU's by rounding alone.
    torch.globalContext().setAllowTF32CuBLAS(false);
    torch.globalContext().setAllowTF32CuDNN(false);
    matrixProducts = MatrixProducts.choose();
    started = true;
  }

  private static void requireSameVersion() {
    String expected = presetsVersion("pytorch").replaceFirst("-.*", "");
    TorchBuild build = build();
    if (!build.version().startsWith(expected)) {
      throw new IllegalStateException(
          "libtorch must be version %s but was %s in %s. Maybe point SHAPELAW_LIBTORCH to another or unset it."
              .formatted(expected, build.version(), build.file().map(Path::toString).orElse("?")));
    }
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
    TorchBuild build = build();
    String bundled = presetsVersion("pytorch");
    return Map.of(
        "libtorch",
        isBundled(build) ? bundled : build.version(),
        "javacpp",
        presetsVersion("javacpp"),
        blas(),
        blasVersion(build));
  }

  private static TorchBuild build() {
    try (var _ = new PointerScope()) {
      return TorchBuild.of(
          torch.show_config().getString(), torch.get_mkl_version().getString(), TorchBuild.maps());
    }
  }

  /// Libraries that JavaCPP unpacked lie in its cache.
  private static boolean isBundled(TorchBuild build) {
    return build.file().isEmpty() || build.file().get().startsWith(cacheFolder());
  }

  /// The build of libtorch in words: version, CUDA or CPU alone, and where it lies if it is not the
  /// bundled one.
  public static String libtorch() {
    start();
    TorchBuild build = build();
    return "%s, %s, %s"
        .formatted(
            build.version(),
            build.cuda().map(cuda -> "for CUDA " + cuda).orElse("for the CPU alone"),
            isBundled(build) ? "bundled" : "from " + build.file().orElseThrow().getParent());
  }

  /// Where JavaCPP unpacks native libraries.
  public static Path cacheFolder() {
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      throw new IllegalStateException("JavaCPP must have a folder for libraries but has none", e);
    }
  }

  /// Version of the JavaCPP Presets of a library: that of the library, then that of the presets.
  private static String presetsVersion(String library) {
    try {
      return Loader.getVersion("org.bytedeco", library);
    } catch (IOException e) {
      return "unknown";
    }
  }

  /// The BLAS that libtorch is bound to: `mkl`, or what the system property asks for instead.
  public static String blas() {
    start();
    return build().mkl().isPresent() ? MKL : System.getProperty(BLAS_PROPERTY, MKL);
  }

  /// Who does the products of float32 matrices on the CPU: what [#blas()] says, or oneDNN.
  public static String matrixProducts() {
    start();
    return switch (matrixProducts) {
      case BLAS -> blas();
      case ONEDNN -> "oneDNN";
    };
  }

  private static String blasVersion(TorchBuild build) {
    if (build.mkl().isPresent()) {
      return build.mkl().get() + " inside libtorch";
    }
    return blas().equals(MKL) ? mklVersion() : presetsVersion(blas());
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
    return Machine.current().description();
  }

  /// Whether libtorch can use a GPU, and why not.
  public static GpuSupport gpu() {
    start();
    return GpuSupport.of(
        torch.hasCUDA(),
        torch.cuda_is_available() ? torch.cuda_device_count() : 0,
        NvidiaDriver.ofThisMachine(),
        System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  /// Where tensors go if this is what was asked for: the first GPU that this process sees, or the
  /// CPU. The device belongs to the `PointerScope` that is open now.
  ///
  /// @throws IllegalArgumentException if a GPU was asked for but cannot be used; says why
  public static Device device(DeviceChoice choice) {
    start();
    boolean usable = torch.cuda_is_available() && torch.cuda_device_count() > 0;
    return switch (choice) {
      case CPU -> new Device(DeviceType.CPU);
      case AUTO -> usable ? firstGpu() : new Device(DeviceType.CPU);
      case CUDA -> {
        if (!usable) {
          throw new IllegalArgumentException(
              gpu() instanceof GpuSupport.Unusable unusable
                  ? unusable.refusal()
                  : "device must be a GPU that libtorch can use but CUDA has just lost it.");
        }
        yield firstGpu();
      }
    };
  }

  private static Device firstGpu() {
    return new Device(DeviceType.CUDA, (byte) 0);
  }

  /// A device in words: `cpu`, or `cuda` with the GPU's name and memory.
  public static String describe(Device device) {
    if (!device.is_cuda()) {
      return "cpu";
    }
    return "cuda (%s)"
        .formatted(gpu() instanceof GpuSupport.Usable usable ? usable.names() : "lost");
  }

  /// Frees what libtorch keeps for later, on the heap and on GPUs: for whoever measures memory.
  public static void releaseFreedMemory() {
    start();
    NativeHeap.releaseFreedMemory();
    if (torch.cuda_is_available()) {
      torch.emptyCache();
    }
  }

  /// How results of this process come about.
  ///
  /// @param threads that work on one operation
  /// @param device where tensors live
  /// @param precision of the layers
  public static Provenance provenance(int threads, Device device, Precision precision) {
    return new Provenance(
        LibtorchTrainer.NAME,
        System.getProperty(VERSION_PROPERTY, UNKNOWN_VERSION),
        device.is_cuda() ? machine() + ", " + describe(device) : machine(),
        libraries(),
        Map.of(
            "threads", String.valueOf(threads),
            "precision", precision.name().toLowerCase(Locale.ROOT),
            "device", device.is_cuda() ? "cuda" : "cpu",
            "blas", blas(),
            "matrix products", matrixProducts(),
            "cpu capability", cpuCapability()));
  }
}
