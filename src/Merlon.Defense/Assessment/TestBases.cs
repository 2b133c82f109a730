using System.Globalization;
using Merlon.Attack;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>Finds what tests rest on today.</summary>
sealed class TestBases
{
    readonly Organisation organisation;
    readonly OrganisationContext context;
    readonly ILookup<TechniqueId, Evidence> speaking;
    readonly ILookup<(string Place, TechniqueId Technique, string Scope), Evidence> tests;
    readonly Dictionary<string, SigmaRule> deployed = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> fingerprints = new(StringComparer.Ordinal);

    public TestBases(Organisation organisation, CollectedEvidence collected, IReadOnlyList<UsedRule> rules, OrganisationContext context)
    {
        this.organisation = organisation;
        this.context = context;
        speaking = collected.Evidence.Where(static e => e.Kind is not EvidenceKind.Test && e.Strength > 0).ToLookup(static e => e.Technique);
        tests = collected.Evidence.Where(static e => e.Kind is EvidenceKind.Test).ToLookup(static e => (e.Place, e.Technique, e.Scope));
        foreach (var used in rules.Where(static used => used.IsDeployed))
        {
            deployed.TryAdd(RuleEvidence.SourceOf(used.Rule), used.Rule);
        }
    }

    public IReadOnlyList<TestStanding> Standings(IReadOnlyDictionary<string, TestBasis> stamped, DateOnly asOf)
    {
        List<TestStanding> standings = [];
        foreach (var test in organisation.Tests.Where(test => test.Date <= asOf))
        {
            var place = $"{organisation.Document}:{test.Location}";
            foreach (var technique in test.Techniques)
            {
                foreach (var scope in test.Scopes.Count == 0 ? [""] : test.Scopes)
                {
                    if (tests[(place, technique.TechniqueId, scope)].FirstOrDefault() is { } statement)
                    {
                        var key = KeyOf(test, technique, scope);
                        var basis = BasisOf(test, technique, scope);
                        var kept = stamped.GetValueOrDefault(key);
                        standings.Add(new(
                            test, technique, scope, statement.Id, key, basis, kept, kept is null ? [] : BasisChanges.Of(test, kept, basis, BasisChanges.FirstAxisOf(test.Outcome)),
                            kept is null || test.Outcome == Outcome.Blocked ? [] : BasisChanges.Of(test, kept, basis, Axis.Prevention)));
                    }
                }
            }
        }

        return standings;
    }

