using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Collects statements, once each, and decides whether one holds for the whole organisation or scope by scope.</summary>
sealed class EvidenceSink(Organisation organisation, AttackRelease release)
{
    const int StrengthDecimals = 6;

    readonly Dictionary<string, Evidence> byId = new(StringComparer.Ordinal);
    readonly Dictionary<TechniqueId, IReadOnlyList<Scope>> possible = [];

    /// <summary>Scopes that have one of the technique's platforms; all for a technique without platforms.</summary>
    public IReadOnlyList<Scope> ScopesOf(Technique technique)
    {
        if (!possible.TryGetValue(technique.TechniqueId, out var scopes))
        {
            scopes = technique.Platforms.Count == 0
                ? organisation.Scopes
                : [.. organisation.Scopes.Where(s => s.Platforms.Any(p => technique.Platforms.Contains(p, StringComparer.OrdinalIgnoreCase)))];
            possible.Add(technique.TechniqueId, scopes);
        }

        return scopes;
    }

    /// <summary>
    /// Adds what a source says of a technique in the scopes given. When it says the same in every scope where the technique is
    /// possible, that is one statement for the whole organisation.
    /// </summary>
    public void Add(Technique technique, IReadOnlyList<ScopedClaim> claims, StatementFacts facts)
    {
        if (claims.Count == 0)
        {
            return;
        }

        var first = claims[0];
        if (claims.Count == ScopesOf(technique).Count && claims.All(c => c with { Scope = first.Scope } == first))
        {
            AddOne(technique, "", first, facts);
            return;
        }

        foreach (var claim in claims)
        {
            AddOne(technique, claim.Scope, claim, facts);
        }
    }

    /// <summary>Adds one statement for one scope, or for the whole organisation (empty scope).</summary>
    public void AddOne(Technique technique, string scope, ScopedClaim claim, StatementFacts facts)
    {
        var strength = Math.Round(claim.Strength, StrengthDecimals, MidpointRounding.AwayFromZero);
        if (strength <= 0)
        {
            return;
        }

        var where = scope.Length == 0 ? "" : $" in {scope}";
        var evidence = new Evidence
        {
            Id = "",
            Kind = facts.Kind,
            Axis = facts.Axis,
            Technique = technique.TechniqueId,
            TechniqueAsWritten = facts.TechniqueAsWritten,
            Scope = scope,
            Date = claim.Date,
            Strength = strength,
            Outcome = facts.Outcome,
            Source = facts.Source,
            Place = claim.Place,
            Statement = $"{claim.Says}{where}",
            Release = release.Version,
        };
        evidence = evidence with { Id = EvidenceId.Of(evidence) };
        byId.TryAdd(evidence.Id, evidence);
    }

    public IReadOnlyList<Evidence> ToList()
    {
        var sorted = byId.Values.ToArray();
        Array.Sort(sorted, Compare);
        return sorted;
    }

    static int Compare(Evidence left, Evidence right)
    {
        var order = left.Technique.CompareTo(right.Technique);
        order = order != 0 ? order : left.Axis.CompareTo(right.Axis);
        order = order != 0 ? order : left.Kind.CompareTo(right.Kind);
        order = order != 0 ? order : string.CompareOrdinal(left.Source, right.Source);
        order = order != 0 ? order : string.CompareOrdinal(left.Scope, right.Scope);
        return order != 0 ? order : string.CompareOrdinal(left.Id, right.Id);
    }
}

/// <summary>What one source says of a technique in one scope.</summary>
/// <param name="Scope">Scope's name.</param>
/// <param name="Strength">0..1.</param>
/// <param name="Date">Day of the claim, or null for one that is read afresh.</param>
/// <param name="Place">Document and place.</param>
/// <param name="Says">The sentence without the scope.</param>
readonly record struct ScopedClaim(string Scope, double Strength, DateOnly? Date, string Place, string Says);

/// <summary>What the statements of one source about one technique share.</summary>
readonly record struct StatementFacts(EvidenceKind Kind, Axis Axis, string Source, string TechniqueAsWritten, Outcome? Outcome = null);
