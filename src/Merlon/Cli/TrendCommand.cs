using System.CommandLine;
using Merlon.Trend;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon trend</c>: coverage over time, each point judged again from what was known.</summary>
static class TrendCommand
{
    static readonly string[] Steps = ["month", "quarter", "week", "assessment"];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("trend", "Show coverage over time: each point judged again from what the journal knew then, and why it moved.")
        {
            Examples =
            [
                new("merlon trend my-organisation", "A point at the end of each month since the first recorded assessment."),
                new("merlon trend my-organisation --from 2024-01-01 --every quarter --csv trend.csv", "Quarters, also as a file; what lies before the first assessment is reconstructed."),
                new("merlon trend my-organisation --explain 2026-09-30", "What led to one point, down to the statements that moved."),
                new("merlon trend my-organisation --known now", "With hindsight: the same days judged with what is known today, as assess --as-of does."),
            ],
        };
        var organisation = OptionReading.Argument("ORG", "The organisation's folder, or its organisation.yaml.");
        var from = OptionReading.Day("--from", "First day (default: that of the first recorded assessment).");
        var to = OptionReading.Day("--to", "Last day (default: today; a later one shows what fades).");
        var every = OptionReading.Word("--every", "Steps: month, quarter, week or assessment (default: month).", "STEP", Steps);
        var known = OptionReading.Word("--known", "What is taken as known: then (at each day) or now (default: then).", "WHEN", ["then", "now"]);
        var explain = OptionReading.Day("--explain", "Explain one point: what moved since the point before.");
        var csv = OptionReading.Text("--csv", "Write a CSV file; - for standard output.", "FILE");
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        foreach (var symbol in (Option[])[from, to, every, known, explain, csv, workspace, json])
        {
            command.Add(symbol);
        }

        command.Add(organisation);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(csv) is "-" && parse.GetValue(json))
            {
                return Failure.Refuse(terminal, "--json and --csv - both want standard output: give --csv a file");
            }

            var path = parse.GetRequiredValue(organisation);
            var request = new TrendRequest(parse.GetValue(from), parse.GetValue(to), StepOf(parse.GetValue(every)), KnowledgeOf(parse.GetValue(known)));
            var explained = parse.GetValue(explain);
            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? AssessmentChoice.WorkspaceBeside(path), WorkspaceAccess.Read, path));
            using var progress = new ProgressLine(terminal);
            var read = await opened.TrendAsync(explained is { } day ? Reaching(request, day) : request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            return read.Value is not { } trend ? ExitCode.BadInput
                : explained is { } wanted ? Explain(terminal, trend, wanted, parse.GetValue(json))
                : Print(terminal, trend, parse.GetValue(csv), parse.GetValue(json), cancellationToken);
        });
        return command;
    }

    /// <summary>A trend that has the day and the point before it.</summary>
    static TrendRequest Reaching(TrendRequest request, DateOnly day)
        => request with { To = day, From = request.From is { } from && from > day ? day : request.From };

    static int Explain(Terminal terminal, CoverageTrend trend, DateOnly day, bool asJson)
    {
        if (trend.Points.LastOrDefault(p => p.Day <= day) is not { } point)
        {
            return Failure.Refuse(terminal, $"there is no point at {AnswerWords.Day(day)} or before it");
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json =>
            {
                json.WriteStartObject();
                MoveJson.WritePoint(json, point);
                json.WriteEndObject();
            });
        }
        else
        {
            new MoveText(new Page(terminal)).Write(point);
        }

        return ExitCode.Success;
    }

    static int Print(Terminal terminal, CoverageTrend trend, string? csv, bool asJson, CancellationToken cancellationToken)
    {
        if (csv is not null)
        {
            MoveFile.Write(terminal, csv, trend, cancellationToken);
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => MoveJson.Write(json, trend));
        }
        else if (csv is not "-")
        {
            new MoveText(new Page(terminal)).Write(trend);
        }

        return ExitCode.Success;
    }

    static TrendStep StepOf(string? word) => word switch
    {
        "quarter" => TrendStep.Quarter,
        "week" => TrendStep.Week,
        "assessment" => TrendStep.Assessment,
        _ => TrendStep.Month,
    };

    public static TrendKnowledge KnowledgeOf(string? word) => word is "now" ? TrendKnowledge.Now : TrendKnowledge.Then;
}
