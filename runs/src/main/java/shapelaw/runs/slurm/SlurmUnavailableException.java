package shapelaw.runs.slurm;

/// A command of Slurm gave no answer: the controller restarts, the network is down, or the command
/// is not there. Whether what was asked happened is not known.
final class SlurmUnavailableException extends Exception {

  private static final long serialVersionUID = 1;

  SlurmUnavailableException(String message) {
    super(message);
  }
}
