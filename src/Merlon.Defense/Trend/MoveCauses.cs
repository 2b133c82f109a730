using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Trend;

/// <summary>Says of each source that changed what the change was of: what was declared, the rule's file, what feeds it, or the release.</summary>
sealed class MoveCauses
{
    readonly TrendInputs from;
    readonly TrendInputs to;
    readonly ILookup<string, Evidence> old;
    readonly ILookup<string, Evidence> now;
    readonly bool isOtherRelease;
    readonly bool hasSameLogSources;

    /// <summary>Compares two moments as they were; <paramref name="before"/> is the first one's evidence carried to the second one's release.</summary>
    public MoveCauses(TrendInputs from, TrendInputs before, TrendInputs to)
    {
        this.from = from;
        this.to = to;
        old = before.Evidence.ToLookup(static e => e.Source, StringComparer.Ordinal);
        now = to.Evidence.ToLookup(static e => e.Source, StringComparer.Ordinal);
        isOtherRelease = !ReferenceEquals(from, before);
        hasSameLogSources = IsSame(LogSourcesOf(from.Organisation, static _ => true), LogSourcesOf(to.Organisation, static _ => true));
    }

    /// <summary>Cause, change and sentence of a source.</summary>
    public MovePart Of(string source, AxisMove amount, int techniques)
    {
        var (oldOnes, newOnes) = (old[source].ToArray(), now[source].ToArray());
        var change = oldOnes.Length == 0 ? MoveChange.Stated : newOnes.Length == 0 ? MoveChange.Withdrawn : MoveChange.Changed;
        var speaking = newOnes.Length > 0 ? newOnes : oldOnes;
        var kind = speaking.Length > 0 ? speaking[0].Kind : EvidenceKind.Score;
        var cause = CauseOf(source, kind, oldOnes, newOnes);
        var isMovedByOthers = cause == MoveCause.LogSource && IsDeclaredAlike(source);
        return new MovePart(cause, source, change, amount, techniques, Why(source, kind, cause, change, oldOnes, newOnes, isMovedByOthers))
        {
            Places = [.. speaking.Select(static e => e.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MovePart.PlacesMax)],
        };
    }

    MoveCause CauseOf(string source, EvidenceKind kind, Evidence[] oldOnes, Evidence[] newOnes) => kind switch
    {
        EvidenceKind.LogSource => LogSourceCause(source),
        EvidenceKind.Rule => RuleCause(oldOnes, newOnes),
        EvidenceKind.Mitigation => IsSame(MitigationsOf(from.Organisation, source), MitigationsOf(to.Organisation, source)) ? Elsewhere() : MoveCause.Mitigation,
        EvidenceKind.Control => IsSame(ControlsOf(from.Organisation, source), ControlsOf(to.Organisation, source)) ? Elsewhere() : MoveCause.Control,
        EvidenceKind.Test => IsRestated(oldOnes, newOnes) ? MoveCause.Release : MoveCause.Test,
        EvidenceKind.Inventory => MoveCause.Inventory,
        EvidenceKind.Replay => MoveCause.Replay,
        _ => MoveCause.Score,
    };

    /// <summary>What is declared is the same: the release reads it differently, or another version of Merlon does.</summary>
    MoveCause Elsewhere() => from.IsReconstructed && !to.IsReconstructed ? MoveCause.FirstRecord : isOtherRelease ? MoveCause.Release : MoveCause.Derivation;

    MoveCause LogSourceCause(string source)
    {
        return !IsDeclaredAlike(source) ? MoveCause.LogSource
            : hasSameLogSources && MoveGame.IsSameStructure(from.Organisation, to.Organisation) ? Elsewhere()
            : hasSameLogSources ? MoveCause.Organisation
            : MoveCause.LogSource;
    }

    bool IsDeclaredAlike(string source)
    {
        bool IsIts(CollectedLogSource one) => string.Equals(one.KeyOf(), NameOf(source), StringComparison.OrdinalIgnoreCase);
        return IsSame(LogSourcesOf(from.Organisation, IsIts), LogSourcesOf(to.Organisation, IsIts));
    }

    MoveCause RuleCause(Evidence[] oldOnes, Evidence[] newOnes)
    {
        var file = FileOf((newOnes.Length > 0 ? newOnes : oldOnes)[0].Place, to.Files);
        var isSameFile = file is not null && from.Files.TryGetValue(file, out var before) && string.Equals(before, to.Files[file], StringComparison.Ordinal);
        return !isSameFile || !IsSame(FoldersOf(from.Organisation), FoldersOf(to.Organisation)) ? MoveCause.Rule
            : !hasSameLogSources ? MoveCause.RuleFeed
            : MoveGame.IsSameStructure(from.Organisation, to.Organisation) ? Elsewhere() : MoveCause.Organisation;
    }

    bool IsRestated(Evidence[] oldOnes, Evidence[] newOnes)
        => isOtherRelease && IsSame(TestsOf(oldOnes), TestsOf(newOnes));

    static IEnumerable<string> TestsOf(Evidence[] tests) => tests.Select(static e => string.Create(CultureInfo.InvariantCulture, $"{e.Date:yyyy-MM-dd} {e.Outcome} {e.Scope}"));

