using System.Collections.Frozen;
using Merlon.Sigma;

namespace Merlon.Pipelines;

/// <summary>
/// That the records of a route are of a log source. A rule reads them where each part that the rule names is this one's:
/// <c>category: process_creation</c> alone reads every product's.
/// </summary>
/// <param name="Source">Product, category, service; empty where the record has none.</param>
/// <param name="Renames">Fields of the taxonomy that the records call otherwise: <c>Image</c> to <c>NewProcessName</c>.</param>
/// <param name="Conditions">What else must hold of a record, field by field, compared as Sigma compares text: <c>EventType</c> is <c>CreateKey</c>.</param>
public sealed record LogSourceClaim(
    SigmaLogSource Source,
    FrozenDictionary<string, string> Renames,
    IReadOnlyList<KeyValuePair<string, string>> Conditions)
{
    /// <summary>A claim without renames and conditions.</summary>
    public LogSourceClaim(SigmaLogSource source)
        : this(source, FrozenDictionary<string, string>.Empty, [])
    {
    }

    /// <summary>True where a rule for <paramref name="rule"/> reads these records.</summary>
    public bool Feeds(SigmaLogSource rule)
        => Has(rule.Product, Source.Product) && Has(rule.Category, Source.Category) && Has(rule.Service, Source.Service);

    static bool Has(string wanted, string offered) => wanted.Length == 0 || string.Equals(wanted, offered, StringComparison.OrdinalIgnoreCase);
}
