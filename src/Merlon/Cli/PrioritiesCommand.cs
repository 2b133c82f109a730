using System.CommandLine;
using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Priorities;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon priorities</c>: which techniques to do something about first, and what the Top Techniques calculator says beside it.</summary>
static class PrioritiesCommand
{
    const int ListedDefault = 20, ListedMost = 2_000, InputBytesMax = 64 * 1024 * 1024;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("priorities", "Say which techniques to do something about first, beside CTID's Top ATT&CK Techniques, and why the two differ.")
        {
            Examples =
            [
                new("merlon priorities examples/harbor-bank", "Threat × gap × choke point × feasibility per cost, with the calculator's rank and the reasons for each difference."),
                new("merlon priorities examples/harbor-bank --flows ../attack-flow", "With choke points from attack flows (.afb) too."),
                new("merlon priorities examples/harbor-bank --technique T1059.001", "Opens one technique into its parts and their places."),
                new("merlon priorities examples/harbor-bank --csv priorities.csv --layer priorities.json", "Everything as a table, and as a Navigator layer."),
                new("merlon priorities top --input techniques.csv", "The calculator alone, over given rows."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var flows = OptionReading.Texts("--flows", "An attack flow (.afb) or a folder of flows; may be given several times.", "PATH");
        var input = OptionReading.Text("--input", "Rows for the calculator that stand instead of what is derived (docs/formats/top-techniques.md).", "FILE");
        var technique = OptionReading.Text("--technique", "Open one technique into its parts.", "ID");
        var listed = OptionReading.Number("--max", "Techniques that are listed", ListedDefault, 1, ListedMost);
        var csv = OptionReading.Text("--csv", "Write a CSV file with every technique; - for standard output.", "FILE");
        var layer = OptionReading.Text("--layer", "Write a Navigator layer.", "FILE");
        var json = OptionReading.Json();
        foreach (var option in (Option[])[flows, input, technique, listed, csv, layer, json])
        {
            command.Add(option);
        }

        command.Add(PrioritiesTopCommand.Build(terminal));
        command.SetAction(async (parse, cancellationToken) =>
        {
            var wished = parse.GetValue(technique) is { } word ? IdOf(word) : (TechniqueId?)null;
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var named = parse.GetValue(flows) ?? [];
            var read = WorthFiles.Flows(choice.RequestIn(parse, record: false).OrganisationPath, assessment.Organisation, named, ReadLimits.Default);
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (named.Length > 0 && read.Diagnostics.Any(static one => one.Severity == Severity.Error))
            {
                return ExitCode.BadInput; // who names a flow wants it counted
            }

            var rows = parse.GetValue(input) is { } path ? RowsOf(terminal, path) : [];
            if (rows is null)
            {
                return ExitCode.BadInput;
            }

            var list = PriorityList.Of(assessment, read.Value ?? [], rows);
            if (wished is { } id)
            {
                return Open(terminal, list, id, parse.GetValue(json));
            }

            Give(terminal, assessment, list, new(parse.GetValue(listed), parse.GetValue(json), parse.GetValue(csv), parse.GetValue(layer)), cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    static TechniqueId IdOf(string word)
        => TechniqueId.TryParse(word, out var id) ? id : throw new InvalidDataException($"--technique takes an id such as T1059.001, not '{word}'");

    static IReadOnlyList<TopTechniqueRow>? RowsOf(Terminal terminal, string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist", path);
        }

        var read = TopTechniquesFile.Read(SingleFile.Read(path, InputBytesMax), path, new MonitoringLevel[TopTechniqueRow.MonitoringKinds.Count], ReadLimits.Default);
        DiagnosticListing.Write(terminal, read.Diagnostics);
        return read.Value;
    }

    static void Give(Terminal terminal, GapAssessment assessment, PriorityList list, Wish wish, CancellationToken cancellationToken)
    {
        if (wish.Csv is { } csv)
        {
            PriorityOutput.WriteCsv(terminal, csv, writer => PriorityJson.WriteCsv(writer, list), list.Techniques.Count, "technique", wish.IsJson, cancellationToken);
        }

        if (wish.Layer is { } layer)
        {
            var layers = PriorityLayers.Of(assessment, list);
            LayerFiles.Write(layer, stream => LayerWriter.Write(new LayerFile(layers, IsArray: layers.Count > 1), stream), cancellationToken);
            if (!wish.IsJson)
            {
                new Page(terminal).Paragraph(SafeText.Line($"Wrote {layer}."));
            }
        }

        if (wish.IsJson)
        {
            JsonPrint.To(terminal, json => PriorityJson.Write(json, assessment, list));
        }
        else if (wish.Csv is null && wish.Layer is null)
        {
            Print(new Page(terminal), assessment, list, wish.Listed);
        }
    }

    static void Print(Page page, GapAssessment assessment, PriorityList list, int listed)
    {
        page.Title(SafeText.Line($"{assessment.Organisation.Name}: what to do something about first"));
        page.Paragraph(
            $"As of {AnswerWords.Day(assessment.AsOf)}, ATT&CK {assessment.Context.Release.Version}. Choke points from {Page.Count(list.ChokePoints.Reports, "report")}"
            + (list.ChokePoints.Flows.Count > 0 ? $" and {Page.Count(list.ChokePoints.Flows.Count, "attack flow")}." : "; no attack flow was given."),
            tone: Tone.Quiet);
        page.Blank();
        var table = new TextTable
        {
            Columns =
            [
                new("", IsNumber: true), new("technique", IsFlexible: true), new("score", IsNumber: true), new("threat", IsNumber: true), new("gap", IsNumber: true),
                new("choke", IsNumber: true), new("feasible", IsNumber: true), new("cheap", IsNumber: true), new("Top's", IsNumber: true),
            ],
        };
        foreach (var one in list.Techniques.Take(listed))
        {
            string[] cells =
            [
                one.Rank.ToString(CultureInfo.InvariantCulture), SafeText.Line(one.Technique.ToString()), page.Toned(Tone.Strong, Three(one.Score)), Two(one.Threat), Two(one.Gap),
                Two(one.Choke), Two(one.Feasibility), Two(one.Cheapness), one.Top.Rank.ToString(CultureInfo.InvariantCulture),
            ];
            table.AddWithNote(SafeText.Line(NoteOf(one)), cells);
        }

        page.Table(table);
        page.Paragraph("Score = threat × gap × choke × feasible × cheap; --technique ID opens one. Top's is the rank by CTID's calculator, its inputs filled from what is here: docs/design/priorities.md.", indent: 2, tone: Tone.Quiet);
        PrintMissed(page, list, listed);
    }

    static void PrintMissed(Page page, PriorityList list, int listed)
    {
        var missed = list.Techniques.Where(one => one.Rank > listed && one.Top.Rank <= 10).OrderBy(static one => one.Top.Rank).ToArray();
        if (missed.Length == 0)
        {
            return;
        }

        page.Heading("First in the calculator's list, and not here");
        foreach (var one in missed)
        {
            page.Paragraph(SafeText.Line($"{one.Technique} (its {one.Top.Rank}, here {one.Rank}): {string.Join("; ", one.Differences)}"), indent: 2, hanging: 2);
        }
    }

    static string NoteOf(Priority one)
    {
        var first = one.Options.Count > 0 ? $"{one.Options[0].Title}. " : "";
        return one.Differences.Count == 0 ? first.TrimEnd() : $"{first}{(one.Shift > 0 ? "Higher" : "Lower")} than there: {one.Differences[0]}.";
    }

    static int Open(Terminal terminal, PriorityList list, TechniqueId id, bool asJson)
    {
        if (list.Techniques.FirstOrDefault(one => one.Technique.TechniqueId == id) is not { } found)
        {
            return Failure.Refuse(terminal, $"{id} has no weight in the threat profile of this organisation", "Only techniques that somebody who may come is known to use are ordered.");
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json =>
            {
                json.WriteStartObject();
                PriorityJson.Write(json, found);
                json.WriteEndObject();
            });
            return ExitCode.Success;
        }

        var page = new Page(terminal);
        page.Title(SafeText.Line(found.Technique.ToString()));
        page.Paragraph($"Rank {found.Rank} of {list.Techniques.Count}, score {Three(found.Score)}; rank {found.Top.Rank} in the calculator's list, total {Three(found.Top.Total)}.");
        foreach (var part in found.Parts)
        {
            page.Heading($"{part.Name} {Three(part.Value)}");
            page.Paragraph(SafeText.Line($"{part.Sentence}."), indent: 2);
            foreach (var place in part.Places)
            {
                page.Paragraph(SafeText.Line(place), indent: 4, hanging: 2, tone: Tone.Quiet);
            }
        }

        page.Heading($"Top Techniques {Three(found.Top.Total)}");
        page.Paragraph($"choke point {Three(found.Top.Choke)}, actionability {Three(found.Top.Actionability)}, prevalence {Three(found.Top.Prevalence)}", indent: 2);
        page.Paragraph(SafeText.Line(found.Top.Row.Place), indent: 4, hanging: 2, tone: Tone.Quiet);
        foreach (var difference in found.Differences)
        {
            page.Paragraph(SafeText.Line($"{(found.Shift > 0 ? "Higher" : "Lower")} here: {difference}."), indent: 2, hanging: 2);
        }

        return ExitCode.Success;
    }

    static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    sealed record Wish(int Listed, bool IsJson, string? Csv, string? Layer);
}