    /// <summary>The file that a place is in: <c>rules/logon.yml:12:5</c> is in <c>rules/logon.yml</c>, if that is one of the files.</summary>
    static string? FileOf(string place, IReadOnlyDictionary<string, string> files)
    {
        for (var end = place.Length; end > 0; end = place.LastIndexOf(':', end - 1))
        {
            if (files.ContainsKey(place[..end]))
            {
                return place[..end];
            }
        }

        return null;
    }

    static IEnumerable<string> LogSourcesOf(Organisation organisation, Func<CollectedLogSource, bool> isWanted) => organisation.LogSources.Where(isWanted)
        .Select(static s => string.Create(
            CultureInfo.InvariantCulture, $"{s.KeyOf()} {string.Join(',', s.EventIds)} {string.Join(',', s.Scopes)} {s.DeviceShare:R} {s.Since:yyyy-MM-dd}"));

    static IEnumerable<string> MitigationsOf(Organisation organisation, string source) => organisation.Mitigations
        .Where(m => string.Equals($"mitigation:{m.Mitigation.Id}", source, StringComparison.Ordinal))
        .Select(static m => string.Create(CultureInfo.InvariantCulture, $"{m.Degree} {string.Join(',', m.Scopes)} {m.Since:yyyy-MM-dd}"));

    static IEnumerable<string> ControlsOf(Organisation organisation, string source) => organisation.Controls
        .Where(c => source.StartsWith($"control:{c.FrameworkId}:{c.ControlId}", StringComparison.Ordinal)
            && (source.Length == $"control:{c.FrameworkId}:{c.ControlId}".Length || source[$"control:{c.FrameworkId}:{c.ControlId}".Length] == '>'))
        .Select(static c => string.Create(CultureInfo.InvariantCulture, $"{c.Degree} {string.Join(',', c.Scopes)} {c.Since:yyyy-MM-dd}"));

    static IEnumerable<string> FoldersOf(Organisation organisation)
        => organisation.Rules.Select(static r => $"{r.Path} {r.IsDeployed} {string.Join(',', r.Scopes)}");

    static bool IsSame(IEnumerable<string> left, IEnumerable<string> right)
        => left.Order(StringComparer.Ordinal).SequenceEqual(right.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    static string Why(string source, EvidenceKind kind, MoveCause cause, MoveChange change, Evidence[] oldOnes, Evidence[] newOnes, bool isMovedByOthers)
    {
        var what = kind switch
        {
            EvidenceKind.LogSource => $"log source {NameOf(source)}",
            EvidenceKind.Rule => $"rule {TitleOf((newOnes.Length > 0 ? newOnes : oldOnes)[0])}",
            EvidenceKind.Mitigation => $"mitigation {NameOf(source)}",
            EvidenceKind.Control => $"control {NameOf(source)}",
            EvidenceKind.Test => $"test of {NameOf(source)}",
            _ => source,
        };
        var said = (newOnes.Length > 0 ? newOnes : oldOnes) is [var first, ..] ? first : null;
        if (said is not null && VoidEvidence.Is(said))
        {
            return newOnes.Length > 0 ? $"test of {said.Technique}: {said.Statement}" : $"test of {said.Technique}: no longer void, or withdrawn";
        }

        return cause switch
        {
            MoveCause.Release => $"{what}: said the same, read against another release",
            MoveCause.Derivation => $"{what}: said the same, weighed differently by this version of Merlon",
            MoveCause.FirstRecord => $"{what}: recorded for the first time, and without a date it cannot be placed earlier",
            MoveCause.RuleFeed => $"{what}: its file is the same, the log sources that feed it changed",
            MoveCause.Organisation => $"{what}: said the same of other scopes",
            MoveCause.Test when newOnes.Length > 0 => $"{what}: {Outcomes(newOnes, oldOnes)}",
            _ when isMovedByOthers => $"{what}: its share changed with that of the other log sources",
            _ => change switch
            {
                MoveChange.Stated => $"{what}: new",
                MoveChange.Withdrawn => kind == EvidenceKind.LogSource ? $"{what}: no longer collected" : kind == EvidenceKind.Test ? $"{what}: withdrawn or void" : $"{what}: withdrawn",
                _ => $"{what}: changed",
            },
        };
    }

    static string Outcomes(Evidence[] newOnes, Evidence[] oldOnes)
    {
        var known = oldOnes.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        var fresh = newOnes.Where(e => !known.Contains(e.Id)).OrderByDescending(static e => e.Date).ThenBy(static e => e.Id, StringComparer.Ordinal).FirstOrDefault();
        return fresh is null ? "an older one was withdrawn"
            : string.Create(CultureInfo.InvariantCulture, $"{(fresh.Outcome switch { Outcome.None => "not seen", Outcome.Logged => "logged only", Outcome.Alerted => "alerted", _ => "blocked" })} on {fresh.Date:yyyy-MM-dd}");
    }

    static string NameOf(string source) => source[(source.IndexOf(':', StringComparison.Ordinal) + 1)..];

    static string TitleOf(Evidence rule)
    {
        var start = rule.Statement.IndexOf('"', StringComparison.Ordinal);
        var end = start < 0 ? -1 : rule.Statement.IndexOf('"', start + 1);
        return end < 0 ? NameOf(rule.Source) : rule.Statement[start..(end + 1)];
    }
}
