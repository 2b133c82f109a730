using System.Globalization;
using Merlon.Attack;
using Merlon.Robustness;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>Detection from deployed rules: tags resolved through the lineage, strength by status, level and what feeds the rule.</summary>
sealed partial class RuleEvidence
{
    const string AttackNamespace = "attack";
    const string TagKind = "technique tag";

    readonly Organisation organisation;
    readonly OrganisationContext context;
    readonly LogSourceCatalogue catalogue;
    readonly ReferenceResolver resolver;
    readonly EvidenceSink sink;
    readonly Dictionary<SigmaLogSource, IReadOnlyList<ScopeFeed>?> feeds = [];

    RuleEvidence(Organisation organisation, OrganisationContext context, ReferenceResolver resolver, EvidenceSink sink)
    {
        this.organisation = organisation;
        this.context = context;
        catalogue = context.LogSources;
        this.resolver = resolver;
        this.sink = sink;
    }

    public static RuleCensus Add(
        IReadOnlyList<UsedRule> rules, Organisation organisation, OrganisationContext context, ReferenceResolver resolver, EvidenceSink sink)
    {
        var evidence = new RuleEvidence(organisation, context, resolver, sink);
        var census = new RuleCensus(rules.Count, 0, 0, 0, 0, 0);
        foreach (var used in rules)
        {
            census = evidence.AddRule(used, census);
        }

        return census;
    }

    /// <summary>The key of a rule's statements; its log source comes first, because rules of one log source are one group of voices.</summary>
    public static string SourceOf(SigmaRule rule) => $"rule:{rule.LogSource}:{(rule.Id.Length > 0 ? rule.Id : rule.Document)}";

    RuleCensus AddRule(UsedRule used, RuleCensus census)
    {
        var claims = ClaimsOf(used.Rule);
        if (!used.IsDeployed)
        {
            return census;
        }

        census = census with { Deployed = census.Deployed + 1 };
        if (claims.Count == 0)
        {
            return census;
        }

        census = census with { Tagged = census.Tagged + 1 };
        var fed = FeedsOf(used.Rule.LogSource);
        if (fed is null)
        {
            resolver.CountUnknownLogSource(used.Rule.LogSource.ToString(), used.Rule.Document);
            return census with { UnknownLogSource = census.UnknownLogSource + 1 };
        }

        var inScopes = fed.Where(f => used.Scopes.Count == 0 || used.Scopes.Contains(f.Scope.Name, StringComparer.Ordinal)).ToArray();
        if (inScopes.Length == 0)
        {
            return census with { Dormant = census.Dormant + 1 };
        }

        var whole = Array.FindAll(inScopes, feed => HasFields(used.Rule, feed.Scope));
        if (whole.Length == 0)
        {
            return census with { LackingFields = census.LackingFields + 1 };
        }

        var robustness = RuleRobustness.Of(used.Rule);
        foreach (var claim in claims)
        {
            AddClaim(used, claim, whole, robustness);
        }

        return census with { Fed = census.Fed + 1 };
    }

    /// <summary>False when telemetry of the scope was measured and none of its records has a field without which the rule cannot fire.</summary>
    bool HasFields(SigmaRule rule, Scope scope)
        => context.Sight.IsEmpty || context.Sight.SightOf(rule.LogSource, scope.Name) is not { } sight || RuleFields.CanFire(rule, field => sight.FieldOf(field).Present > 0);

