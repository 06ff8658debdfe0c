package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shapelaw.runs.store.RunStore;
import shapelaw.runs.store.StoreException;
import shapelaw.study.StudyException;
import shapelaw.torch.GpuSupport;
import shapelaw.torch.Machine;
import shapelaw.torch.TorchRuntime;
import shapelaw.torch.bench.PythonTorch;
import shapelaw.torch.image.ImageDecoder;

/// `shapelaw doctor`: what was found on this machine, and what is missing for what.
@Command(
    name = "doctor",
    description = {
      "Say what was found: JDK, libtorch, BLAS, cores, memory, GPU, PyTorch to compare with.",
      "What is missing comes with its reason and a way out."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final double BYTES_PER_GIB = 1 << 30;

  /// What a build for CUDA unpacks, with the CUDA libraries.
  private static final double CACHE_GIB = 1;

  @Parameters(
      arity = "0..1",
      paramLabel = "STUDY",
      description = "A study whose run store is looked at, too: every page, row and checksum.")
  private @Nullable Path study;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, StudyException {
    PrintWriter out = Main.out(spec);
    machine(out);
    boolean sound = study == null || isSound(study, out);
    try {
      libtorch(out);
    } catch (LinkageError e) {
      out.print(
          Finding.missing(
              "libtorch",
              "not usable: " + e.getMessage(),
              "Training needs it and is for Linux on x86-64; fit, recommend and report work without."));
      return Main.FAILED;
    }
    out.print(jpeg(ImageDecoder.jpegLibrary()));
    out.print(python());
    out.print(cache());
    return sound ? 0 : Main.FAILED;
  }

  /// Tells of a study's store, and whether it is good, or not there yet.
  private static boolean isSound(Path study, PrintWriter out) {
    try {
      out.print(store(StudyFolder.open(study)));
      return true;
    } catch (StoreException e) {
      out.print(Finding.missing("run store", String.valueOf(e.getMessage()), ""));
    } catch (StudyException | CommandFailure | IllegalArgumentException e) {
      out.print(Finding.missing("study", String.valueOf(e.getMessage()), ""));
    }
    return false;
  }

  /// @throws shapelaw.runs.store.StoreException if something in the store is damaged
  private static Finding store(StudyFolder folder) {
    Optional<RunStore> existing = folder.openStore();
    if (existing.isEmpty()) {
      return Finding.missing(
          "run store", folder.store() + " is not there yet", "It is made by 'shapelaw run'.");
    }
    try (RunStore store = existing.get()) {
      store.checkThoroughly();
      return Finding.found(
          "run store",
          "%s, %s, sound".formatted(store.location(), Count.of(store.results().size(), "result")));
    }
  }

  private static void machine(PrintWriter out) {
    Machine machine = Machine.current();
    out.print(Finding.found("shapelaw", System.getProperty("shapelaw.version", "dev")));
    out.print(Finding.found("JDK", Runtime.version() + " in " + System.getProperty("java.home")));
    out.print(
        Finding.found(
            "system",
            "%s %s %s"
                .formatted(
                    System.getProperty("os.name"),
                    System.getProperty("os.version"),
                    System.getProperty("os.arch"))));
    out.print(
        Finding.found(
            "processor",
            "%s, %d logical cores%s"
                .formatted(
                    machine.processor(),
                    machine.logicalCores(),
                    machine.physicalCores().map(" on %d physical ones"::formatted).orElse(""))));
    out.print(
        Finding.found(
            "memory",
            "%.1f GiB, of which %.1f GiB free; Java heap %.1f GiB at most"
                .formatted(
                    machine.memoryBytes() / BYTES_PER_GIB,
                    machine.freeMemoryBytes() / BYTES_PER_GIB,
                    Runtime.getRuntime().maxMemory() / BYTES_PER_GIB)));
  }

  private static void libtorch(PrintWriter out) {
    out.print(Finding.found("libtorch", TorchRuntime.libtorch()));
    Map<String, String> libraries = TorchRuntime.libraries();
    String blas = TorchRuntime.blas();
    out.print(Finding.found("BLAS", blas + " " + shortVersion(libraries.get(blas))));
    out.print(
        Finding.found(
            "CPU kernels",
            "%s; float32 products by %s"
                .formatted(TorchRuntime.cpuCapability(), TorchRuntime.matrixProducts())));
    out.print(bfloat16(Machine.current().bfloat16Instructions()));
    out.print(gpu(TorchRuntime.gpu()));
  }

  /// MKL says its version in a sentence.
  private static String shortVersion(@Nullable String text) {
    return text == null ? "" : text.replaceAll(".*Version (\\d+(?:\\.\\d+)*).*", "$1");
  }

  static Finding bfloat16(Optional<String> instructions) {
    return instructions
        .map(name -> Finding.found("bfloat16 on CPU", "in hardware (" + name + ")"))
        .orElseGet(() ->
            Finding.missing(
                "bfloat16 on CPU",
                "emulated, slower than float32",
                "Keep 'precision: float32' for training on this CPU."));
  }

  static Finding gpu(GpuSupport support) {
    return switch (support) {
      case GpuSupport.Usable usable -> Finding.found("GPU", usable.toString());
      case GpuSupport.Unusable(String reason, String wayOut) ->
          Finding.missing("GPU", "not usable: " + reason, wayOut);
    };
  }

  static Finding jpeg(String library) {
    return library.startsWith("ImageIO")
        ? Finding.missing(
            "JPEG decoder",
            library,
            "Maybe install libjpeg-turbo (Debian: libturbojpeg0), which is about twice as fast.")
        : Finding.found("JPEG decoder", library);
  }

  private static Finding python() {
    return PythonTorch.find()
        .map(found -> Finding.found("comparisons", found))
        .orElseGet(() ->
            Finding.missing(
                "comparisons",
                "no Python with PyTorch among " + String.join(", ", PythonTorch.interpreters()),
                "Set %s to one to see it in 'bench'.".formatted(PythonTorch.VARIABLE)));
  }

  /// Free space where native libraries are unpacked.
  private static Finding cache() throws IOException {
    Path folder = TorchRuntime.cacheFolder();
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = Objects.requireNonNull(existing.getParent());
    }
    double free = Files.getFileStore(existing).getUsableSpace() / BYTES_PER_GIB;
    String text = "%s, %.1f GiB free".formatted(folder, free);
    return free >= CACHE_GIB
        ? Finding.found("library cache", text)
        : Finding.missing(
            "library cache",
            text,
            "Make room, or put it elsewhere: SHAPELAW_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=/some/folder");
  }
}
