package shapelaw.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.run.DeviceChoice;
import shapelaw.study.Study;
import shapelaw.torch.GpuCheck;
import shapelaw.torch.GpuSupport;
import shapelaw.torch.TorchRuntime;

/// Finds out whether this machine has the GPU that somebody asks for, before anything is trained.
final class UsableGpu {

  private UsableGpu() {}

  /// Why nothing can be trained on a device by this process, which loads libtorch; empty if it can.
  static Optional<String> refusal(DeviceChoice device) {
    return device == DeviceChoice.CUDA && TorchRuntime.gpu() instanceof GpuSupport.Unusable unusable
        ? Optional.of(unusable.refusal())
        : Optional.empty();
  }

  /// Whether a study's trials are processes of this machine that must have a GPU.
  static boolean isAskedFor(Study study) {
    return study.workers().device() == DeviceChoice.CUDA && MachineSpeed.matters(study);
  }

  /// Why trials that must have a GPU cannot be made by processes of this machine; empty if they
  /// can. A short process looks, since a coordinator lives for days: it should hold neither
  /// libtorch nor what CUDA keeps of a GPU.
  ///
  /// @param java what starts a trial's process, up to its main class
  static Optional<String> refusal(List<String> java) throws InterruptedException {
    var command = new ArrayList<>(java);
    command.add(GpuCheck.class.getName());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        int code = process.waitFor(); // a line at most, for which a pipe has room
        return code == 0 ? Optional.empty() : Optional.of(reason(process, code));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new CommandFailure("a process could not be started: " + e.getMessage());
    }
  }

  private static String reason(Process process, int code) {
    return process
        .inputReader()
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((_, last) -> last)
        .orElse(
            "device must be a GPU that libtorch can use but the process that looked for one ended with %d. Maybe: shapelaw doctor"
                .formatted(code));
  }
}
