package shapelaw.shape;

/// How the encoder's tokens become one feature vector (the *pre-logits*).
public enum Pooling {
  /// Multi-head attention pooling: one learned probe attends to all tokens, then x +
  /// MLP(LayerNorm(x)).
  MAP,
  /// Global average pooling: the mean over tokens.
  GAP
}
