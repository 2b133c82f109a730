using System.Collections.Frozen;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>How rule files are read.</summary>
public sealed record SigmaReadOptions
{
    /// <summary>Default limits, no values for placeholders.</summary>
    public static SigmaReadOptions Default { get; } = new();

    /// <summary>Bounds of the YAML.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>
    /// What <c>%name%</c> stands for in values with <c>expand</c>: each value is text as Sigma writes it, so that <c>*</c> and
    /// <c>?</c> are wildcards. A rule with a placeholder that has no values here is refused.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Placeholders { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;
}
