using Merlon.Pipelines;

namespace Merlon.Sigma.Linting;

/// <summary>What a check of rules takes into account.</summary>
public sealed record SigmaLintOptions
{
    /// <summary>Built-in pipelines, no day, default limits.</summary>
    public static SigmaLintOptions Default { get; } = new();

    /// <summary>How rules are read; placeholders that have values here count as resolved.</summary>
    public SigmaReadOptions Reading { get; init; } = SigmaReadOptions.Default;

    /// <summary>The day of the check, against which dates are held; null to leave that out.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Which log sources there are.</summary>
    public PipelineSet Pipelines { get; init; } = PipelineSet.BuiltIn;
}
