package shapelaw.torch.data;

/// How many images there are for what.
///
/// @param trainingClasses classes of the training stream
/// @param trainingImages distinct training images, `Long.MAX_VALUE` if they never end; a run that
///   sees more repeats images
/// @param validationImages images of the training classes held out for validation
/// @param evaluationClasses classes held out for few-shot evaluation
/// @param evaluationImages their images together, `Long.MAX_VALUE` if they never end
public record DataSummary(
    int trainingClasses,
    long trainingImages,
    int validationImages,
    int evaluationClasses,
    long evaluationImages) {}
