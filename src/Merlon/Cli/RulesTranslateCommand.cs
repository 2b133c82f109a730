using System.Collections.Immutable;
using System.CommandLine;
using Merlon.Documents;
using Merlon.Sigma;
using Merlon.Sigma.Backends;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon rules translate</c>: rules as queries of other systems, exact or refused.</summary>
static class RulesTranslateCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("translate", "Say Sigma rules in SQL or a search language: each query means exactly the rule, or the rule is refused; exit code 1 when one is.")
        {
            Examples =
            [
                new("merlon rules translate rules --to postgres --table sysmon", "Prints a query for each rule."),
                new("merlon rules translate rules --to clickhouse --columns @columns.txt --out queries", "Writes a file for each rule; a field that the table lacks is missing in every row."),
                new("merlon rules translate rule.yml --to sqlite --columns Image,CommandLine --without-logsource", "For a table that holds the rule's log source only."),
                new("merlon rules translate rule.yml --to splunk --json", "As JSON, with what must hold of the data."),
            ],
        };
        var words = TranslationTarget.All.Select(static target => target.Name).ToList();
        var paths = new Argument<string[]>("PATHS") { Description = "Rule files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var to = OptionReading.Word("--to", $"What to say them in: {string.Join(", ", words)}.", "TARGET", words);
        to.Required = true;
        var table = OptionReading.Text("--table", "Table, index or Kusto table of the records (default: events).", "NAME");
        var columns = OptionReading.Text("--columns", "The table's columns, with commas between, or @FILE with one on each line (default: one for each field that a rule names).", "NAMES|@FILE");
        var jsonColumn = OptionReading.Text("--json-column", "Column that holds each record as JSON, where fields have no columns (sqlite, postgres, duckdb).", "NAME");
        var keywordColumn = OptionReading.Text("--keyword-column", "Column that holds every value of the record, one on each line, for keywords.", "NAME");
        var pipeline = OptionReading.Texts("--pipeline", "How the data names fields and log sources: a pipeline's name, or a file of pipelines to try first (docs/formats/pipelines.md).", "NAME|FILE");
        var placeholders = OptionReading.Text("--placeholders", "File of values for %placeholders%.", "FILE");
        var withoutLogSource = new Option<bool>("--without-logsource") { Description = "Leave out what tells the rule's log source, such as channel and event id." };
        var regexpFunction = new Option<bool>("--regexp-function") { Description = "SQLite: the connection has a function regexp that searches as .NET does." };
        var noEmptyValues = new Option<bool>("--no-empty-values") { Description = "No record holds a null or an empty text: what has no value is missing." };
        var output = OptionReading.Text("--out", "Write a file for each rule into this folder.", "DIR");
        var json = OptionReading.Json();
        command.Add(paths);
        foreach (var option in (Option[])[to, table, columns, jsonColumn, keywordColumn, pipeline, placeholders, withoutLogSource, regexpFunction, noEmptyValues, output, json])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) =>
        {
            var target = TranslationTarget.Find(parse.GetValue(to) ?? "") ?? TranslationTarget.All[0]; // one of the words
            var options = new TranslationOptions
            {
                Table = parse.GetValue(table) ?? "events",
                Columns = parse.GetValue(columns) is { } named ? ColumnsOf(named) : null,
                JsonColumn = parse.GetValue(jsonColumn) ?? "",
                KeywordColumn = parse.GetValue(keywordColumn) ?? "",
                IsWithLogSource = !parse.GetValue(withoutLogSource),
                HasRegexpFunction = parse.GetValue(regexpFunction),
                IsWithoutEmptyValues = parse.GetValue(noEmptyValues),
            };
            var request = new TranslationRequest(
                parse.GetRequiredValue(paths), target, options, parse.GetValue(pipeline) ?? [], parse.GetValue(placeholders), parse.GetValue(output), parse.GetValue(json));
            return Task.FromResult(RefusalOf(request) is { } refusal ? Failure.Refuse(terminal, refusal.Message, refusal.Advice) : Translate(terminal, request, cancellationToken));
        });
        return command;
    }

    static (string Message, string Advice)? RefusalOf(TranslationRequest request)
    {
        var options = request.Options;
        return options.HasRegexpFunction && request.Target.Name is not "sqlite" ? ("--regexp-function is for sqlite only", "The other targets have regular expressions of their own")
            : options.JsonColumn.Length > 0 && options.Columns is not null ? ("--json-column and --columns contradict each other", "Fields are in the document or in columns")
            : options.Table.Length == 0 ? ("--table needs a name", "Leave it out for a table named events")
            : null;
    }

    // Names with commas come from a file.
    static ImmutableArray<string> ColumnsOf(string named)
        => named.StartsWith('@') ? [.. ColumnFile.Read(named[1..])]
            : [.. named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    static int Translate(Terminal terminal, TranslationRequest request, CancellationToken cancellationToken)
    {
        if (!TryReadPipelines(terminal, request.Pipelines, out var pipelines))
        {
            return ExitCode.BadInput;
        }

        var reading = SigmaReadOptions.Default;
        List<Diagnostic> diagnostics = [.. pipelines.Diagnostics];
        if (request.Placeholders is { } path)
        {
            var values = RuleContent.ReadPlaceholders(path, reading.Limits);
            diagnostics.AddRange(values.Diagnostics);
            reading = reading with { Placeholders = values.Value ?? reading.Placeholders };
        }

        using var progress = new ProgressLine(terminal);
        var read = RuleContent.Read(request.Paths, reading, progress, cancellationToken);
        diagnostics.AddRange(read.Diagnostics);
        var translated = TranslatedRules.Of(read.Value ?? SigmaContent.Empty, request.Target, request.Options, pipelines, progress, cancellationToken);
        progress.Dispose();
        if (request.IsJson)
        {
            JsonPrint.To(terminal, json => translated.Write(json, diagnostics));
        }

        if (request.Output is { } folder)
        {
            OutputFolder.Write(folder, translated.Files(), cancellationToken);
        }
        else if (!request.IsJson)
        {
            translated.Print(terminal);
        }

        if (!request.IsJson)
        {
            DiagnosticListing.Write(terminal, [.. diagnostics, .. translated.Refusals]);
            translated.PrintSummary(terminal, request.Output);
        }

        return translated.Count == 0 ? ExitCode.BadInput : translated.Refusals.Count > 0 ? ExitCode.Findings : ExitCode.Success;
    }

    static bool TryReadPipelines(Terminal terminal, IReadOnlyList<string> words, out PipelineChoice pipelines)
    {
        pipelines = PipelineChoice.BuiltIn;
        try
        {
            pipelines = PipelineChoice.Of(words, logSource: null, ReadLimits.Default);
            return true;
        }
        catch (ArgumentException e)
        {
            Failure.Refuse(terminal, e.Message);
            return false;
        }
    }
}

/// <summary>What is to be translated, into what, for which data, and where to.</summary>
sealed record TranslationRequest(
    IReadOnlyList<string> Paths, TranslationTarget Target, TranslationOptions Options, IReadOnlyList<string> Pipelines, string? Placeholders, string? Output, bool IsJson);
