using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Documents;
using Merlon.Web.Controls;

namespace Merlon.Answers;

/// <summary>One pair of a framework's mapping.</summary>
sealed record ControlPair(string Control, string Title, string Technique, string Name, ControlEdge Edge, IReadOnlyList<string> Steps);

/// <summary>What there is to say of frameworks and their controls, as tables and as JSON: frameworks, pairs, standings, gaps, conflicts.</summary>
static class ControlTables
{
    const int ControlsNamedMax = 5;

    /// <summary>Frameworks that are known.</summary>
    public static ListTable<ControlFramework> Frameworks(ControlMappings controls) => new("frameworks", FrameworkColumns(controls), controls.Frameworks);

    /// <summary>Frameworks with their sources.</summary>
    public static void WriteFrameworks(Utf8JsonWriter json, ListTable<ControlFramework> table, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartObject();
        json.WriteObjects("frameworks", table.Rows, framework =>
        {
            table.WriteJson(json, framework);
            json.WriteObjects("sources", framework.Sources, source => WriteSource(json, source));
        });
        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    }

    /// <summary>What a framework's mapping says, pair by pair.</summary>
    /// <exception cref="InvalidDataException">There is no such control, or the technique's id is none.</exception>
    public static ListTable<ControlPair> Pairs(ControlMappings controls, ControlFramework framework, AttackRelease release, string? control, string? technique)
        => new("pairs", PairColumns, RowsOf(controls, framework, release, control, technique));

    /// <summary>Pairs of a framework.</summary>
    public static void WritePairs(Utf8JsonWriter json, ListTable<ControlPair> table, ControlFramework framework, AttackRelease release)
    {
        json.WriteStartObject();
        json.WriteString("framework", framework.Id);
        json.WriteString("release", release.Version);
        json.WriteString("kind", MappingTable.WordOf(framework.Kind));
        json.WriteObjects("pairs", table.Rows, row => table.WriteJson(json, row));
        json.WriteEndObject();
    }

    /// <summary>Controls with what they buy, those that keep most first.</summary>
    /// <param name="standings">The controls of a framework.</param>
    /// <param name="isAll">True for those that nobody declared too.</param>
    public static ListTable<ControlStanding> Standings(IReadOnlyList<ControlStanding> standings, bool isAll) => new(
        "controls", StandingColumns,
        [.. standings.Where(standing => isAll || standing.Declared.Count > 0).OrderByDescending(static standing => standing.Keeps).ThenByDescending(static standing => standing.Gains)]);

