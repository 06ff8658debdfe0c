package shapelaw.torch;

import java.util.Locale;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Provenance;
import shapelaw.run.Trainer;
import shapelaw.run.TrainingContext;
import shapelaw.run.TrainingFailure;
import shapelaw.run.Trunk;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.data.ImageSources;
import shapelaw.torch.evaluation.FewShotEvaluation;
import shapelaw.torch.image.ImageDataException;
import shapelaw.torch.image.ImageDecoder;
import shapelaw.torch.train.TrunkTraining;

/// Trains Vision Transformers on libtorch.
public final class LibtorchTrainer implements Trainer {

  /// Name under which studies ask for this trainer.
  public static final String NAME = "libtorch";

  /// Called by `ServiceLoader`.
  public LibtorchTrainer() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void train(Trunk trunk, TrainingContext context)
      throws InterruptedException, TrainingFailure {
    try (var _ = new PointerScope()) {
      TorchRuntime.start(context.threads());
      Device device = device(context.device());
      ImageSource source = ImageSources.open(trunk.longest().data());
      requireFit(trunk, source);
      new TrunkTraining(trunk, context, source, provenance(trunk, context, source, device), device)
          .train();
    } catch (ImageDataException e) {
      throw new TrainingFailure(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      throw fromLibtorch(trunk, e);
    }
  }

  static Device device(DeviceChoice choice) throws TrainingFailure {
    try {
      return TorchRuntime.device(choice);
    } catch (IllegalArgumentException e) {
      throw new TrainingFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static Provenance provenance(
      Trunk trunk, TrainingContext context, ImageSource source, Device device) {
    Provenance machine =
        TorchRuntime.provenance(context.threads(), device, trunk.longest().recipe().precision());
    var settings = new TreeMap<>(machine.settings());
    settings.put("activations", context.recomputesActivations() ? "recomputed" : "kept");
    settings.put("data", source.fingerprint());
    if (trunk.longest().data() instanceof DataSpec.Images) {
      settings.put("jpeg", ImageDecoder.jpegLibrary()); // libraries round differently
    }
    return new Provenance(
        machine.trainer(), machine.codeVersion(), machine.machine(), machine.libraries(), settings);
  }

  /// JavaCPP throws errors of libtorch as plain runtime exceptions whose message is the reason and,
  /// on further lines, a native stack. Memory may be short because of others on the machine, so
  /// another try may help: that it ran out comes through as it is, as a crash of the attempt.
  static TrainingFailure fromLibtorch(Trunk trunk, RuntimeException e) {
    if (!e.getClass().equals(RuntimeException.class) || tellsOfShortMemory(e)) {
      throw e;
    }
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    return new TrainingFailure(
        "libtorch could not train %s: %s".formatted(trunk.longest().model().shape(), reason), e);
  }

  /// What libtorch's allocators say, on the CPU and on GPUs.
  private static boolean tellsOfShortMemory(RuntimeException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }

  private static void requireFit(Trunk trunk, ImageSource source) throws TrainingFailure {
    requireEqual("classes of the model", source.classes(), trunk.longest().model().classes());
    requireEqual("channels of the model", source.channels(), trunk.longest().model().channels());
    EvaluationSpec evaluation = trunk.longest().evaluation();
    switch (evaluation.metric()) {
      case FEW_SHOT_ERROR -> requireSome("held-out classes", source.evaluationClasses());
      case VALIDATION_ERROR -> requireSome("validation images", source.validationImages());
    }
    FewShotEvaluation.requireEnoughImages(evaluation, source);
  }

  private static void requireSome(String what, int found) throws TrainingFailure {
    if (found < 1) {
      throw new TrainingFailure(
          "%s must be at least 1 to measure the error rate but were %d.".formatted(what, found));
    }
  }

  private static void requireEqual(String what, int expected, int found) throws TrainingFailure {
    if (expected != found) {
      throw new TrainingFailure(
          "%s must be the data's (%d) but were %d.".formatted(what, expected, found));
    }
  }
}
