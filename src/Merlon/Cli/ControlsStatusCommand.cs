using System.CommandLine;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Web.Controls;

namespace Merlon.Cli;

/// <summary><c>merlon controls status</c>: each control of a framework with what it buys.</summary>
static class ControlsStatusCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("status", "Say how each control of a framework stands: degree, owner, what it buys, what more of it would buy, which tests contradict it.")
        {
            Examples =
            [
                new("merlon controls status my-organisation --framework nist-800-53-r5", "Controls that are declared, those that buy most first."),
                new("merlon controls status my-organisation --framework hipaa --all --csv hipaa.csv", "All citations, also those that nobody declared, as CSV."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var framework = new FrameworkChoice(command);
        var all = new Option<bool>("--all") { Description = "Controls that are not declared too." };
        command.Add(all);
        var output = new ListOutput(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal) || await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var known = framework.In(parse, assessment.Context.Controls);
            var standings = ControlStandings.Of(assessment, known).Where(standing => parse.GetValue(all) || standing.Declared.Count > 0)
                .OrderByDescending(static standing => standing.Keeps).ThenByDescending(static standing => standing.Gains).ToList();
            var table = new ListTable<ControlStanding>("controls", Columns, standings);
            return output.Write(parse, terminal, table, () => Print(new Page(terminal), table, known, assessment), () => PrintJson(terminal, table, known, assessment), cancellationToken);
        });
        return command;
    }

    internal static readonly IReadOnlyList<ListColumn<ControlStanding>> Columns =
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

    static void Print(Page page, ListTable<ControlStanding> table, ControlFramework framework, GapAssessment assessment)
    {
        page.Title(SafeText.Line($"{framework.Name} in {assessment.Organisation.Name}, {AnswerWords.Day(assessment.AsOf)}"));
        page.Blank();
        if (table.Rows.Count == 0)
        {
            page.Paragraph("No control of this framework is declared; --all shows what each would buy.");
            return;
        }

        page.Table(table.ToText(page.WidthColumns));
        page.Blank();
        page.Paragraph(SafeText.Line(
            $"keeps: points of {ControlWords.Points(assessment.Summary.Covered)} of 100 threat-weighted coverage that would be lost without the control; would gain: points with it in place to a significant degree everywhere. "
            + "Each with all else as it is: they overlap and do not add up."));
        var tests = table.Rows.SelectMany(static standing => standing.Contradictions.Select(test => (Test: test, standing.ControlId))).GroupBy(static one => one.Test.Id, StringComparer.Ordinal).ToList();
        if (tests.Count > 0)
        {
            page.Heading("Tests that ended otherwise than controls claim");
            foreach (var against in tests.OrderByDescending(static one => one.First().Test.Date).ThenBy(static one => one.First().Test.Technique))
            {
                var test = against.First().Test;
                page.Paragraph(SafeText.Line($"{test.Technique}: {test.Statement} ({test.Place})"), indent: 2, hanging: 2);
                page.Paragraph(SafeText.Line($"against {string.Join(", ", against.Select(static one => one.ControlId))}"), indent: 4, hanging: 2, tone: Tone.Quiet);
            }
        }

        foreach (var standing in table.Rows.Where(static standing => standing.Sight is not null && standing.Techniques.Count == 0))
        {
            page.Blank();
            page.Paragraph(SafeText.Line(SightOf(standing)), hanging: 2);
        }
    }

    internal static string SightOf(ControlStanding standing) => standing.Sight is not { } sight
        ? ""
        : $"{standing.ControlId} touches no technique in the published mapping. Product-made: {(sight.Through.Count == 0 ? "it" : $"through {string.Join(", ", sight.Through)} it")} {sight.What}; that could show {Page.Count(sight.Techniques.Count)} techniques with "
            + $"{Page.Percent(sight.Weight)} of the weight, of whose data {Page.Percent(sight.Visibility)} are collected. It counts on no axis: log sources do.";

    static void PrintJson(Terminal terminal, ListTable<ControlStanding> table, ControlFramework framework, GapAssessment assessment) => JsonPrint.To(terminal, json => WriteJson(json, table.Rows, framework, assessment));

    internal static void WriteJson(Utf8JsonWriter json, IReadOnlyList<ControlStanding> standings, ControlFramework framework, GapAssessment assessment)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteString("framework", framework.Id);
        json.WriteString("framework_name", framework.Name);
        json.WriteObjects("sources", framework.Sources, source => ControlsListCommand.WriteSource(json, source));
        json.WriteRounded("covered", assessment.Summary.Covered);
        json.WriteObjects("controls", standings, standing => ControlJson.Write(json, standing, assessment));
        json.WriteEndObject();
    }
}
