package shapelaw.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The C library's heap, from which libtorch takes its tensors.
///
/// A training step frees as much memory as it takes. With its usual settings glibc gives large
/// pieces back to the kernel at once and asks for them again in the next step, which then pays for
/// page faults: half of all faults and some percent of the time of a step. So the heap is told to
/// keep what it has.
final class NativeHeap {

  /// Parameters of `mallopt` and their values, from glibc's `malloc.h`.
  private enum Setting {
    /// Free memory at the end of the heap above which it is given back: never.
    TRIM_THRESHOLD(-1, Integer.MAX_VALUE),
    /// Memory that a heap keeps beyond what is asked for: the size of one of the heaps that threads
    /// other than the first one use, so that these are kept as well.
    TOP_PAD(-2, 64 << 20),
    /// Pieces that may have a mapping of their own, given back when they are freed: none.
    MMAP_MAX(-4, 0);

    private final int parameter;
    private final int value;

    Setting(int parameter, int value) {
      this.parameter = parameter;
      this.value = value;
    }
  }

  private NativeHeap() {}

  /// Keeps freed memory in the process. Does nothing where the C library has no `mallopt`.
  @SuppressWarnings("restricted") // the signature is that of malloc.h
  static void keepFreedMemory() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> address = linker.defaultLookup().find("mallopt");
    if (address.isEmpty()) {
      return;
    }
    MethodHandle mallopt =
        linker.downcallHandle(
            address.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    for (Setting setting : Setting.values()) {
      set(mallopt, setting);
    }
  }

  /// Gives freed memory back to the kernel once, whatever the settings: for whoever measures what
  /// is in use. Does nothing where the C library has no `malloc_trim`.
  @SuppressWarnings("restricted") // the signature is that of malloc.h
  static void releaseFreedMemory() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> address = linker.defaultLookup().find("malloc_trim");
    if (address.isEmpty()) {
      return;
    }
    MethodHandle trim =
        linker.downcallHandle(
            address.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    try {
      int _ = (int) trim.invokeExact(0L);
    } catch (Throwable e) {
      throw new AssertionError("malloc_trim takes a number and throws nothing", e);
    }
  }

  private static void set(MethodHandle mallopt, Setting setting) {
    try {
      int _ = (int) mallopt.invokeExact(setting.parameter, setting.value);
    } catch (Throwable e) {
      throw new AssertionError("mallopt takes two numbers and throws nothing", e);
    }
  }
}
