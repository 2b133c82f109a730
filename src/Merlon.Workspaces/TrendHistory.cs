using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Trend;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

/// <summary>What a journal knew at any instant, as moments that can be judged again. For one call of a verb; releases and organisations are kept for it.</summary>
sealed class TrendHistory
{
    /// <summary>How far a number that is computed again may be from the one that was written down: rounding on another machine.</summary>
    const double NumberTolerance = 1e-9;

    readonly Journal journal;
    readonly Func<string, AttackRelease?> load;
    readonly List<Diagnostic> diagnostics;
    readonly string folder;
    readonly IReadOnlyList<(DateTimeOffset At, string Release)> changes;
    readonly GroupSectors sectors = GroupSectors.OpenBuiltIn();
    readonly Dictionary<string, AttackRelease?> releases = new(StringComparer.Ordinal);
    readonly Dictionary<(string Hash, string Release), Organisation?> organisations = [];
    readonly Dictionary<string, IReadOnlyDictionary<string, string>> files = new(StringComparer.Ordinal);
    readonly byte[] parameters = ParameterText.Of(CoverageParameters.Default, ThreatParameters.Default);

    public TrendHistory(Journal journal, Func<string, AttackRelease?> load, List<Diagnostic> diagnostics, string folder)
    {
        this.journal = journal;
        this.load = load;
        this.diagnostics = diagnostics;
        this.folder = folder;
        Assessments = journal.Assessments();
        changes = journal.ReleaseChanges();
    }

    /// <summary>Recorded assessments, oldest first.</summary>
    public IReadOnlyList<AssessmentRow> Assessments { get; }

    /// <summary>What was known at an instant, folded at a day; null, and said, when it cannot be judged again.</summary>
    public KnownMoment? At(DateOnly day, DateTimeOffset knownAt)
    {
        var row = Assessments.LastOrDefault(a => a.At <= knownAt);
        if (row is null)
        {
            return Reconstructed(day);
        }

        var release = changes.LastOrDefault(c => c.At <= knownAt && c.At > row.At).Release ?? row.Release;
        return Of(day, row, release, journal.InForceAfter(Math.Max(row.LastEntry, journal.LastEntryAt(knownAt))), TrendBasis.Recorded);
    }

    /// <summary>What an assessment was judged from, folded at a day.</summary>
    public KnownMoment? Of(AssessmentRow row, DateOnly day) => Of(day, row, row.Release, journal.InForceAfter(row.LastEntry), TrendBasis.Recorded);

    /// <summary>The moment carried to another release: statements along its techniques, the organisation read against it; null when it cannot be.</summary>
    public TrendMoment? Carried(KnownMoment from, AttackRelease to)
    {
        var inputs = from.Moment.Inputs;
        if (string.Equals(inputs.Release.Version, to.Version, StringComparison.Ordinal))
        {
            return from.Moment;
        }

        if (OrganisationOf(from.Row, to) is not { } organisation)
        {
            return null;
        }

        return new TrendMoment(inputs with { Evidence = Carried(inputs, to), Organisation = organisation, Release = to });
    }

    /// <summary>What differs from what the assessment of that day wrote down, in sentences; empty when judging again gives the same.</summary>
    public IReadOnlyList<string> DifferencesFrom(AssessmentRow row, CoverageSummary again)
    {
        var was = row.Summary;
        (string Name, double Then, double Now)[] numbers =
        [
            ("visibility", was.Visibility, again.Visibility), ("detection", was.Detection, again.Detection), ("prevention", was.Prevention, again.Prevention),
            ("covered", was.Covered, again.Covered), ("techniques", was.Techniques, again.Techniques), ("refuted", was.Refuted, again.Refuted),
            ("tested", was.Tested, again.Tested),
        ];
        var different = numbers.Where(static n => Math.Abs(n.Then - n.Now) > NumberTolerance).ToArray();
        if (different.Length == 0)
        {
            return [];
        }

        var what = string.Join(", ", different.Select(static n => string.Create(CultureInfo.InvariantCulture, $"{n.Name} {n.Then:0.######} → {n.Now:0.######}")));
        var changed = ParameterText.Differences(journal.Document(row.ParametersHash), parameters);
        var why = changed.Count > 0 ? $"numbers of the model changed: {string.Join(", ", changed)}"
            : $"it was written down by Merlon {row.Merlon}, or the release or own knowledge of that name is another one now";
        return [$"judged again differs from what was written down ({what}): {why}"];
    }

