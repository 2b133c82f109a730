using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Drawing;
using Merlon.Trend;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Matrix;

/// <summary>A matrix as an address asks for it, opened: release, columns, colours, and which techniques pass the filters.</summary>
public sealed record OpenMatrix
{
    /// <summary>As asked for, with what was left to the default filled in.</summary>
    public required MatrixState State { get; init; }

    /// <summary>Whose techniques are shown.</summary>
    public required AttackRelease Release { get; init; }

    /// <summary>Columns with every technique, sub-techniques inside theirs.</summary>
    public required IReadOnlyList<MatrixColumn> Columns { get; init; }

    /// <summary>How cells look.</summary>
    public required MatrixPaint Paint { get; init; }

    /// <summary>The assessment, or null while there is none.</summary>
    public required GapAssessment? Assessment { get; init; }

    /// <summary>The team's layer that is shown, or null.</summary>
    public TeamLayer? Layer { get; init; }

    /// <summary>True while the first assessment is being made: the colours follow.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Ids of techniques that pass the filters; null for all.</summary>
    public IReadOnlySet<string>? Passing { get; init; }

    /// <summary>Another text for every other content.</summary>
    public required string Tag { get; init; }

    /// <summary>Techniques and sub-techniques of the domain.</summary>
    public int Techniques { get; init; }

    /// <summary>Whether a technique is to be seen as it is.</summary>
    public bool Passes(Technique technique) => Passing is null || Passing.Contains(technique.Id);

    /// <summary>Whether a column has anything to be seen; of filtered tactics only those.</summary>
    public bool Shows(MatrixColumn column)
        => Passing is null || State.Dims
            || (State.Of("tactic") is { Count: 0 } || State.Of("tactic").Contains(column.Tactic.Shortname, StringComparer.OrdinalIgnoreCase) || State.Of("tactic").Contains(column.Tactic.Name, StringComparer.OrdinalIgnoreCase))
            && column.Cells.Concat(column.Techniques.SelectMany(static cell => cell.SubTechniques)).Any(cell => Passes(cell.Technique));
}

/// <summary>Opens matrices. Kept for the life of the server.</summary>
sealed class MatrixRoom(ServedWorkspace served)
{
    /// <summary>How long a page waits for an assessment that is being made before it is shown without colours, in milliseconds.</summary>
    const int WaitMs = 250;

    /// <summary>Comparisons of days that are remembered.</summary>
    const int MovesMax = 16;

    readonly ConditionalWeakTable<AttackRelease, ConcurrentDictionary<string, IReadOnlyList<MatrixColumn>>> columns = [];
    readonly ConcurrentDictionary<string, CoverageMove> moves = new(StringComparer.Ordinal);

    /// <summary>What is served.</summary>
    public ServedWorkspace Served => served;

    /// <summary>Opens what a state asks for.</summary>
    /// <param name="state">As read from an address.</param>
    /// <param name="words">The reader's language.</param>
    /// <param name="waits">True to wait for an assessment as long as it takes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">A domain, scope, comparison or filter that is none.</exception>
    /// <exception cref="FileNotFoundException">No such release or layer.</exception>
    public async Task<OpenMatrix> OpenAsync(MatrixState state, Words words, bool waits, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(waits, cancellationToken);
        var assessment = standing?.Assessment;
        var layer = state.Layer.Length == 0 ? null : LayerOf(state.Layer);
        var release = ReleaseOf(state.Release.Length > 0 ? state.Release : layer?.Head.Release ?? "", assessment, isAsked: state.Release.Length > 0);
        var domain = DomainOf(state.Domain, layer?.Head.Domain, release, assessment);
        var view = state.View.Length > 0 ? state.View : assessment is null && standing is not null ? MatrixLenses.None : MatrixLenses.Default;
        state = state with { Domain = domain, View = layer is null ? view : "" }; // an address with both would mean the view
        var isWaiting = standing is null && layer is null && view != MatrixLenses.None;
        var paint = layer is not null ? MatrixPainter.Of(layer.Layer, release, domain, words)
            : assessment is null || view == MatrixLenses.None ? MatrixPainter.Bare(words)
            : MatrixPainter.Of(assessment, view, ScopeOf(state.Scope, assessment), words);
        if (state.With.Length > 0 && !isWaiting)
        {
            paint = await ComparedAsync(state, paint, release, words, cancellationToken);
        }

        return new OpenMatrix
        {
            State = state,
            Release = release,
            Columns = ColumnsOf(release, domain),
            Paint = paint,
            Assessment = assessment,
            Layer = layer?.Head,
            IsWaiting = isWaiting,
            Passing = PassingOf(state, release, domain, assessment),
            Techniques = MatrixFilters.TechniquesOf(release, domain).Count,
            Tag = string.Create(CultureInfo.InvariantCulture, $"{standing?.Tag ?? "waiting"}-{layer?.Head.Revision ?? 0}"),
        };
    }

    /// <summary>The standing: the last one where a new one takes too long, null where there is none yet.</summary>
    public async Task<Standing?> StandingAsync(bool waits, CancellationToken cancellationToken)
    {
        var coming = served.StandingAsync(CancellationToken.None);
        if (waits)
        {
            return await coming.WaitAsync(cancellationToken);
        }

        await Task.WhenAny(coming, Task.Delay(WaitMs, cancellationToken));
        return coming.IsCompletedSuccessfully ? await coming : served.Last;
    }

