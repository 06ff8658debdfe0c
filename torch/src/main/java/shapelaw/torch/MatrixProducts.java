package shapelaw.torch;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Who multiplies float32 matrices on the CPU.
///
/// MKL takes its AVX-512 kernels on Intel's processors alone; on others it computes with AVX2. The
/// oneDNN inside libtorch makes kernels for whatever the processor has: on Zen 5, 220 GFLOP/s a
/// core where MKL reaches 96.
///
/// libtorch hands float32 products to oneDNN only with the permission to round their factors to
/// bfloat16. oneDNN takes that permission where the processor has AMX, and computes in full float32
/// elsewhere. So permission is given only without AMX, and taken back unless a product then has the
/// accuracy of float32.
enum MatrixProducts {
  /// The BLAS that libtorch is bound to.
  BLAS,
  /// oneDNN.
  ONEDNN;

  /// System property that decides for one of them: `blas` or `onednn`.
  static final String PROPERTY = "shapelaw.matrixProducts";

  private static final String INTEL = "GenuineIntel";
  private static final String AVX512 = "AVX512";
  private static final String AMX = "amx_tile";

  /// Relative error of a float32 product of the size below is about 3e-7; one unit of bfloat16's
  /// rounding makes it 1e-3.
  private static final double LARGEST_ERROR = 1e-5;

  private static final long CHECKED_SIZE = 256;

  /// Lets the faster of them, or the one that the system property names, do the products of this
  /// process. To be called once libtorch is loaded.
  ///
  /// @throws IllegalStateException if the property names oneDNN but it can't be used
  static MatrixProducts choose() {
    Optional<MatrixProducts> named = named(System.getProperty(PROPERTY));
    MatrixProducts wanted =
        named.orElseGet(() -> faster(Machine.current(), torch.get_cpu_capability().getString()));
    return wanted == BLAS ? BLAS : oneDnnUnless(tryOneDnn(), named.isPresent());
  }

  /// Hands products to oneDNN unless it can't make them as they must be.
  ///
  /// @return why it can't; empty if it does from now on
  private static Optional<String> tryOneDnn() {
    if (!torch.hasMKLDNN()) {
      return Optional.of("this build of libtorch has no oneDNN");
    }
    permitBfloat16(true);
    double error = relativeError();
    if (error < LARGEST_ERROR) {
      return Optional.empty();
    }
    permitBfloat16(false);
    return Optional.of(
        "its products on this processor had a relative error of %.1e, above %.0e"
            .formatted(error, LARGEST_ERROR));
  }

  /// What follows from trying oneDNN.
  ///
  /// @param obstacle why it can't be used
  /// @param named true if the system property asked for it
  /// @throws IllegalStateException if it was asked for but can't be used
  static MatrixProducts oneDnnUnless(Optional<String> obstacle, boolean named) {
    if (obstacle.isPresent() && named) {
      throw new IllegalStateException(
          "float32 matrices must be multiplied by oneDNN, as -D%s=onednn asks, but %s. Maybe leave the property out or set it to blas."
              .formatted(PROPERTY, obstacle.get()));
    }
    return obstacle.isPresent() ? BLAS : ONEDNN;
  }

  /// The one that is faster on a machine.
  ///
  /// @param capability the instruction set that libtorch's own kernels use
  static MatrixProducts faster(Machine machine, String capability) {
    boolean wide = capability.equals(AVX512) && !machine.cpuFlags().contains(AMX);
    return wide && !machine.vendor().equals(INTEL) ? ONEDNN : BLAS;
  }

  private static Optional<MatrixProducts> named(@Nullable String property) {
    if (property == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(valueOf(property.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s must be blas or onednn but was '%s'.".formatted(PROPERTY, property), e);
    }
  }

  private static void permitBfloat16(boolean permitted) {
    torch
        .globalContext()
        .setFloat32Precision(
            Float32Backend.MKLDNN,
            Float32Op.MATMUL,
            permitted ? Float32Precision.BF16 : Float32Precision.IEEE);
  }

  private static double relativeError() {
    try (var _ = new PointerScope()) {
      Tensor numbers = torch.arange(new Scalar((double) CHECKED_SIZE * CHECKED_SIZE));
      Tensor a = numbers.sin().view(CHECKED_SIZE, CHECKED_SIZE); // all bits of the fraction in use
      Tensor b = numbers.cos().view(CHECKED_SIZE, CHECKED_SIZE);
      Tensor exact = torch.mm(a.to(ScalarType.Double), b.to(ScalarType.Double));
      return torch.mm(a, b).sub(exact).norm().item_double() / exact.norm().item_double();
    }
  }
}
