package shapelaw.torch.data;

/// What a specification finds, without decoding any image.
///
/// @param trainingClasses classes of the training stream
/// @param trainingImages distinct images of the training stream, `Long.MAX_VALUE` if it never ends
/// @param validationImages images held out for validation
/// @param evaluationClasses classes held out for few-shot evaluation
/// @param evaluationImages images of all held-out classes, `Long.MAX_VALUE` if they never end
public record DataSummary(
    int trainingClasses,
    long trainingImages,
    int validationImages,
    int evaluationClasses,
    long evaluationImages) {}
