using System.CommandLine;
using System.Globalization;
using Merlon.Trend;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon compare</c>: two days of an organisation, and why coverage moved between them.</summary>
static class CompareCommand
{
    const string Last = "last";

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("compare", "Compare two days: what moved and why; exit code 1 when coverage fell.")
        {
            Examples =
            [
                new("merlon compare my-organisation last", "The files as they are now against the last recorded assessment: for a scheduler."),
                new("merlon compare my-organisation 2026-06-30 2026-09-30", "Two days, each as it was known then."),
                new("merlon compare my-organisation 2026-06-30 --fell 0.05 --json", "Only falls of five points and more count; one JSON document."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var from = OptionReading.Argument("FROM", "The earlier day, or last for the last recorded assessment.");
        var to = new Argument<string?>("TO") { Description = "The later day (default: the files as they are now).", Arity = ArgumentArity.ZeroOrOne };
        var fell = OptionReading.Text("--fell", "Least fall of a technique or of the whole that is a finding, 0 to 1 (default: 0.01).", "SHARE");
        var known = OptionReading.Word("--known", "What is taken as known: then (at each day) or now (default: then).", "WHEN", ["then", "now"]);
        var csv = OptionReading.Text("--csv", "Write a CSV file with every technique and cause; - for standard output.", "FILE");
        var json = OptionReading.Json();
        command.Add(from);
        command.Add(to);
        foreach (var option in (Option[])[fell, known, csv, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(csv) is "-" && parse.GetValue(json))
            {
                return Failure.Refuse(terminal, "--json and --csv - both want standard output: give --csv a file");
            }

            var first = parse.GetRequiredValue(from);
            var least = FallOf(parse.GetValue(fell));
            var present = choice.RequestIn(parse, record: false);
            var second = parse.GetValue(to);
            if (AssessmentChoice.IsMissing(present, terminal))
            {
                return ExitCode.BadInput;
            }

            CompareRequest request = new(
                string.Equals(first, Last, StringComparison.OrdinalIgnoreCase) ? null : DayOf(first), second is null ? null : DayOf(second),
                TrendCommand.KnowledgeOf(parse.GetValue(known)), second is null ? present : null);
            if (request is { From: { } earlier, To: { } later } && earlier > later)
            {
                return Failure.Refuse(terminal, $"{AnswerWords.Day(earlier)} is after {AnswerWords.Day(later)}: the earlier day comes first");
            }

            using var opened = Workspace.Open(terminal.WorkspaceAt(choice.WorkspaceIn(parse), WorkspaceAccess.Read, present.OrganisationPath));
            using var progress = new ProgressLine(terminal);
            var read = await opened.CompareAsync(request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            return read.Value is { } move ? Print(terminal, move, least, parse.GetValue(csv), parse.GetValue(json), cancellationToken) : ExitCode.BadInput;
        });
        return command;
    }

    static int Print(Terminal terminal, CoverageMove move, double least, string? csv, bool asJson, CancellationToken cancellationToken)
    {
        if (csv is not null)
        {
            MoveFile.Write(terminal, csv, move, cancellationToken);
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => MoveJson.Write(json, move, least));
        }
        else if (csv is not "-")
        {
            new MoveText(new Page(terminal)).Write(move, least);
        }

        return move.HasFallen(least) || move.Fallen(least).Count > 0 ? ExitCode.Findings : ExitCode.Success;
    }

    /// <summary>A share such as <c>0.05</c>.</summary>
    public static double FallOf(string? text)
        => text is null ? MoveWords.FellDefault
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1 ? share
            : throw new InvalidDataException($"--fell takes a share above 0 and up to 1, such as 0.05, not '{text}'");

    static DateOnly DayOf(string text)
        => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new InvalidDataException($"'{text}' is not a day such as 2026-11-22, nor the word {Last}");
}