    /// <summary>Techniques that the rule's tags stand for, each once; a tag that was split over several counts its share for each.</summary>
    List<TagClaim> ClaimsOf(SigmaRule rule)
    {
        var claims = new List<TagClaim>();
        foreach (var tag in rule.Tags)
        {
            if (!string.Equals(tag.Namespace, AttackNamespace, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!LooksLikeTechnique(tag.Value))
            {
                resolver.CheckOtherTag(tag.Value, rule.Document);
                continue;
            }

            var techniques = resolver.Techniques(tag.Value.ToUpperInvariant(), TagKind, rule.Document);
            foreach (var technique in techniques)
            {
                Merge(claims, new TagClaim(technique, tag, 1.0 / techniques.Count));
            }
        }

        return claims;
    }

    static void Merge(List<TagClaim> claims, TagClaim claim)
    {
        var index = claims.FindIndex(c => ReferenceEquals(c.Technique, claim.Technique));
        if (index < 0)
        {
            claims.Add(claim);
        }
        else if (claims[index].Share < claim.Share)
        {
            claims[index] = claim;
        }
    }

    static bool LooksLikeTechnique(string value)
        => value.Length > 1 && value[0] is 't' or 'T' && char.IsAsciiDigit(value[1])
            || TechniqueId.TryParse(value, out var id) && id.IsOwn;

    void AddClaim(UsedRule used, TagClaim claim, ScopeFeed[] fed, RuleRobustness robustness)
    {
        var rule = used.Rule;
        var isValidated = used.ValidatedFor.Contains(claim.Technique.TechniqueId);
        var possible = sink.ScopesOf(claim.Technique);
        var scoped = new List<ScopedClaim>();
        foreach (var feed in fed)
        {
            if (possible.Contains(feed.Scope))
            {
                var strength = ClaimStrength.OfRule(
                    isValidated ? ClaimStrength.StableStatus : rule.Status, rule.Level, feed.Share, robustness.Factor, used.Quiet?.Strength ?? 1) * claim.Share;
                scoped.Add(new ScopedClaim(feed.Scope.Name, strength, Date: null, $"{rule.Document}:{claim.Tag.Location}", Sentence(used, claim, feed, robustness)));
            }
        }

        sink.Add(claim.Technique, scoped, new StatementFacts(EvidenceKind.Rule, Axis.Detection, SourceOf(rule), AsWritten(claim.Tag)));
    }

    static string AsWritten(SigmaTag tag) => tag.Value.ToUpperInvariant();

    static string Sentence(UsedRule used, TagClaim claim, ScopeFeed feed, RuleRobustness robustness)
    {
        var rule = used.Rule;
        var grade = $"{Word(rule.Status, "no status")}, {Word(rule.Level, "no level")}";
        var share = feed.Share.ToString("0.#%", CultureInfo.InvariantCulture);
        var split = claim.Share < 1 ? $"; its tag {AsWritten(claim.Tag)} is shared by several techniques" : "";
        var rests = robustness.Parts.FirstOrDefault(static part => part.Decides) is { } part
            ? string.Create(CultureInfo.InvariantCulture, $" ({(part.IsExclusion ? "an exclusion of " : "")}{(part.Field.Length == 0 ? "keywords" : part.Field)}, line {part.Location.Line})") : "";
        var noise = used.Quiet is { } quiet ? $"; {quiet.Statement[(quiet.Statement.LastIndexOf("\" fired ", StringComparison.Ordinal) + 2)..]}" : "";
        var validated = used.ValidatedFor.Contains(claim.Technique.TechniqueId) ? "; it has fired on telemetry recorded for the technique" : "";
        return $"rule \"{rule.Title}\" ({grade}, robustness {robustness.Score}{rests}) reads {rule.LogSource}, fed by {feed.Source} on {share} of devices{split}{noise}{validated}";
    }

    static string Word(string word, string absent) => word.Length == 0 ? absent : word;

    /// <summary>Scopes in which a log source is collected, with the best share; null when the catalogue does not know it.</summary>
    IReadOnlyList<ScopeFeed>? FeedsOf(SigmaLogSource logSource)
    {
        if (!feeds.TryGetValue(logSource, out var known))
        {
            var needs = catalogue.Feeding(logSource);
            known = needs.Count == 0 ? null : [.. organisation.Scopes.Select(s => BestFeed(s, logSource, needs)).OfType<ScopeFeed>()];
            feeds.Add(logSource, known);
        }

        return known;
    }

    ScopeFeed? BestFeed(Scope scope, SigmaLogSource logSource, IReadOnlyList<LogSourceNeed> needs)
    {
        ScopeFeed? best = null;
        foreach (var source in organisation.LogSources.Where(s => s.DeviceShare > 0 && s.IsCollectedIn(scope)))
        {
            var isFeed = needs.Any(n => ReferenceEquals(n.Kind, source.Kind)
                && source.HasEvent(n.EventIds)
                && PlatformsOf(logSource, n.Kind).Any(p => scope.Platforms.Contains(p, StringComparer.OrdinalIgnoreCase)));
            if (isFeed && (best is null || IsBetter(source, best)))
            {
                best = new ScopeFeed(scope, source.DeviceShare, source.KeyOf());
            }
        }

        return best;
    }

    static bool IsBetter(CollectedLogSource source, ScopeFeed best) => source.DeviceShare > best.Share
        || source.DeviceShare >= best.Share && string.CompareOrdinal(source.KeyOf(), best.Source) < 0;

    /// <summary>
    /// Platforms that the rule's events come from: where the product is a platform's own name (windows, linux, macos) that one,
    /// else wherever the log source exists.
    /// </summary>
    static IReadOnlyList<string> PlatformsOf(SigmaLogSource logSource, LogSourceKind kind)
    {
        var own = kind.Platforms.FirstOrDefault(p => string.Equals(p, logSource.Product, StringComparison.OrdinalIgnoreCase));
        return own is null ? kind.Platforms : [own];
    }

    /// <summary>A technique that a rule is tagged with.</summary>
    /// <param name="Technique">The live technique.</param>
    /// <param name="Tag">The tag.</param>
    /// <param name="Share">0..1: 1, or 1/n for a tag that stands for n techniques of the release.</param>
    readonly record struct TagClaim(Technique Technique, SigmaTag Tag, double Share);

    /// <summary>That a log source is collected in a scope on a share of its devices, 0..1.</summary>
    sealed record ScopeFeed(Scope Scope, double Share, string Source);
}
