using System.CommandLine;
using System.Globalization;
using Merlon.Attack;
using Merlon.Dettect;

namespace Merlon.Cli;

/// <summary><c>merlon dettect scores</c>: data quality, visibility and detection exactly by DeTT&amp;CT's rules.</summary>
static class DettectScoresCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("scores", "Scores of administration files exactly by DeTT&CT's own rules.")
        {
            Examples =
            [
                new("merlon dettect scores data-sources.yaml", "Data quality per source and system, visibility per technique and system."),
                new("merlon dettect scores data-sources.yaml --dettect-data DeTTECT/data", "With DeTT&CT's own data sources and platforms."),
                new("merlon dettect scores techniques.yaml --csv > scores.csv", "Visibility and detection per technique, for a spreadsheet."),
            ],
        };
        var files = DettectInput.Files();
        command.Add(files);
        var tables = DettectInput.Tables();
        command.Add(tables);
        var choice = new ReleaseChoice(command);
        var csv = new Option<bool>("--csv") { Description = "Print a table as CSV: one line per technique and system." };
        command.Add(csv);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release)
                || !DettectInput.TryRead(terminal, parse.GetRequiredValue(files), out var read)
                || !DettectInput.TryReadTables(terminal, parse.GetValue(tables) ?? [], out var known))
            {
                return ExitCode.BadInput;
            }

            var scored = read.Select(file => new DettectScored(file, file is DettectDataSources sources ? DettectVisibility.Of(sources, release, known) : null)).ToList();
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => DettectJson.WriteScores(writer, release, scored));
            }
            else if (parse.GetValue(csv))
            {
                DettectJson.WriteCsv(new CsvWriter(terminal.Out), scored);
            }
            else
            {
                Print(terminal, release, scored, known);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, AttackRelease release, List<DettectScored> scored, DettectTables tables)
    {
        var page = new Page(terminal);
        foreach (var (file, visibility) in scored)
        {
            page.Line(page.Toned(Tone.Strong, SafeText.Line($"{file.Document}: {(file.Name.Length == 0 ? DettectJson.KindOf(file) : file.Name)} ({file.Domain}, ATT&CK {release.Version})")));
            switch (file)
            {
                case DettectDataSources sources:
                    PrintQuality(page, sources);
                    PrintVisibility(page, sources, visibility!, tables); // made for every file of data sources
                    break;
                case DettectTechniques techniques:
                    PrintScores(page, techniques);
                    break;
                default:
                    page.Paragraph("A group administration has no scores; merlon dettect layer --kind groups draws it.", indent: 2);
                    break;
            }
        }
    }

    static void PrintQuality(Page page, DettectDataSources file)
    {
        var table = new TextTable
        {
            Columns = [new("data source", IsFlexible: true), new("applicable to", IsFlexible: true), new("devices", IsNumber: true), new("fields", IsNumber: true), new("timeliness", IsNumber: true), new("consistency", IsNumber: true), new("retention", IsNumber: true), new("DQ", IsNumber: true)],
        };
        foreach (var source in file.Sources)
        {
            foreach (var details in source.Details)
            {
                var quality = details.Quality;
                table.Add(
                    SafeText.Line(source.Name), SafeText.Line(string.Join(", ", details.ApplicableTo)), Text(quality.DeviceCompleteness), Text(quality.FieldCompleteness),
                    Text(quality.Timeliness), Text(quality.Consistency), Text(quality.Retention), Decimal(quality.Score));
            }
        }

        page.Table(table);
    }

    static void PrintVisibility(Page page, DettectDataSources file, DettectVisibility visibility, DettectTables tables)
    {
        var table = new TextTable { Columns = [new("technique", IsFlexible: true), new("system", IsFlexible: true), new("available", IsNumber: true), new("of", IsNumber: true), new("share", IsNumber: true), new("visibility", IsNumber: true)] };
        foreach (var technique in visibility.Techniques)
        {
            foreach (var system in technique.Systems.Where(static s => s.Available.Count > 0))
            {
                table.Add(SafeText.Line(technique.Technique.ToString()), SafeText.Line(system.System), Text(system.Available.Count), Text(system.Applicable.Count), $"{Decimal(system.Percent)} %", Text(system.Score));
            }
        }

        page.Line("");
        page.Table(table);
        var none = visibility.Techniques.Count(static t => t.Systems.All(static s => s.Available.Count == 0));
        page.Paragraph($"{Page.Count(visibility.Techniques.Count, "technique")} on {string.Join(", ", visibility.Platforms)}; {Page.Count(none)} of them have visibility 0 and are not listed.", indent: 2);
        Say(page, "platforms that the release does not know", visibility.UnknownPlatforms);
        Say(page, "data sources that are no component of the release", visibility.UnknownSources);
        if (tables.TechniqueSources.Count == 0 && file.Sources.Any(static s => s.IsOwn))
        {
            page.Paragraph("The file has data sources of DeTT&CT's own. Which techniques they show is said by DeTT&CT only: give its folder data with --dettect-data to count them.", indent: 2, tone: Tone.Warning);
        }
    }

    static void Say(Page page, string what, IReadOnlyList<string> words)
    {
        if (words.Count > 0)
        {
            page.Paragraph(SafeText.Line($"{what}: {string.Join(", ", words)}"), indent: 2, tone: Tone.Warning);
        }
    }

    static void PrintScores(Page page, DettectTechniques file)
    {
        var table = new TextTable { Columns = [new("technique"), new("name", IsFlexible: true), new("visibility", IsNumber: true), new("detection", IsNumber: true), new("objects", IsNumber: true)] };
        var scores = DettectScoring.Of(file);
        foreach (var score in scores)
        {
            table.Add(SafeText.Line(score.Id), SafeText.Line(score.Name), Text(score.Visibility), Text(score.Detection), Text(score.VisibilityObjects.Count + score.DetectionObjects.Count));
        }

        page.Table(table);
        page.Paragraph($"{Page.Count(scores.Count, "technique")}: {Page.Count(scores.Count(static s => s.Visibility > 0))} with visibility, {Page.Count(scores.Count(static s => s.Detection >= 0))} with detection.", indent: 2);
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Decimal(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
