using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Web.Api;
using Merlon.Web.Controls;
using Merlon.Web.Reports;
using Merlon.Web.Reports.Parts;
using Merlon.Web.Reports.Tables;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Controls by framework: what is mapped, how each stands, what is open, what contradicts; evidence packs; mappings of others.</summary>
static class ControlRoutes
{
    /// <summary>Most controls of <c>controls gaps</c> that are put in order.</summary>
    const int StepsMax = 500, StepsDefault = 10;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/controls", PageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/controls").WithTags("Controls");
        api.MapGet("", (Delegate)ListAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("ListFrameworks").WithSummary("Frameworks that are known, as `merlon controls list --json`.");
        api.MapGet("/conflicts", (Delegate)ConflictsAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("ListControlConflicts").WithSummary("Declarations that contradict each other, tests, platforms, the calendar or mappings.");
        api.MapGet("/{framework}", ShowAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("ShowFramework").WithSummary("What a framework's mapping says, pair by pair: control, technique; format=csv or xlsx for a file.");
        api.MapGet("/{framework}/status", StatusAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("GetControlStatus").WithSummary("How each control stands and what it buys; all=true for those that nobody declared too; format=csv or xlsx for a file.");
        api.MapGet("/{framework}/gaps", GapsAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("GetControlGaps").WithSummary("What a framework leaves open and which of its controls would do most; steps; format=csv or xlsx for a file.");
        api.MapGet("/{framework}/pack", PackAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("GetControlPack").WithSummary("An evidence pack for an auditor as one archive (zip); declared=true for declared controls alone.");
        MappingRoutes.Map(routes);
    }

    static async Task<IResult> ListAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return assessed.Json("controls", json => ControlTables.WriteFrameworks(json, ControlTables.Frameworks(assessed.Assessment.Context.Controls), []));
    }

    static async Task<IResult> ConflictsAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return assessed.Json("conflicts", json => ControlTables.WriteConflicts(json, ControlTables.Conflicts(assessed.Assessment), assessed.Assessment));
    }

    static async Task<IResult> ShowAsync(HttpContext context, string framework, string? control, string? technique, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (controls, release) = (assessed.Assessment.Context.Controls, assessed.Assessment.Context.Release);
        var found = Find(assessed, framework);
        var table = ControlTables.Pairs(controls, found, release, control, technique?.ToUpperInvariant());
        return format is null ? Api.Answer.Json(json => ControlTables.WritePairs(json, table, found, release)) : TableFile.Of(table, format);
    }

    static async Task<IResult> StatusAsync(HttpContext context, string framework, bool? all, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var found = Find(assessed, framework);
        var table = ControlTables.Standings(StandingsOf(assessed, found), all == true);
        return format is null ? assessed.Json($"status {found.Id} {all == true}", json => ControlTables.WriteStandings(json, table.Rows, found, assessed.Assessment)) : TableFile.Of(table, format);
    }

    static async Task<IResult> GapsAsync(HttpContext context, string framework, int? steps, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var found = Find(assessed, framework);
        if (steps is < 0 or > StepsMax)
        {
            throw new InvalidDataException($"steps takes a number from 0 to {StepsMax}");
        }

        var gaps = assessed.Keep($"control gaps {found.Id} {steps}", () => ControlGaps.Of(assessed.Assessment, found, steps ?? StepsDefault));
        var table = ControlTables.Open(gaps);
        return format is null ? assessed.Json($"control gaps {found.Id} {steps}", json => ControlTables.WriteGaps(json, gaps, table, assessed.Assessment)) : TableFile.Of(table, format);
    }

    static async Task<IResult> PackAsync(HttpContext context, string framework, bool? declared)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var found = Find(assessed, framework);
        var standings = StandingsOf(assessed, found);
        ControlPack pack = new(assessed.Assessment, found, declared == true ? [.. standings.Where(static standing => standing.Declared.Count > 0)] : standings) { IsDeclaredOnly = declared == true };
        return Archive.Of($"{found.Id}-evidence.zip", ControlsPackFiles.Of(pack));
    }

    static ControlFramework Find(AssessedWorkspace assessed, string word)
        => assessed.Assessment.Context.Controls.TryFindFramework(word, out var found) ? found : throw new ProblemException(404, "There is no such framework", $"{word} is not known here; see /api/v1/controls");

    static IReadOnlyList<ControlStanding> StandingsOf(AssessedWorkspace assessed, ControlFramework framework) => assessed.Keep("standings " + framework.Id, () => ControlStandings.Of(assessed.Assessment, framework));

    static async Task PageAsync(HttpContext context, string? framework)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        var controls = assessed.Assessment.Context.Controls;
        var found = framework is null ? null : Find(assessed, framework);
        List<ReportPart> parts = found is null ? Overview(assessed.Assessment, words) : OfFramework(assessed, found, words);
        await (new PartsView(found?.Name ?? words["insight.controls"], "controls", found is null ? words["insight.controls.lead"] : $"{Figures.Count(found.Controls.Count, "control", "controls")}, made for ATT&CK {found.AttackVersion}. {found.Source}")
        {
            Ways = [new(words["insight.controls.all"], "/assessment/controls", found is null), .. controls.Frameworks.Select(one => new ViewLink(one.Name, $"/assessment/controls?framework={Uri.EscapeDataString(one.Id)}", ReferenceEquals(one, found))), new(words["insight.mappings"], "/assessment/controls/mappings")],
            Parts = parts,
            Files = found is null ? [] :
            [
                new(words["insight.pack"], $"/api/v1/controls/{Uri.EscapeDataString(found.Id)}/pack?declared=true"), new(words["insight.pack.all"], $"/api/v1/controls/{Uri.EscapeDataString(found.Id)}/pack"),
                new("CSV", $"/api/v1/controls/{Uri.EscapeDataString(found.Id)}/status?all=true&format=csv"), new("XLSX", $"/api/v1/controls/{Uri.EscapeDataString(found.Id)}/status?all=true&format=xlsx"),
                new(words["insight.pairs"], $"/api/v1/controls/{Uri.EscapeDataString(found.Id)}?format=csv"),
            ],
        }).AnswerAsync(context);
    }

    static List<ReportPart> Overview(GapAssessment assessment, Words words)
    {
        List<ReportPart> parts = [new("frameworks", words["insight.frameworks"], "") { Tables = [TableOf(ControlTables.Frameworks(assessment.Context.Controls), words["insight.frameworks"])] }];
        if (ControlsPart.Of(assessment) is { } stated)
        {
            parts.Insert(0, stated);
        }

        var conflicts = ControlTables.Conflicts(assessment);
        if (conflicts.Rows.Count > 0)
        {
            parts.Add(new("conflicts", words["insight.conflicts"], words["insight.conflicts.lead"]) { Tables = [TableOf(conflicts, words["insight.conflicts"])] });
        }

        return parts;
    }

    static List<ReportPart> OfFramework(AssessedWorkspace assessed, ControlFramework found, Words words)
    {
        var standings = ControlTables.Standings(StandingsOf(assessed, found), isAll: true);
        var gaps = assessed.Keep($"control gaps {found.Id} ", () => ControlGaps.Of(assessed.Assessment, found, StepsDefault));
        ReportTable steps = new("steps", words["insight.steps"], [new("control", "Control"), new("degree", "Now"), new("adds", "Adds"), new("alone", "Alone"), new("then", "Covered then"), new("techniques", "Techniques")],
            [.. gaps.Steps.Select(static IReadOnlyList<ReportCell> (step) => [step.ControlId, ControlWords.Of(step.Degree), ReportCell.Share(step.Gain), ReportCell.Share(step.Alone), ReportCell.Share(step.Covered), (double)step.Techniques])]);
        return
        [
            new("would", words["insight.would"], words["insight.would.lead", Figures.Percent(gaps.Covered), Figures.Percent(gaps.Potential)]) { Tables = [steps] },
            new("status", words["insight.status"], words["insight.status.lead"]) { Tables = [TableOf(standings, words["insight.status"])] },
            new("open", words["insight.open"], words["insight.open.lead"]) { Tables = [TableOf(ControlTables.Open(gaps), words["insight.open"])] },
        ];
    }

    /// <summary>The columns of a list that a page has room for.</summary>
    internal static ReportTable TableOf<T>(ListTable<T> table, string title)
    {
        List<ListColumn<T>> columns = [.. table.Columns.Where(static column => column.IsOnPage)];
        return new(table.Name, title, [.. columns.Select(static column => new ReportColumn(column.Key, column.Title.Length == 0 ? column.Key : column.Title))],
            [.. table.Rows.Select(row => (IReadOnlyList<ReportCell>)[.. columns.Select(column => (ReportCell)column.Of(row).ToText())])]);
    }
}
