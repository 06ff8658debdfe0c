package shapelaw.torch;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs each test on one thread and in a scope of its own, which frees the tensors that it made.
public final class TensorScope implements BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(TensorScope.class);

  @Override
  public void beforeEach(ExtensionContext test) {
    TorchRuntime.start(1);
    test.getStore(HERE).put(PointerScope.class, new PointerScope());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    PointerScope scope = test.getStore(HERE).remove(PointerScope.class, PointerScope.class);
    if (scope != null) {
      scope.close();
    }
  }
}
