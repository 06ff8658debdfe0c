package shapelaw.torch;

/// A process that finds out whether libtorch can use a GPU here, for one that would rather not load
/// libtorch itself. It ends with 0 if so; else its output says in one line why not.
public final class GpuCheck {

  private GpuCheck() {}

  /// Looks, and says why not.
  public static void main(String[] args) {
    try {
      if (TorchRuntime.gpu() instanceof GpuSupport.Unusable unusable) {
        refuse(unusable.refusal());
      }
    } catch (LinkageError | IllegalStateException e) {
      refuse(
          "device must be a GPU that libtorch can use but libtorch could not be loaded: %s. Maybe: shapelaw doctor"
              .formatted(e.getMessage()));
    }
  }

  private static void refuse(String reason) {
    System.out.println(reason.lines().findFirst().orElse(reason));
    System.exit(1);
  }
}
