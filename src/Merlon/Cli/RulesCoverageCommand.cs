using System.CommandLine;
using System.Globalization;
using Merlon.Layers;
using Merlon.Robustness;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon rules coverage</c>: what detects each technique, and what would still detect it without one rule or one log source.</summary>
static class RulesCoverageCommand
{
    const int NamesMax = 3;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("coverage", "Say technique by technique what detects it, and what would still catch it if any one rule or log source fell away.")
        {
            Examples =
            [
                new("merlon rules coverage examples/lakeside-hospital", "Techniques that hang on one thing, log sources by what is lost without them, spare rules."),
                new("merlon rules coverage acme --all --limit 100", "Every technique of the profile, not only those that hang on one thing."),
                new("merlon rules coverage acme --csv detection.csv", "A line for each technique and each rule or log source."),
                new("merlon rules coverage acme --layer left.json", "A Navigator layer of what is left without the one thing on which most hangs."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var all = new Option<bool>("--all") { Description = "List every technique of the profile, also those that hang on no single thing." };
        var limit = OptionReading.Number("--limit", "Most techniques, and most rules, that are listed", fallback: 20, least: 1, most: 10_000);
        var csv = OptionReading.Text("--csv", "Write a line for each technique and each rule or log source that detects it as CSV as well.", "FILE");
        var layer = OptionReading.Text("--layer", "Write a Navigator layer as well: detection in percent that is left without the one thing on which most hangs.", "FILE");
        var json = OptionReading.Json();
        command.Add(all);
        command.Add(limit);
        command.Add(csv);
        command.Add(layer);
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var coverage = DetectionCoverage.Of(assessment);
            if (parse.GetValue(csv) is { } csvPath)
            {
                SingleFile.Write(csvPath, stream => WriteCsv(stream, coverage), cancellationToken);
            }

            if (parse.GetValue(layer) is { } layerPath)
            {
                var file = DetectionCoverageFiles.LayerOf(coverage, assessment.Context.Release, assessment.Organisation.Domains);
                SingleFile.Write(layerPath, stream => LayerWriter.Write(file, stream), cancellationToken);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => DetectionCoverageJson.Write(writer, coverage, assessment.Organisation.Name, assessment.Context.Release.Version, assessment.AsOf));
            }
            else
            {
                Print(new Page(terminal), coverage, parse.GetValue(all), parse.GetValue(limit));
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Page page, DetectionCoverage coverage, bool isAll, int limit)
    {
        var detected = coverage.Techniques.Where(static technique => technique.Detection > 0).ToList();
        var fragile = detected.Where(static technique => technique.SinglePoints.Any()).ToList();
        page.Title($"Detection {Page.Percent(coverage.Detection)} of the threat, as far as claims go");
        page.Paragraph(
            $"{Page.Count(detected.Count)} of {Page.Count(coverage.Techniques.Count, "technique")} are detected by something. Without one single thing nothing is left, or less than half, of "
            + $"{Page.Count(fragile.Count)} of them: {Page.Count(detected.Count(static technique => technique.HangsOnRule))} hang on one rule, "
            + $"{Page.Count(detected.Count(static technique => technique.HangsOnLogSource))} on one log source.");
        PrintTechniques(page, isAll ? coverage.Techniques : fragile, isAll ? "Techniques" : "Techniques that hang on one thing", limit);
        PrintLogSources(page, coverage);
        PrintRules(page, coverage, limit);
    }

    static void PrintTechniques(Page page, IReadOnlyList<TechniqueDetection> techniques, string heading, int limit)
    {
        page.Heading(heading);
        if (techniques.Count == 0)
        {
            page.Paragraph("None.");
            return;
        }

        var table = new TextTable
        {
            Columns = [new("technique"), new("name", IsFlexible: true), new("weight", IsNumber: true), new("detected", IsNumber: true), new("rules", IsNumber: true), new("left", IsNumber: true), new("without", IsFlexible: true)],
        };
        foreach (var technique in techniques.Take(limit))
        {
            var points = technique.SinglePoints.ToList();
            table.Add(
                technique.Technique.Id, SafeText.Line(technique.Technique.Name), Number(technique.Weight), Page.Percent(technique.Detection), Page.Count(technique.Rules.Count),
                Page.Percent(technique.WorstLeft), SafeText.Line(string.Join(", ", points.Take(NamesMax).Select(static point => point.Name)) + (points.Count > NamesMax ? " …" : "")));
        }

        page.Table(table);
        if (techniques.Count > limit)
        {
            page.Paragraph($"{Page.Count(techniques.Count - limit)} more: --limit shows them, --json has all.", indent: 2, tone: Tone.Quiet);
        }
    }

    static void PrintLogSources(Page page, DetectionCoverage coverage)
    {
        page.Heading("Log sources, by the detection that is lost when they go quiet");
        var table = new TextTable { Columns = [new("log source"), new("name", IsFlexible: true), new("lost", IsNumber: true), new("techniques", IsNumber: true), new("blind", IsNumber: true), new("rules", IsNumber: true)] };
        foreach (var source in coverage.LogSources)
        {
            table.Add(SafeText.Line(source.Key), SafeText.Line(source.Name), Points(source.Lost), Page.Count(source.Techniques), Page.Count(source.Blinded), Page.Count(source.Rules));
        }

        page.Table(table);
    }

    static void PrintRules(Page page, DetectionCoverage coverage, int limit)
    {
        page.Heading("Rules on which most hangs");
        var table = new TextTable { Columns = [new("lost", IsNumber: true), new("techniques", IsNumber: true), new("alone for", IsNumber: true), new("rule", IsFlexible: true), new("file", IsFlexible: true)] };
        foreach (var rule in coverage.Rules.Where(static rule => rule.Lost > 0).Take(limit))
        {
            table.Add(Points(rule.Lost), Page.Count(rule.Techniques), Page.Count(rule.SinglePointFor), SafeText.Line(rule.Rule.Title), SafeText.Line(rule.Rule.Document));
        }

        page.Table(table);
        page.Blank();
        var (spare, silent) = (coverage.Rules.Count(static rule => rule.IsSpare), coverage.Rules.Count(static rule => rule.IsSilent));
        page.Paragraph(
            $"Nothing depends on {Page.Count(spare + silent)} of {Page.Count(coverage.Rules.Count, "deployed rule")}: {Page.Count(silent)} say nothing (no technique, not fed, or of no status that counts), "
            + $"and without any one of {Page.Count(spare)} others no technique loses half a point. --json names them.");
    }

    static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");

    static void WriteCsv(Stream stream, DetectionCoverage coverage)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        DetectionCoverageFiles.WriteCsv(new CsvWriter(writer), coverage);
    }
}
