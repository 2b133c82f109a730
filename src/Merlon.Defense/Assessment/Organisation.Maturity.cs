using Merlon.Maturity;

namespace Merlon.Assessment;

public sealed partial record Organisation
{
    /// <summary>Answers to maturity models, those of files that were read for it among them.</summary>
    public IReadOnlyList<MaturityAnswer> MaturityAnswers { get; init; } = [];

    /// <summary>Files of answers, and models, that it names.</summary>
    public IReadOnlyList<MaturityReference> MaturityReferences { get; init; } = [];

    /// <summary>Models that were read for it beyond those that Merlon has.</summary>
    public IReadOnlyList<MaturityModel> MaturityModels { get; init; } = [];
}
