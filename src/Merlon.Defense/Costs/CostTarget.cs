using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Costs;

/// <summary>What an entry of a ledger pays for, as the evidence calls it.</summary>
static class CostTarget
{
    const string TechniquePrefix = "technique:";
    const string RulePrefix = "rule:";
    const string RulesPrefix = "rules:";

    /// <summary>The key of a link, or null for a course, which nothing in the evidence rests on.</summary>
    public static string? KeyOf(LedgerLink link) => link.Kind switch
    {
        "measure" => OfMeasure(link.Id),
        "control" => "control:" + link.Id,
        "log_source" => "log-source:" + link.Id,
        "rule" => RulePrefix + link.Id,
        "technique" => TechniquePrefix + link.Id.ToUpperInvariant(),
        _ => null,
    };

    /// <summary>The technique that a key names itself, or null.</summary>
    public static TechniqueId? TechniqueOf(string key)
        => key.StartsWith(TechniquePrefix, StringComparison.Ordinal) && TechniqueId.TryParse(key.AsSpan(TechniquePrefix.Length), out var id) ? id : null;

    /// <summary>True when a statement is what the key pays for.</summary>
    public static bool Pays(string key, Evidence statement)
    {
        if (key.StartsWith(RulePrefix, StringComparison.Ordinal))
        {
            return statement.Kind == EvidenceKind.Rule && statement.Source.EndsWith(key[(RulePrefix.Length - 1)..], StringComparison.Ordinal);
        }

        if (key.StartsWith(RulesPrefix, StringComparison.Ordinal))
        {
            return statement.Kind == EvidenceKind.Rule && string.Equals(Claim.RuleGroup(statement.Source), RulePrefix + key[RulesPrefix.Length..], StringComparison.Ordinal);
        }

        return string.Equals(statement.Source, key, StringComparison.Ordinal)
            || (statement.Kind == EvidenceKind.Control && statement.Source.StartsWith(key + ">", StringComparison.Ordinal));
    }

    /// <summary>A measure's id as the plan has it; an ATT&amp;CK id alone is a mitigation.</summary>
    static string OfMeasure(string id)
        => id.Contains(':', StringComparison.Ordinal) ? id : id.Length == 5 && id[0] is 'M' or 'm' ? "mitigation:" + id.ToUpperInvariant() : "measure:" + id;
}