    // The id as written, so that a test keeps its basis through releases; one that was split is told apart by what it was split into.
    static string KeyOf(RecordedTest test, Technique technique, string scope) => string.Join(
        '|', test.TechniqueAsWritten.ToUpperInvariant(), test.Techniques.Count > 1 ? technique.Id : "", test.Outcome, test.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), scope, test.Name);

    TestBasis BasisOf(RecordedTest test, Technique technique, string scope)
    {
        Evidence[] said = [.. SpeakingFor(technique).Where(e => IsIn(e.Scope, scope))];
        var rules = RulesOf(test, said);
        List<BasisLine> lines = [TechniqueLine(technique)];
        lines.AddRange(rules.Select(rule => new BasisLine(BasisKind.Rule, rule.Key, FingerprintOf(rule.Key, rule.Value), rule.Value.Title)));
        foreach (var within in organisation.Scopes.Where(within => IsIn(within.Name, scope)))
        {
            lines.AddRange(LogSourcesOf(test, said, rules.Values, within));
            lines.AddRange(MitigationsOf(said, within));
            lines.AddRange(ControlsOf(said, within));
        }

        return new TestBasis(lines);
    }

    /// <summary>Statements about a technique, and about the technique that it is a sub-technique of: half of those holds for it.</summary>
    IEnumerable<Evidence> SpeakingFor(Technique technique)
        => context.Release.ParentOf(technique) is { } parent ? speaking[technique.TechniqueId].Concat(speaking[parent.TechniqueId]) : speaking[technique.TechniqueId];

    static bool IsIn(string named, string scope) => named.Length == 0 || scope.Length == 0 || string.Equals(named, scope, StringComparison.Ordinal);

    // The definition: its major version. A minor version is a correction of its words, and most techniques get one with every release.
    static BasisLine TechniqueLine(Technique technique) => new(BasisKind.Technique, "definition", $"{technique.Id} {technique.Version.Split('.')[0]}", $"{technique.Id} {technique.Name}");

    SortedDictionary<string, SigmaRule> RulesOf(RecordedTest test, Evidence[] said)
    {
        var rules = new SortedDictionary<string, SigmaRule>(StringComparer.Ordinal);
        foreach (var source in said.Where(static e => e.Kind == EvidenceKind.Rule).Select(static e => e.Source))
        {
            if (deployed.TryGetValue(source, out var rule))
            {
                rules[source] = rule;
            }
        }

        if (test.Rule.Length > 0)
        {
            foreach (var (source, rule) in deployed.Where(one => BasisChanges.IsNamed(test.Rule, one.Value.Id, one.Value.Title)))
            {
                rules[source] = rule; // what alerted counts, whatever it is tagged with
            }
        }

        return rules;
    }

    string FingerprintOf(string key, SigmaRule rule)
    {
        if (!fingerprints.TryGetValue(key, out var fingerprint))
        {
            fingerprints.Add(key, fingerprint = RuleFingerprint.Of(rule));
        }

        return fingerprint;
    }

    IEnumerable<BasisLine> LogSourcesOf(RecordedTest test, Evidence[] said, IReadOnlyCollection<SigmaRule> rules, Scope scope)
    {
        const string Prefix = "log-source:";
        var keys = said.Where(static e => e.Kind == EvidenceKind.LogSource && e.Source.StartsWith(Prefix, StringComparison.Ordinal)).Select(static e => e.Source[Prefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
        keys.Add(test.LogSource);
        var fed = (test.Rule.Length > 0 ? rules.Where(rule => BasisChanges.IsNamed(test.Rule, rule.Id, rule.Title)) : rules)
            .Select(static rule => rule.LogSource).Distinct().SelectMany(context.LogSources.Feeding).ToList();
        foreach (var group in organisation.LogSources.Where(source => source.DeviceShare > 0 && source.IsCollectedIn(scope)).GroupBy(static source => source.KeyOf(), StringComparer.Ordinal))
        {
            var feeds = group.Any(source => fed.Any(need => ReferenceEquals(need.Kind, source.Kind) && source.HasEvent(need.EventIds)));
            if (feeds || keys.Contains(group.Key))
            {
                // a source that feeds a named rule is marked, because an alert of that rule hangs on it alone
                var share = group.Max(static source => source.DeviceShare);
                var ids = group.Any(static source => source.EventIds.Count == 0) ? [] : group.SelectMany(static source => source.EventIds).Distinct().Order().ToList();
                yield return new(BasisKind.LogSource, $"{group.Key}@{scope.Name}", CollectedAs.TextOf(share, ids, feeds), group.First().Kind?.Title ?? group.Key);
            }
        }
    }

    IEnumerable<BasisLine> MitigationsOf(Evidence[] said, Scope scope)
    {
        var speak = said.Where(static e => e.Kind == EvidenceKind.Mitigation).Select(static e => e.Source).ToHashSet(StringComparer.Ordinal);
        return organisation.Mitigations.Where(one => speak.Contains($"mitigation:{one.Mitigation.Id}") && SaysOf(one.Scopes, scope))
            .OrderByDescending(static one => one.Scopes.Count) // the entry that names the scope speaks
            .Select(one => new BasisLine(BasisKind.Mitigation, $"{one.Mitigation.Id}@{scope.Name}", WordOf(one.Degree), one.Mitigation.ToString()))
            .DistinctBy(static line => line.Key, StringComparer.Ordinal);
    }

    IEnumerable<BasisLine> ControlsOf(Evidence[] said, Scope scope)
    {
        var speak = said.Where(static e => e.Kind == EvidenceKind.Control).Select(static e => e.Source.Split('>')[0]).ToHashSet(StringComparer.Ordinal);
        return organisation.Controls.Where(one => speak.Contains($"control:{one.FrameworkId}:{one.ControlId}") && SaysOf(one.Scopes, scope))
            .OrderByDescending(static one => one.Scopes.Count)
            .Select(one => new BasisLine(BasisKind.Control, $"{one.FrameworkId}:{one.ControlId}@{scope.Name}", WordOf(one.Degree), $"{one.FrameworkId} {one.ControlId}"))
            .DistinctBy(static line => line.Key, StringComparer.Ordinal);
    }

    static bool SaysOf(IReadOnlyList<string> scopes, Scope scope) => scopes.Count == 0 || scopes.Contains(scope.Name, StringComparer.Ordinal);

    static string WordOf(Degree degree) => OrganisationKeys.Degrees[(int)degree];
}
