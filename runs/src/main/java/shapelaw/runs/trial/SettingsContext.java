package shapelaw.runs.trial;

import shapelaw.run.DeviceChoice;
import shapelaw.run.TrainingContext;

/// The part of a [TrainingContext] that a trial's settings decide.
public abstract class SettingsContext implements TrainingContext {

  private final TrialSettings settings;

  /// @param settings handed on to the trainer
  protected SettingsContext(TrialSettings settings) {
    this.settings = settings;
  }

  @Override
  public final int threads() {
    return settings.threads();
  }

  @Override
  public final DeviceChoice device() {
    return settings.device();
  }

  @Override
  public final boolean recomputesActivations() {
    return settings.recomputesActivations();
  }

  @Override
  public final boolean keepsWeights() {
    return settings.keepsWeights();
  }

  @Override
  public final double checkpointSeconds() {
    return settings.checkpointSeconds();
  }
}
