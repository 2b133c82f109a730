using System.CommandLine;
using System.Globalization;
using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon rules robustness</c>: how hard rules are to evade, each score with what it is made of.</summary>
static class RulesRobustnessCommand
{
    /// <summary>Rules that are written out with their parts unless asked for; more are a table.</summary>
    const int DetailedRules = 3;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("robustness", "Say how hard Sigma rules are to evade: levels and columns of Summiting the Pyramid, from the fields and values that a rule rests on.")
        {
            Examples =
            [
                new("merlon rules robustness rule.yml", "The score of a rule, with the level of everything that it rests on and why."),
                new("merlon rules robustness rules --max-level 1", "Rules of a folder that a new name or a new hash evades."),
                new("merlon rules robustness rules --json", "All rules with their parts, as JSON."),
                new("merlon rules robustness rules --csv robustness.csv", "A line for each part of each rule, for a spreadsheet."),
            ],
        };
        var paths = new Argument<string[]>("RULES") { Description = "Rule files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var maxLevel = OptionReading.Number("--max-level", "Only rules up to this level", fallback: 5, least: 1, most: 5);
        var parts = new Option<bool>("--parts") { Description = "Write out the parts of every rule, however many there are." };
        var csv = OptionReading.Text("--csv", "Write a line for each part of each rule as CSV as well.", "FILE");
        var json = OptionReading.Json();
        command.Add(paths);
        command.Add(maxLevel);
        command.Add(parts);
        command.Add(csv);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var log = new DiagnosticLog("rules", ReadLimits.Default);
            var all = Read(parse.GetRequiredValue(paths), log, terminal, cancellationToken);
            DiagnosticListing.Write(terminal, log.ToList());
            if (all.Count == 0)
            {
                return Task.FromResult(Failure.Refuse(terminal, "there is no Sigma rule in what was named"));
            }

            var most = parse.GetValue(maxLevel);
            var shown = all.Where(rule => (rule.Level ?? 1) <= most).ToList();
            if (parse.GetValue(csv) is { } path)
            {
                SingleFile.Write(path, stream => WriteCsv(stream, shown), cancellationToken);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => RobustnessJson.Write(writer, all, shown));
            }
            else
            {
                Print(new Page(terminal), all, shown, parse.GetValue(parts) || shown.Count <= DetailedRules);
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    /// <summary>Rules of files and folders, scored, in the order read.</summary>
    static List<RuleRobustness> Read(string[] paths, DiagnosticLog log, Terminal terminal, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        List<RuleRobustness> read = [];
        foreach (var text in RuleTexts.Read(paths, log, ReadLimits.Default, progress))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (text.Bytes is { } bytes)
            {
                var parsed = SigmaReader.Read(bytes, text.Document, ReadLimits.Default);
                log.AddRange(parsed.Diagnostics);
                read.AddRange((parsed.Value ?? []).Select(RuleRobustness.Of));
            }
        }

        return read;
    }

    static void Print(Page page, List<RuleRobustness> all, List<RuleRobustness> shown, bool isDetailed)
    {
        if (isDetailed)
        {
            foreach (var rule in shown)
            {
                PrintRule(page, rule);
            }
        }
        else
        {
            var table = new TextTable { Columns = [new("score"), new("factor", IsNumber: true), new("rule", IsFlexible: true), new("because", IsFlexible: true)] };
            foreach (var rule in shown.OrderBy(static rule => rule.Level ?? 0).ThenBy(static rule => rule.Column).ThenBy(static rule => rule.Rule.Title, StringComparer.Ordinal).ThenBy(static rule => rule.Rule.Document, StringComparer.Ordinal))
            {
                table.Add(rule.Score, Factor(rule.Factor), SafeText.Line(rule.Rule.Title), SafeText.Line(rule.Why));
            }

            page.Table(table);
        }

        page.Blank();
        PrintSummary(page, all);
    }

    static void PrintRule(Page page, RuleRobustness rule)
    {
        page.Title(SafeText.Line($"{rule.Score} {rule.Rule.Title}"));
        page.Field("Rule", SafeText.Line($"{rule.Rule.Document}, reads {rule.Rule.LogSource}"));
        page.Field("Level", SafeText.Line(rule.Level is { } level ? string.Create(CultureInfo.InvariantCulture, $"{level}, {RuleRobustness.NameOf(level)}") : "not scored"));
        page.Field("Because", SafeText.Line(rule.Why));
        if (rule.LevelWithoutExclusions is { } without && without != rule.Level)
        {
            page.Field("Exclusions", string.Create(CultureInfo.InvariantCulture, $"without them it would be {without}"));
        }

        page.Field("Records", SafeText.Line($"{RuleRobustness.NameOf(rule.Column)}: {rule.ColumnWhy}"));
        page.Field("Counts for", $"{Factor(rule.Factor)} of its strength");
        if (rule.Parts.Count > 0)
        {
            var table = new TextTable { Columns = [new(""), new("level"), new("line", IsNumber: true), new("selection"), new("field"), new("values", IsFlexible: true), new("because", IsFlexible: true)] };
            foreach (var part in rule.Parts)
            {
                table.Add(
                    part.Decides ? ">" : "", part.Level == 0 ? "-" : part.Level.ToString(CultureInfo.InvariantCulture), part.Location.Line.ToString(CultureInfo.InvariantCulture),
                    SafeText.Line(part.IsExclusion ? $"not {part.Selection}" : part.Selection), SafeText.Line(part.Field.Length == 0 ? "keyword" : part.Field),
                    SafeText.Line(ValuesOf(part)), SafeText.Line(part.Why));
            }

            page.Blank();
            page.Table(table);
        }

        page.Blank();
    }

    static string ValuesOf(RobustnessPart part)
        => string.Join(", ", part.Examples) + (part.Values > part.Examples.Count ? string.Create(CultureInfo.InvariantCulture, $" and more ({part.Values})") : "");

    static void PrintSummary(Page page, List<RuleRobustness> all)
    {
        var counts = all.CountBy(static rule => rule.Level ?? 0).OrderBy(static pair => pair.Key)
            .Select(static pair => pair.Key > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} on level {pair.Key}") : $"{Page.Count(pair.Value)} not scored");
        page.Paragraph($"{Page.Count(all.Count, "rule")}: {string.Join(", ", counts)}. 1 is evaded with a new name or hash, 5 only by another technique.");
    }

    static string Factor(double factor) => factor.ToString("0.00", CultureInfo.InvariantCulture);

    static void WriteCsv(Stream stream, List<RuleRobustness> shown)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        RobustnessJson.WriteCsv(new CsvWriter(writer), shown.Select(static rule => (rule, rule.Rule.Document)));
    }
}
