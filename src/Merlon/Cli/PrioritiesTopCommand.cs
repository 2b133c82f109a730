using System.CommandLine;
using System.Globalization;
using Merlon.Documents;
using Merlon.Priorities;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon priorities top</c>: the calculator Top ATT&amp;CK Techniques over given rows.</summary>
static class PrioritiesTopCommand
{
    const int FileBytesMax = 64 * 1024 * 1024;

    static readonly string[] Lists = ["total", "ransomware"];
    static readonly string[] MonitoringModes = ["workbook", "web"];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("top", "Compute CTID's Top ATT&CK Techniques from given rows, formula for formula.")
        {
            Examples =
            [
                new("merlon priorities top --input techniques.csv", "Choke point, actionability, prevalence and total of each row, highest first."),
                new("merlon priorities top --input techniques.csv --sightings sightings.csv --today 2021-07-31", "With prevalence computed from dated sightings."),
                new("merlon priorities top --input techniques.json --list ransomware --json", "The ransomware list, as one JSON document with all parts."),
                new("merlon priorities top --input techniques.csv --monitoring process=high --monitoring network=low", "With the levels of what is monitored already."),
            ],
        };
        var input = OptionReading.Text("--input", "Rows: CSV with a header, or a JSON array (docs/formats/top-techniques.md).", "FILE");
        var sightings = OptionReading.Text("--sightings", "Sightings as technique, date and count: CSV or JSON.", "FILE");
        var today = OptionReading.Day("--today", "The day that the age of sightings is measured from (default: the latest sighting).");
        var weightMin = OptionReading.Text("--least-weight", "Weight of the oldest sightings: 0.5 as in the workbook, 0 as in the text (default: 0.5).", "SHARE");
        var percentile = OptionReading.Text("--percentile", "Percentile, 0 to 1, from which on prevalence is 1 (default: 0.9).", "SHARE");
        var monitoring = OptionReading.Texts("--monitoring", "Level of a kind where a row only says yes: KIND=none|low|medium|high (default: none).", "KIND=LEVEL");
        var mode = OptionReading.Word("--monitoring-as", "Multiply by what is not monitored (workbook) or add it (web page) (default: workbook).", "MODE", MonitoringModes);
        var list = OptionReading.Word("--list", "Order by total or by the ransomware score (default: total).", "LIST", Lists);
        var csv = OptionReading.Text("--csv", "Write a CSV file with all parts; - for standard output.", "FILE");
        var json = OptionReading.Json();
        foreach (var option in (Option[])[input, sightings, today, weightMin, percentile, monitoring, mode, list, csv, json])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) =>
        {
            if (parse.GetValue(input) is not { } path)
            {
                return Task.FromResult(Failure.Refuse(terminal, "there are no rows to score: give --input FILE", "See docs/formats/top-techniques.md."));
            }

            var rows = Read(path, bytes => TopTechniquesFile.Read(bytes, path, TopWords.LevelsOf(parse.GetValue(monitoring) ?? []), ReadLimits.Default), terminal);
            var seen = parse.GetValue(sightings) is { } second ? Read(second, bytes => TopTechniquesFile.ReadSightings(bytes, second, ReadLimits.Default), terminal) : null;
            if (rows is null || (parse.GetValue(sightings) is not null && seen is null))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            var joined = seen is null ? rows : [.. rows.Select(row => seen.TryGetValue(row.Technique, out var more) ? row with { Sightings = [.. row.Sightings, .. more] } : row)];
            var parameters = new TopParameters
            {
                Today = parse.GetValue(today) ?? joined.SelectMany(static row => row.Sightings).Select(static one => one.Day).DefaultIfEmpty(DateOnly.MinValue).Max(),
                WeightMin = Share(parse.GetValue(weightMin), "--least-weight") ?? 0.5,
                PrevalencePercentile = Share(parse.GetValue(percentile), "--percentile") ?? 0.9,
                IsMonitoringAdded = string.Equals(parse.GetValue(mode), "web", StringComparison.Ordinal),
            };
            var scores = TopWords.Ordered(TopTechniques.Of(joined, parameters), parse.GetValue(list));
            Give(terminal, scores, parameters, parse.GetValue(json), parse.GetValue(csv), cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    static T? Read<T>(string path, Func<ReadOnlyMemory<byte>, Parsed<T>> read, Terminal terminal) where T : class
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist", path);
        }

        var parsed = read(SingleFile.Read(path, FileBytesMax));
        DiagnosticListing.Write(terminal, parsed.Diagnostics);
        return parsed.Value;
    }

    static double? Share(string? text, string option)
        => text is null ? null
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 ? share
            : throw new InvalidDataException($"{option} takes a number from 0 to 1, not '{text}'");

    static void Give(Terminal terminal, IReadOnlyList<TopTechniqueScore> scores, TopParameters parameters, bool asJson, string? csv, CancellationToken cancellationToken)
    {
        if (csv is not null)
        {
            PriorityOutput.WriteCsv(terminal, csv, writer => WriteCsv(writer, scores), scores.Count, "technique", asJson, cancellationToken);
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => PriorityJson.Write(json, scores, parameters));
        }
        else if (csv is null)
        {
            Print(new Page(terminal), scores);
        }
    }

    static void Print(Page page, IReadOnlyList<TopTechniqueScore> scores)
    {
        var hasRansomware = scores.Any(static one => one.Ransomware is not null);
        var table = new TextTable
        {
            Columns =
            [
                new("", IsNumber: true), new("technique"), new("choke", IsNumber: true), new("actionable", IsNumber: true), new("prevalence", IsNumber: true),
                new("modifiers", IsNumber: true), new("total", IsNumber: true), .. hasRansomware ? [new TableColumn("ransomware", IsNumber: true)] : (TableColumn[])[],
            ],
        };
        foreach (var score in scores)
        {
            table.Add(
            [
                score.Rank.ToString(CultureInfo.InvariantCulture), score.Row.Technique, Three(score.Choke), Three(score.Actionability), Three(score.Prevalence),
                Three(score.Row.Modifier + score.Monitoring), page.Toned(Tone.Strong, Three(score.Total)),
                .. hasRansomware ? [score.Ransomware is { } own ? Three(own) : ""] : (string[])[],
            ]);
        }

        page.Table(table);
        page.Paragraph($"{Page.Count(scores.Count, "technique")}; total = (choke point + actionability + prevalence) with modifiers: docs/design/priorities.md.", indent: 2, tone: Tone.Quiet);
    }

    static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    static void WriteCsv(CsvWriter csv, IReadOnlyList<TopTechniqueScore> scores)
    {
        csv.Header(["rank", "technique", "total", "choke", "actionability", "prevalence", "modifier", "monitoring", "ransomware", "before", "after", "mitigations", "detections", "sightings"]);
        foreach (var score in scores)
        {
            csv.Number(score.Rank);
            csv.Text(score.Row.Technique);
            foreach (var number in (double[])[score.Total, score.Choke, score.Actionability, score.Prevalence, score.Row.Modifier, score.Monitoring])
            {
                csv.Number(number);
            }

            csv.Text(score.Ransomware is { } own ? own.ToString("R", CultureInfo.InvariantCulture) : "");
            foreach (var number in (double[])[score.Row.Before, score.Row.After, score.Row.Mitigations, score.Row.Detections, score.Row.Sightings.Count])
            {
                csv.Number(number);
            }

            csv.EndRecord();
        }
    }
}
