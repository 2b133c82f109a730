using System.CommandLine;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Sigma;
using Merlon.Sigma.Explaining;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon rules explain</c>: why a rule fires on a record or does not.</summary>
static class RulesExplainCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("explain", "Say why a rule fires on a record or does not: which selection, which value, what is missing; exit code 1 when it does not.")
        {
            Examples =
            [
                new("merlon rules explain rule.yml event.json", "Explains the first record that the rule fires on, else the one that comes nearest."),
                new("merlon rules explain rule.yml log.evtx --record 17", "Explains one record of many."),
                new("merlon rules explain 929a690e-bef0-4204-a928-ef5e620d6fcc log.evtx --rules ../sigma/rules", "Names the rule by its id."),
                new("merlon rules explain rule.yml event.json --logsource windows/process_creation", "Takes a record of any shape for one of a log source."),
            ],
        };
        var rule = OptionReading.Argument("RULE", "A rule file; or, with --rules, a rule's id or title.");
        var events = OptionReading.Argument("EVENT", "A log file with one record or more, in any format that is read; - for standard input.");
        var folders = OptionReading.Texts("--rules", "Where RULE is looked for by its id or title: files or folders.", "PATH");
        var number = OptionReading.Number("--record", "Number of the record to explain; 0 for the first that the rule fires on, else the nearest", 0, 0, int.MaxValue);
        var pipeline = OptionReading.Texts("--pipeline", "How records are read: a file of pipelines to try first, or the name of one to use (docs/formats/pipelines.md).", "NAME|FILE");
        var logSource = OptionReading.Text("--logsource", "What the records are, whatever their shape: product/category/service.", "SOURCE");
        var json = OptionReading.Json();
        command.Add(rule);
        command.Add(events);
        foreach (var option in (Option[])[folders, number, pipeline, logSource, json])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) =>
        {
            using var progress = new ProgressLine(terminal);
            var paths = parse.GetValue(folders) ?? [];
            var named = parse.GetRequiredValue(rule);
            var read = RuleContent.Read(paths.Length > 0 ? paths : [named], SigmaReadOptions.Default, progress, cancellationToken);
            IReadOnlyList<SigmaRule> rules = [.. (read.Value ?? SigmaContent.Empty).FilteredRules().Where(one => paths.Length == 0 || IsNamed(one, named))];
            if (rules.Count == 0)
            {
                DiagnosticListing.Write(terminal, read.Diagnostics);
                return Task.FromResult(Failure.Refuse(terminal, $"{named} is no rule", paths.Length > 0 ? "Name a rule of --rules by its whole id or title." : "Name a rule file, or an id with --rules."));
            }

            var choice = PipelineChoice.Of(parse.GetValue(pipeline) ?? [], parse.GetValue(logSource), ReadLimits.Default);
            var found = LogFiles.Find([parse.GetRequiredValue(events)], new LogFileOptions { OpenStandardInput = Console.OpenStandardInput });
            var diagnostics = new List<Diagnostic>([.. choice.Diagnostics, .. found.Diagnostics]);
            var explained = Explain(rules, found.Inputs, choice, parse.GetValue(number), diagnostics, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, diagnostics);
            if (explained.Count == 0)
            {
                return Task.FromResult(Failure.Refuse(terminal, parse.GetValue(number) > 0 ? $"there is no record {parse.GetValue(number)}" : "there is no record that could be read"));
            }

            if (parse.GetValue(json))
            {
                PrintJson(terminal, explained, diagnostics);
            }
            else
            {
                Print(terminal, explained);
            }

            return Task.FromResult(explained.TrueForAll(static one => one.Account.IsMatch) ? ExitCode.Success : ExitCode.Findings);
        });
        return command;
    }

    static bool IsNamed(SigmaRule rule, string named)
        => string.Equals(rule.Id, named, StringComparison.OrdinalIgnoreCase) || string.Equals(rule.Title, named, StringComparison.OrdinalIgnoreCase) || string.Equals(rule.Name, named, StringComparison.OrdinalIgnoreCase);

    static List<Explained> Explain(
        IReadOnlyList<SigmaRule> rules, IReadOnlyList<LogInput> inputs, PipelineChoice choice, int number, List<Diagnostic> diagnostics, ProgressLine progress, CancellationToken cancellation)
    {
        var nearest = new Explained?[rules.Count];
        LogEvent record = new();
        var records = 0L;
        foreach (var input in inputs)
        {
            using var reader = LogReaders.Open(input, LogReadOptions.Default);
            while (reader.Read(record) && Array.Exists(nearest, static one => one is not { Account.IsMatch: true }))
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(new WorkProgress("Reading records", (int)Math.Min(++records, int.MaxValue), 0));
                if (number > 0 && record.Number != number)
                {
                    continue;
                }

                for (var i = 0; i < rules.Count; i++)
                {
                    var account = RuleAccount.Of(rules[i], record, choice.Pipelines, choice.Forced);
                    if (nearest[i] is not { } known || account.Nearness > known.Account.Nearness)
                    {
                        nearest[i] = new Explained(input.Document, account);
                    }
                }
            }

            diagnostics.AddRange(reader.Diagnostics);
        }

        return [.. nearest.OfType<Explained>()];
    }

    static void Print(Terminal terminal, List<Explained> explained)
    {
        var page = new Page(terminal);
        foreach (var (document, account) in explained)
        {
            page.Title(SafeText.Line(account.Rule.Title));
            page.Paragraph(SafeText.Line($"{account.Rule.Document}{(account.Rule.Id.Length > 0 ? $", {account.Rule.Id}" : "")}, reads {account.Rule.LogSource}"), indent: 2, hanging: 2);
            page.Paragraph(SafeText.Line(FormattableString.Invariant($"{document}, record {account.Record}")), indent: 2, hanging: 2);
            page.Paragraph(account.IsMatch ? "The rule fires." : "The rule does not fire.", indent: 2, tone: account.IsMatch ? Tone.Good : Tone.Bad);
            RuleAccountText.Write(page, account, indent: 2);
        }
    }

    static void PrintJson(Terminal terminal, List<Explained> explained, IReadOnlyList<Diagnostic> diagnostics) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteObjects("explanations", explained, one =>
        {
            json.WriteString("rule", one.Account.Rule.Id);
            json.WriteString("title", one.Account.Rule.Title);
            json.WriteString("document", one.Account.Rule.Document);
            json.WriteString("data", one.Document);
            RuleAccountJson.Write(json, one.Account);
        });
        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    });

    sealed record Explained(string Document, RuleAccount Account);
}
