using System.Globalization;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Assessment;

/// <summary>Writes why a gap is one, in sentences without a full stop: a miss first, then who uses it, then what is missing, axis by axis.</summary>
sealed class GapReasons
{
    /// <summary>Groups, log sources and mitigations named in one sentence.</summary>
    const int NamesMax = 3;

    /// <summary>An axis below this is as good as not there, 0..1.</summary>
    const double NothingBelow = 0.05;

    /// <summary>An axis below this is there in part, 0..1.</summary>
    const double PartBelow = 0.5;

    /// <summary>Difference of covered between scopes from which the weakest is named, 0..1.</summary>
    const double ScopeSpreadMin = 0.2;

    readonly AssessmentInput input;
    readonly ImprovementProspects prospects;
    readonly Dictionary<string, Evidence> evidence;
    readonly HashSet<string> mitigationsInPlace;
    readonly HashSet<string> collected;
    readonly Dictionary<string, LogSourceKind?> kinds = new(StringComparer.Ordinal);

    public GapReasons(AssessmentInput input, ImprovementProspects prospects)
    {
        this.input = input;
        this.prospects = prospects;
        evidence = new(StringComparer.Ordinal);
        foreach (var statement in input.Evidence)
        {
            evidence[statement.Id] = statement;
        }

        mitigationsInPlace = input.Organisation.Mitigations.Where(static declared => declared.Degree != Degree.None)
            .Select(static declared => declared.Mitigation.Id).ToHashSet(StringComparer.Ordinal);
        collected = input.Organisation.LogSources.Select(static source => source.Source)
            .Concat(input.Organisation.LogSources.Select(static source => source.Kind?.Id ?? "")).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Of(RankedGap gap, TechniqueWeight? weight)
    {
        var coverage = gap.Coverage;
        var reasons = new List<string>();
        if (coverage.IsRefuted)
        {
            reasons.AddRange(Misses(coverage));
        }

        reasons.AddRange(Voids(coverage));
        reasons.Add(Users(weight));
        if (coverage.Scopes.Count == 0)
        {
            reasons.Add("Outside the organisation's platforms: nothing was folded");
            return reasons;
        }

        AddIfAny(reasons, Visibility(coverage));
        AddIfAny(reasons, Detection(coverage));
        AddIfAny(reasons, Prevention(coverage));
        AddIfAny(reasons, Proof(coverage));
        AddIfAny(reasons, WeakestScope(coverage));
        return reasons;
    }

    static void AddIfAny(List<string> reasons, string reason)
    {
        if (reason.Length > 0)
        {
            reasons.Add(reason);
        }
    }

    IEnumerable<string> Misses(TechniqueCoverage coverage)
    {
        foreach (var test in coverage.Scopes.Where(static scope => scope.IsRefuted).GroupBy(TestOf).OrderBy(static test => test.Key?.Id, StringComparer.Ordinal))
        {
            if (test.Key is { } statement)
            {
                var where = statement.Scope.Length == 0 ? "" : $" on {statement.Scope}";
                var seen = statement.Outcome == Outcome.Logged ? "the data was there, nothing alerted" : "nothing was seen";
                yield return $"Missed in the test of {Day(statement.Date)}{where}: {seen} ({statement.Place}); it counts until a later test passes";
            }
        }
    }

    /// <summary>Tests that would speak for the technique, were they not void.</summary>
    IEnumerable<string> Voids(TechniqueCoverage coverage) => input.Tests
        .Where(standing => standing.IsVoid && standing.Technique.TechniqueId == coverage.Technique.TechniqueId && coverage.EvidenceIds.Contains(standing.EvidenceId, StringComparer.Ordinal))
        .Select(static standing => standing.Sentence)
        .Select(static sentence => string.Concat(sentence[..1].ToUpperInvariant(), sentence.AsSpan(1)));

    Evidence? TestOf(ScopeCoverage scope)
        => scope.EvidenceIds.Count > 0 && evidence.TryGetValue(scope.EvidenceIds[0], out var first) && first.Kind == EvidenceKind.Test ? first : null;

    static string Users(TechniqueWeight? weight)
    {
        if (weight is null || weight.Uses.Count == 0)
        {
            return "No group that matters here is known to use it: it counts for how common it is over all groups and software";
        }

        var named = string.Join(", ", weight.Uses.Take(NamesMax).Select(static use => use.IsDirect
            ? $"{use.Group.Name} ({Month(use.LastSeen)})"
            : $"{use.Group.Name} (through {use.Via}, {Month(use.LastSeen)})"));
        var more = weight.Uses.Count - NamesMax;
        return more > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Used by {named} and {more} more groups")
            : $"Used by {named}";
    }

    string Visibility(TechniqueCoverage coverage)
    {
        if (coverage.Visibility >= PartBelow)
        {
            return "";
        }

        var missing = MissingLogSources(coverage);
        return coverage.Visibility < NothingBelow
            ? missing.Length > 0 ? $"No log source that would show it is collected: needs {missing}" : "The release names no log source that would show it here"
            : missing.Length > 0 ? $"Seen only in part ({Percent(coverage.Visibility)} of the data): lacks {missing}" : "";
    }

    /// <summary>Log sources that its analytics read on the organisation's platforms and nobody collects, the most often read first.</summary>
    string MissingLogSources(TechniqueCoverage coverage)
    {
        var shown = coverage.EvidenceIds.Select(id => evidence.GetValueOrDefault(id))
            .Where(static statement => statement is { Kind: EvidenceKind.LogSource })
            .Select(static statement => statement is null ? "" : statement.Source).ToHashSet(StringComparer.Ordinal);
        var names = input.Context.Release.AnalyticsOf(coverage.Technique)
            .Where(analytic => analytic.Platforms.Any(platform => input.Organisation.Platforms.Contains(platform, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(static analytic => analytic.LogSources.Select(static reference => reference.LogSource))
            .Where(source => !IsShown(source, shown))
            .GroupBy(static source => source.Name, StringComparer.Ordinal)
            .OrderByDescending(static source => source.Count()).ThenBy(static source => source.Key, StringComparer.Ordinal)
            .Take(NamesMax)
            .Select(static source => Channelled(source.Key, source.First().Channel));
        return Either(names);
    }

    bool IsShown(LogSource source, HashSet<string> shown)
        => collected.Contains(source.Name)
            || (KindOf(source.Name) is { } kind && (collected.Contains(kind.Id) || shown.Contains($"log-source:{kind.Id}")));

    LogSourceKind? KindOf(string attackName)
    {
        if (!kinds.TryGetValue(attackName, out var kind))
        {
            kinds.Add(attackName, kind = input.Context.LogSources.TryFind(attackName, out var found) ? found : null);
        }

        return kind;
    }

    static string Channelled(string name, string channel)
    {
        const int ChannelCharsMax = 40;
        return channel.Length is 0 or > ChannelCharsMax || string.Equals(channel, "None", StringComparison.OrdinalIgnoreCase) ? name : $"{name} ({channel})";
    }

    string Detection(TechniqueCoverage coverage)
    {
        if (coverage.Detection >= PartBelow)
        {
            return "";
        }

        var speaking = Speaking(coverage, EvidenceKind.Rule);
        var id = coverage.Technique.TechniqueId;
        var dormant = prospects.DormantOf(id).Where(one => !speaking.Contains(one.Statement.Source)).ToArray();
        var available = Count(prospects.AvailableOf(id).Select(static one => one.Statement.Source));
        var has = speaking.Count == 0 ? dormant.Length == 0 ? "No deployed rule names it" : ""
            : coverage.IsRefuted ? $"{Rules(speaking.Count, "names", "name")} it, but the test outranks them"
            : $"{Rules(speaking.Count, "speaks", "speak")} for it: detection {Percent(coverage.Detection)}, as far as claims go";
        var sleeps = dormant.Length == 0 ? ""
            : $"{Rules(Count(dormant.Select(static one => one.Statement.Source)), "is", "are")} dormant{Where(dormant)}: nothing that is collected feeds {Feeders(dormant)}";
        var could = available == 0 ? "" : $"{Rules(available, "that could be deployed today names", "that could be deployed today name")} it";
        var controls = coverage.EvidenceIds.Count(one => evidence.GetValueOrDefault(one) is { Kind: EvidenceKind.Control, Axis: Axis.Detection });
        var products = controls == 0 ? "" : controls == 1 ? "one control that is in place is mapped as detecting it" : Text($"{controls} controls that are in place are mapped as detecting it");
        return string.Join("; ", new[] { has, products, sleeps, could }.Where(static part => part.Length > 0));
    }

    /// <summary>Sigma log sources of dormant rules, most rules first, each with the first log source that would feed it.</summary>
    string Feeders(IEnumerable<RuleProspect> dormant) => string.Join(", ", dormant
        .GroupBy(static one => one.LogSource)
        .OrderByDescending(static logSource => Count(logSource.Select(static one => one.Statement.Source)))
        .ThenBy(static logSource => logSource.Key.ToString(), StringComparer.Ordinal)
        .Take(NamesMax)
        .Select(logSource => prospects.FeedersOf(logSource.First()) is [var feeder, ..] ? $"{logSource.Key} ({feeder.Title})" : logSource.Key.ToString()));

    string Where(IEnumerable<RuleProspect> dormant)
    {
        var scopes = dormant.Select(static one => one.Statement.Scope).Where(static scope => scope.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        return scopes.Length == 0 || scopes.Length >= input.Organisation.Scopes.Count ? "" : $" on {string.Join(", ", scopes.Order(StringComparer.Ordinal))}";
    }

    string Prevention(TechniqueCoverage coverage)
    {
        if (coverage.Prevention >= PartBelow)
        {
            return "";
        }

        var known = input.Context.Release.MitigationsOf(coverage.Technique).Select(static relationship => relationship.Source)
            .Where(static mitigation => !DeclaredEvidence.IsNoMitigation(mitigation))
            .DistinctBy(static mitigation => mitigation.Id, StringComparer.Ordinal).ToArray();
        var missing = known.Where(mitigation => !mitigationsInPlace.Contains(mitigation.Id)).OrderBy(static mitigation => mitigation.Id, StringComparer.Ordinal).ToArray();
        var names = string.Join(", ", missing.Take(NamesMax)) + (missing.Length > NamesMax ? " …" : "");
        return known.Length == 0 ? "ATT&CK names no mitigation for it: it has to be detected"
            : missing.Length == known.Length ? Text($"None of its {known.Length} mitigations is in place: {names}")
            : missing.Length > 0 ? Text($"{missing.Length} of its {known.Length} mitigations are not in place: {names}")
            : coverage.Prevention < NothingBelow ? "" : $"Its mitigations are in place in part only (prevention {Percent(coverage.Prevention)})";
    }

    static string Proof(TechniqueCoverage coverage) => coverage switch
    {
        { IsTested: true } => "",
        { Covered: >= NothingBelow } => "Never tested of late: all of this is only claimed",
        _ => "",
    };

    static string WeakestScope(TechniqueCoverage coverage)
    {
        var (weakest, strongest) = (coverage.Scopes.MinBy(static scope => scope.Covered), coverage.Scopes.MaxBy(static scope => scope.Covered));
        return weakest is null || strongest is null || strongest.Covered - weakest.Covered < ScopeSpreadMin ? ""
            : $"Weakest on {weakest.Scope} ({Percent(weakest.Covered)} covered), strongest on {strongest.Scope} ({Percent(strongest.Covered)})";
    }

    HashSet<string> Speaking(TechniqueCoverage coverage, EvidenceKind kind) => coverage.EvidenceIds
        .Select(id => evidence.GetValueOrDefault(id))
        .Where(statement => statement is not null && statement.Kind == kind)
        .Select(static statement => statement?.Source ?? "").ToHashSet(StringComparer.Ordinal);

    static int Count(IEnumerable<string> sources) => sources.Distinct(StringComparer.Ordinal).Count();

    static string Rules(int count, string verb, string verbs) => count == 1 ? $"One rule {verb}" : Text($"{count:#,0} rules {verbs}");

    static string Either(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }

    static string Percent(double share) => Text($"{share * 100:0} %");

    static string Month(DateOnly date) => date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    static string Day(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "an unknown day";

    static string Text(FormattableString text) => FormattableString.Invariant(text);
}
