package shapelaw.run;

/// Trains trunks. Found through `java.util.ServiceLoader`, so that executors compile without a
/// tensor library.
public interface Trainer {

  /// Name under which a study asks for it: `libtorch`, `simulated`.
  String name();

  /// Trains every run of the trunk that has no result yet, handing each result to the context as
  /// soon as it is there. Goes on from the checkpoint in the context's folder if there is one; the
  /// results are the same, bit for bit on the same machine with the same thread count, as without
  /// the interruption.
  ///
  /// @throws InterruptedException if the context asked to stop; a checkpoint has then been written
  /// @throws NoCheckpointException if the context asked to stop but no checkpoint could be written
  /// @throws TrainingFailure if the run cannot be made and another try would not help
  void train(Trunk trunk, TrainingContext context) throws InterruptedException, TrainingFailure;
}