    /// <summary>Controls with what they buy, their techniques and sources.</summary>
    public static void WriteStandings(Utf8JsonWriter json, IReadOnlyList<ControlStanding> standings, ControlFramework framework, GapAssessment assessment)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteString("framework", framework.Id);
        json.WriteString("framework_name", framework.Name);
        json.WriteObjects("sources", framework.Sources, source => WriteSource(json, source));
        json.WriteRounded("covered", assessment.Summary.Covered);
        json.WriteObjects("controls", standings, standing => ControlJson.Write(json, standing, assessment));
        json.WriteEndObject();
    }

    /// <summary>Techniques that a framework leaves open.</summary>
    public static ListTable<OpenTechnique> Open(ControlGaps gaps) => new("open", OpenColumns, gaps.Open);

    /// <summary>What contradicts.</summary>
    public static ListTable<ControlConflict> Conflicts(GapAssessment assessment) => new("conflicts", ConflictColumns, ControlConflicts.Of(assessment));

    /// <summary>What contradicts.</summary>
    public static void WriteConflicts(Utf8JsonWriter json, ListTable<ControlConflict> table, GapAssessment assessment)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteObjects("conflicts", table.Rows, one => table.WriteJson(json, one));
        json.WriteEndObject();
    }

    /// <summary>The framework that a word means.</summary>
    /// <exception cref="InvalidDataException">It names none.</exception>
    public static ControlFramework Find(string word, ControlMappings controls)
    {
        if (controls.TryFindFramework(word, out var found))
        {
            return found;
        }

        var known = controls.Frameworks.Select(static one => one.Id).ToArray();
        var near = Spelling.Nearest(word, known.Concat(controls.Frameworks.Select(static one => one.Name)));
        throw new InvalidDataException($"there is no framework {word}{(near is null ? "" : $"; did you mean {near}?")} (known: {string.Join(", ", known)}; more with merlon controls import)");
    }

    /// <summary>A kind of conflict in one word.</summary>
    public static string KeyOf(ControlConflictKind kind) => kind switch
    {
        ControlConflictKind.TestMissed => "test-missed",
        ControlConflictKind.DegreesDiffer => "degrees-differ",
        ControlConflictKind.NoPlatform => "no-platform",
        ControlConflictKind.NoControl => "no-control",
        ControlConflictKind.OutOfDate => "out-of-date",
        ControlConflictKind.GradesDiffer => "grades-differ",
        _ => "mapping-old",
    };

    /// <summary>What a framework leaves open.</summary>
    public static void WriteGaps(Utf8JsonWriter json, ControlGaps gaps, ListTable<OpenTechnique> table, GapAssessment assessment)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteString("framework", gaps.Framework.Id);
        json.WriteRounded("covered", gaps.Covered);
        json.WriteRounded("potential", gaps.Potential);
        json.WriteObjects("steps", gaps.Steps, step =>
        {
            json.WriteString("control", step.ControlId);
            json.WriteString("degree", ControlWords.Of(step.Degree));
            json.WriteRounded("alone", step.Alone);
            json.WriteRounded("adds", step.Gain);
            json.WriteRounded("covered", step.Covered);
            json.WriteNumber("techniques", step.Techniques);
        });
        json.WriteObjects("open", gaps.Open, open =>
        {
            table.WriteJson(json, open);
            WriteControls(json, open);
        });
        json.WriteEndObject();
    }

    static void WriteControls(Utf8JsonWriter json, OpenTechnique open) => json.WriteObjects("candidates", open.Controls, control =>
    {
        json.WriteString("control", control.ControlId);
        json.WriteString("degree", ControlWords.Of(control.Degree));
        json.WriteRounded("strength", control.Strength);
        json.WriteStrings("axes", control.Axes.Select(ControlWords.Of));
    });

    static IReadOnlyList<ListColumn<ControlFramework>> FrameworkColumns(ControlMappings controls) =>
    [
        new("framework", "framework", static found => found.Id, IsOnPage: true, WidthChars: 20),
        new("name", "name", static found => found.Name, IsOnPage: true, WidthChars: 34),
        new("kind", "kind", static found => MappingTable.WordOf(found.Kind), IsOnPage: true, WidthChars: 12),
        new("controls", "controls", static found => found.Controls.Count, IsOnPage: true, IsNumber: true),
        new("mapped", "mapped", found => found.Controls.Count(control => controls.TechniquesOf(found.Id, control).Count > 0), IsOnPage: true, IsNumber: true),
        new("techniques", "techniques", found => TechniquesOf(controls, found), IsOnPage: true, IsNumber: true),
        new("attack_version", "ATT&CK", static found => found.AttackVersion, IsOnPage: true, WidthChars: 8),
        new("versions", "version", static found => new ListValue.Several([.. found.Sources.Select(static source => source.Version).Where(static version => version.Length > 0).Distinct(StringComparer.Ordinal)]), WidthChars: 14),
        new("files", "from", static found => new ListValue.Several([.. found.Sources.Select(static source => source.Document).Distinct(StringComparer.Ordinal)]), IsOnPage: true, WidthChars: 40),
        new("licence", "licence", static found => found.Source, WidthChars: 40),
    ];

    static int TechniquesOf(ControlMappings controls, ControlFramework framework)
        => framework.Controls.SelectMany(control => controls.TechniquesOf(framework.Id, control)).Select(static edge => edge.TechniqueId).Distinct(StringComparer.Ordinal).Count();

    static readonly IReadOnlyList<ListColumn<ControlPair>> PairColumns =
    [
        new("control", "control", static row => row.Control, IsOnPage: true, WidthChars: 20),
        new("title", "title", static row => row.Title, WidthChars: 30),
        new("technique", "technique", static row => row.Technique, IsOnPage: true, WidthChars: 12),
        new("name", "", static row => row.Name, IsOnPage: true, WidthChars: 30),
        new("category", "says", static row => ControlWords.Of(row.Edge.Category), IsOnPage: true, WidthChars: 10),
        new("grade", "grade", static row => row.Edge.Grade is { } grade ? ControlWords.Of(grade) : "", IsOnPage: true, WidthChars: 12),
        new("strength", "strength", static row => new ListValue.Decimal(ControlStrength.Of(Degree.Significant, row.Edge)), IsNumber: true),
        new("hops", "hops", static row => row.Edge.Hops, IsNumber: true),
        new("derived", "derived", static row => row.Edge.IsDerived),
        new("via", "through", static row => row.Edge.Via, IsOnPage: true, WidthChars: 20),
        new("path", "path", static row => string.Join(" > ", row.Edge.Path), WidthChars: 30),
        new("written", "as written", static row => row.Edge.TechniqueId, WidthChars: 12),
        new("steps", "re-targeted", static row => new ListValue.Several(row.Steps), WidthChars: 20),
        new("attack_version", "ATT&CK", static row => row.Edge.Source.AttackVersion, WidthChars: 8),
        new("document", "from", static row => row.Edge.Source.Document, WidthChars: 30),
        new("licence", "licence", static row => row.Edge.Source.Licence, WidthChars: 30),
    ];

    static List<ControlPair> RowsOf(ControlMappings controls, ControlFramework framework, AttackRelease release, string? control, string? technique)
    {
        IReadOnlyList<string> asked = framework.Controls;
        if (control is not null)
        {
            asked = controls.Canonical(framework.Id, control) is { } known
                ? [known]
                : throw new InvalidDataException($"{control} is no control of {framework.Name}{(Documents.Spelling.Nearest(control, framework.Controls) is { } near ? $"; did you mean {near}?" : "")}");
        }

        if (technique is not null && !TechniqueId.TryParse(technique, out _))
        {
            throw new InvalidDataException($"{technique} is no technique id such as T1059 or T1059.001");
        }

        var rows = new List<ControlPair>();
        foreach (var id in asked)
        {
            foreach (var edge in controls.TechniquesOf(framework.Id, id))
            {
                var resolution = release.Lineage.Resolve(edge.TechniqueId);
                var steps = resolution is TechniqueResolution.Moved way ? way.Steps : [];
                IReadOnlyList<Technique> found = resolution switch
                {
                    TechniqueResolution.Live live => [live.Technique],
                    TechniqueResolution.Moved moved => moved.Techniques,
                    _ => [],
                };
                rows.AddRange(found.Select(target => new ControlPair(id, framework.Titles.GetValueOrDefault(id, ""), target.Id, target.Name, edge, steps)));
                if (found.Count == 0)
                {
                    rows.Add(new ControlPair(id, framework.Titles.GetValueOrDefault(id, ""), edge.TechniqueId, "(no longer there)", edge, steps));
                }
            }
        }

        return technique is null
            ? rows
            : [.. rows.Where(row => string.Equals(row.Technique, technique, StringComparison.OrdinalIgnoreCase) || string.Equals(row.Edge.TechniqueId, technique, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Columns of controls with what they buy.</summary>
    public static readonly IReadOnlyList<ListColumn<ControlStanding>> StandingColumns =
    [
        new("control", "control", static one => one.ControlId, IsOnPage: true, WidthChars: 16),
        new("title", "title", static one => one.Title, WidthChars: 30),
        new("degree", "degree", static one => ControlWords.Of(one.Degree), IsOnPage: true, WidthChars: 12),
        new("keeps_points", "keeps", static one => new ListValue.Decimal(one.Keeps * 100), IsOnPage: true, IsNumber: true),
        new("gains_points", "would gain", static one => new ListValue.Decimal(one.Gains * 100), IsOnPage: true, IsNumber: true),
        new("techniques", "techniques", static one => one.Techniques.Count, IsOnPage: true, IsNumber: true),
        new("profile_techniques", "in profile", static one => one.Techniques.Count(static technique => technique.Weight > 0 && technique.IsPossible), IsOnPage: true, IsNumber: true),
        new("derived", "derived", static one => one.IsDerived, IsOnPage: true),
        new("contradictions", "tests against", static one => one.Contradictions.Count, IsOnPage: true, IsNumber: true),
        new("sight_techniques", "could see", static one => one.Sight?.Techniques.Count ?? 0, IsOnPage: true, IsNumber: true),
        new("since", "since", static one => new ListValue.Day(one.Declared.Select(static entry => entry.Since).Max()), IsOnPage: true, WidthChars: 11),
        new("owner", "owner", static one => string.Join("; ", one.Declared.Select(static entry => entry.Owner).Where(static owner => owner.Length > 0).Distinct(StringComparer.Ordinal)), IsOnPage: true, WidthChars: 20),
        new("scopes", "scopes", static one => new ListValue.Several([.. one.Declared.SelectMany(static entry => entry.Scopes).Distinct(StringComparer.Ordinal)]), WidthChars: 20),
        new("through", "through", static one => new ListValue.Several([.. one.Through.Select(static step => step.ToString())]), WidthChars: 30),
    ];

    static readonly IReadOnlyList<ListColumn<OpenTechnique>> OpenColumns =
    [
        new("rank", "rank", static one => one.Gap.Rank, IsOnPage: true, IsNumber: true),
        new("technique", "technique", static one => one.Technique.Id, IsOnPage: true, WidthChars: 12),
        new("name", "", static one => one.Technique.Name, IsOnPage: true, WidthChars: 30),
        new("weight", "weight", static one => new ListValue.Decimal(one.Gap.Weight), IsOnPage: true, IsNumber: true),
        new("open", "open", static one => new ListValue.Decimal(one.Gap.Open), IsOnPage: true, IsNumber: true),
        new("in_place", "in place", static one => one.InPlace, IsOnPage: true, IsNumber: true),
        new("controls", "controls that would help", static one => Named(one), IsOnPage: true, WidthChars: 40),
        new("measures", "other measures", static one => new ListValue.Several(one.Gap.Measures), WidthChars: 30),
    ];

    static string Named(OpenTechnique open) => open.Controls.Count == 0
        ? "none of this framework: it needs detection or another measure"
        : string.Join(", ", open.Controls.Take(ControlsNamedMax).Select(static control => control.ControlId))
            + (open.Controls.Count > ControlsNamedMax ? $" and {AnswerWords.Count(open.Controls.Count - ControlsNamedMax)} more" : "");

    static readonly IReadOnlyList<ListColumn<ControlConflict>> ConflictColumns =
    [
        new("kind", "kind", static one => KeyOf(one.Kind), IsOnPage: true, WidthChars: 16),
        new("subject", "control", static one => one.Subject, IsOnPage: true, WidthChars: 24),
        new("says", "what contradicts", static one => one.Says, IsOnPage: true, WidthChars: 60),
        new("places", "where", static one => new ListValue.Several(one.Places), IsOnPage: true, WidthChars: 30),
    ];

    static void WriteSource(Utf8JsonWriter json, MappingSource source)
    {
        json.WriteString("document", source.Document);
        json.WriteText("version", source.Version);
        json.WriteText("attack_version", source.AttackVersion);
        json.WriteText("licence", source.Licence);
        json.WriteText("updated", source.Updated);
        json.WriteText("sha256", source.Hash);
    }
}