    /// <summary>A release by its version; the one in use for an empty one.</summary>
    /// <exception cref="FileNotFoundException">There is none of that version.</exception>
    public AttackRelease ReleaseOf(string version, GapAssessment? assessment, bool isAsked = true)
    {
        if (assessment?.Context.Release is { } used && (version.Length == 0 || version == used.Version))
        {
            return used;
        }

        return served.Release(version.Length == 0 ? null : version)?.Release
            ?? (isAsked ? throw new FileNotFoundException($"there is no ATT&CK release {version} here") : ReleaseOf("", assessment));
    }

    /// <summary>A layer of the team.</summary>
    /// <exception cref="FileNotFoundException">There is none, or it was put away.</exception>
    public TeamLayerContent LayerOf(string id) => served.Team.FindLayer(id) ?? throw new FileNotFoundException($"there is no layer {id}, or it was put away");

    /// <summary>A domain of a release by its id or its first word; where nothing is said, the organisation's first.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public static string DomainOf(string word, string? layers, AttackRelease release, GapAssessment? assessment)
    {
        if (word.Length > 0)
        {
            return release.Domains.FirstOrDefault(one => string.Equals(one, word, StringComparison.OrdinalIgnoreCase) || one.StartsWith(word + "-", StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidDataException($"ATT&CK {release.Version} has no domain '{word}'; it has {string.Join(", ", release.Domains)}");
        }

        return release.Domains.FirstOrDefault(one => one == layers)
            ?? assessment?.Organisation.Domains.FirstOrDefault(release.Domains.Contains)
            ?? release.Domains.FirstOrDefault(static one => one == "enterprise-attack")
            ?? release.Domains[0];
    }

    /// <summary>Columns of a domain, by name.</summary>
    public IReadOnlyList<MatrixColumn> ColumnsOf(AttackRelease release, string domain)
        => columns.GetOrCreateValue(release).GetOrAdd(domain, one => MatrixView.Of(release, new MatrixOptions { Domains = [one], SubTechniques = MatrixSubTechniques.All }).Columns);

    static string ScopeOf(string scope, GapAssessment assessment)
        => scope.Length == 0 || assessment.Organisation.Scopes.Any(one => one.Name == scope) ? scope
            : throw new InvalidDataException($"the organisation has no scope '{scope}'{(Spelling.Nearest(scope, assessment.Organisation.Scopes.Select(static one => one.Name)) is { } nearest ? $"; did you mean '{nearest}'?" : "")}");

    static HashSet<string>? PassingOf(MatrixState state, AttackRelease release, string domain, GapAssessment? assessment)
    {
        if (!state.IsFiltered)
        {
            return null;
        }

        var passing = MatrixFilters.TechniquesOf(release, domain)
            .Where(technique => state.Text.Length == 0
                || $"{technique.Id} {technique.Name}".Contains(state.Text, StringComparison.OrdinalIgnoreCase)).Select(static technique => technique.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (kind, wanted) in state.Filters)
        {
            var having = MatrixFilters.Of(kind, release, domain, assessment)
                .Where(value => wanted.Contains(value.Id, StringComparer.OrdinalIgnoreCase) || wanted.Contains(value.Name, StringComparer.OrdinalIgnoreCase))
                .SelectMany(static value => value.Techniques);
            passing.IntersectWith(having);
        }

        return passing;
    }

    async Task<MatrixPaint> ComparedAsync(MatrixState state, MatrixPaint paint, AttackRelease release, Words words, CancellationToken cancellationToken)
    {
        var (kind, what) = state.With.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        switch (kind)
        {
            case "layer":
                var other = MatrixPainter.Of(LayerOf(what).Layer, release, state.Domain, words);
                return MatrixPainter.Difference(paint, other, words["matrix.against", paint.Title, other.Title], words);
            case "release":
                return MatrixPainter.Against(release, ReleaseOf(what, assessment: null), state.Domain, words);
            case "day" when DateOnly.TryParseExact(what, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                return MatrixPainter.Since(await MoveSinceAsync(day, cancellationToken), state.View.Length > 0 ? state.View : MatrixLenses.Default, what, words);
            default:
                throw new InvalidDataException($"a matrix is compared with layer:ID, day:2026-01-31 or release:17.1, not with '{state.With}'");
        }
    }

    async Task<CoverageMove> MoveSinceAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var standing = await served.StandingAsync(cancellationToken);
        var key = string.Create(CultureInfo.InvariantCulture, $"{standing.Tag} {day:yyyy-MM-dd}");
        if (moves.TryGetValue(key, out var known))
        {
            return known;
        }

        AssessRequest present = new(served.Settings.OrganisationPath, ReleasePath: null, ReleaseVersion: null, served.Settings.RulePaths, AsOf: null, Record: false);
        var compared = await served.ReadAsync(workspace => workspace.CompareAsync(new CompareRequest(day, To: null, TrendKnowledge.Then, present), progress: null, cancellationToken));
        var move = compared.Value ?? throw new InvalidDataException(compared.Diagnostics is [var why, ..] ? why.Message : "nothing was recorded by that day");
        if (moves.Count >= MovesMax)
        {
            moves.Clear();
        }

        return moves[key] = move;
    }
}