    // Before the first assessment only what it dated back can be placed; what it said without a date begins with it.
    KnownMoment? Reconstructed(DateOnly day)
    {
        if (Assessments.Count == 0)
        {
            return null;
        }

        var first = Assessments[0];
        var evidence = journal.InForceAfter(first.LastEntry).Where(e => e.Date <= day).ToArray();
        return Of(day, first, first.Release, evidence, TrendBasis.Reconstructed);
    }

    KnownMoment? Of(DateOnly day, AssessmentRow row, string version, IReadOnlyList<Evidence> evidence, TrendBasis basis)
    {
        if (ReleaseOf(version) is not { } release || OrganisationOf(row, release) is not { } organisation)
        {
            return null;
        }

        return new KnownMoment(new TrendMoment(new TrendInputs(day, evidence, organisation, release, sectors) { Files = FilesOf(row), IsReconstructed = basis == TrendBasis.Reconstructed }), row, basis);
    }

    Evidence[] Carried(TrendInputs inputs, AttackRelease to)
    {
        Dictionary<string, ReleasePassage> passages = new(StringComparer.Ordinal);
        foreach (var version in inputs.Evidence.Select(static e => e.Release).Distinct(StringComparer.Ordinal))
        {
            if (!string.Equals(version, to.Version, StringComparison.Ordinal) && ReleaseOf(version) is { } from)
            {
                passages.Add(version, new ReleasePassage(from, to));
            }
        }

        var passage = EvidencePassage.Of(new EvidencePassageInput(
            inputs.Evidence, [], new Dictionary<string, IReadOnlyList<EvidenceOrigin>>(StringComparer.Ordinal), passages, to));
        var moved = passage.Moves.Select(static m => m.Old.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. inputs.Evidence.Where(e => !moved.Contains(e.Id)).Concat(passage.Moves.SelectMany(static m => m.New))
                .DistinctBy(static e => e.Id, StringComparer.Ordinal).OrderBy(static e => e.Id, StringComparer.Ordinal),
        ];
    }

    AttackRelease? ReleaseOf(string version)
    {
        if (!releases.TryGetValue(version, out var release))
        {
            release = load(version);
            releases.Add(version, release);
            if (release is null)
            {
                diagnostics.Add(new Diagnostic(
                    "TREND001", Severity.Warning, folder, SourceLocation.Whole, $"ATT&CK {version} was in use then and is not in this workspace; what was judged against it is left out",
                    Advice: $"merlon release fetch {version}"));
            }
        }

        return release;
    }

    Organisation? OrganisationOf(AssessmentRow row, AttackRelease release)
    {
        var key = (row.OrganisationHash, release.Version);
        if (!organisations.TryGetValue(key, out var organisation))
        {
            OrganisationContext context = new(release, sectors, ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
            organisation = OrganisationFile.Read(journal.Document(row.OrganisationHash), row.Document, context, ReadLimits.Default).Value;
            organisations.Add(key, organisation);
            if (organisation is null)
            {
                diagnostics.Add(new Diagnostic(
                    "TREND002", Severity.Warning, folder, SourceLocation.Whole, $"the organisation file of {row.Day:yyyy-MM-dd} cannot be read by this Merlon; what was judged from it is left out"));
            }
        }

        return organisation;
    }

    IReadOnlyDictionary<string, string> FilesOf(AssessmentRow row)
    {
        if (!files.TryGetValue(row.FilesHash, out var known))
        {
            known = FilesByName(InputManifest.TryRead(journal.Document(row.FilesHash)) ?? []);
            files.Add(row.FilesHash, known);
        }

        return known;
    }

    internal static IReadOnlyDictionary<string, string> FilesByName(IEnumerable<InputFile> files) => files
        .DistinctBy(static f => f.Document, StringComparer.Ordinal)
        .ToDictionary(static f => f.Document, static f => f.Sha256, StringComparer.Ordinal);
}

/// <summary>A moment and the assessment whose inputs it has.</summary>
sealed record KnownMoment(TrendMoment Moment, AssessmentRow Row, TrendBasis Basis);
