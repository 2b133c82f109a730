using System.CommandLine;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary><c>merlon layer show</c>: what a layer file holds.</summary>
static class LayerShowCommand
{
    const int TopDefault = 10, TopMax = 1_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show what a layer file holds: settings, counts, scores and the highest of them.")
        {
            Examples =
            [
                new("merlon layer show mine.json", "Sums a layer up, with its ten highest scores."),
                new("merlon layer show mine.json --top 50 --json", "The same with fifty, as JSON."),
            ],
        };
        var file = OptionReading.Argument("FILE", "A layer file.");
        var top = OptionReading.Number("--top", "Most scores to list", TopDefault, 0, TopMax);
        command.Add(file);
        command.Add(top);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!LayerInput.TryRead(terminal, parse.GetRequiredValue(file), out var read) || !choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var sums = read.Layers.Select(layer => new Sum(layer, release, parse.GetValue(top))).ToList();
            if (parse.GetValue(json))
            {
                PrintJson(terminal, sums);
            }
            else
            {
                foreach (var sum in sums)
                {
                    Print(new Page(terminal), sum);
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Page page, Sum sum)
    {
        var layer = sum.Layer;
        page.Title(SafeText.Line(layer.Name.Length == 0 ? "(no name)" : layer.Name));
        page.Field("domain", SafeText.Line($"{layer.Domain}, {LayerInput.Version(layer)}"));
        page.Field("description", SafeText.Line(layer.Description));
        page.Field("platforms", SafeText.Line(string.Join(", ", layer.Platforms)));
        page.Field("annotations", $"{Page.Count(sum.Cells)} cells of {Page.Count(sum.Techniques, "technique")}; {Page.Count(sum.Scores.Count)} scored, {Page.Count(sum.Disabled)} disabled, {Page.Count(sum.Commented)} with a comment, {Page.Count(sum.Colored)} with a colour");
        if (sum.Scores.Count > 0)
        {
            page.Field("scores", $"{LayerInput.Score(sum.Scores[0])} to {LayerInput.Score(sum.Scores[^1])}, mean {LayerInput.Score(sum.Mean)}, median {LayerInput.Score(sum.Median)}");
        }

        page.Field("gradient", SafeText.Line($"{string.Join(" ", layer.Gradient.Colors)} from {LayerInput.Score(layer.Gradient.Min)} to {LayerInput.Score(layer.Gradient.Max)}"));
        foreach (var item in layer.Legend.Take(TopDefault))
        {
            page.Field("legend", SafeText.Line($"{item.Color} {item.Label}"));
        }

        foreach (var entry in layer.Metadata.Where(static entry => entry.Name.Length > 0).Take(TopDefault))
        {
            page.Field("metadata", SafeText.Line($"{entry.Name}: {entry.Value}"));
        }

        foreach (var link in layer.Links.Where(static link => link.Url.Length > 0).Take(TopDefault))
        {
            page.Field("link", SafeText.Line($"{link.Label}: {link.Url}{(link.IsSafe ? "" : " (not a web address)")}"));
        }

        if (sum.Top.Count > 0)
        {
            page.Heading("Highest scores");
            var table = new TextTable { Columns = [new("score", IsNumber: true), new("technique"), new("name", IsFlexible: true), new("tactic"), new("comment", IsFlexible: true)], Indent = 0 };
            foreach (var (cell, annotation) in sum.Top)
            {
                table.Add(LayerInput.Score(annotation.Score), SafeText.Line(cell.TechniqueId), SafeText.Line(sum.NameOf(cell)), SafeText.Line(cell.Tactic ?? ""), SafeText.Line(annotation.Comment));
            }

            page.Table(table);
        }

        page.Blank();
    }

    static void PrintJson(Terminal terminal, List<Sum> sums) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteObjects("layers", sums, sum => Write(json, sum));
        json.WriteEndObject();
    });

    static void Write(Utf8JsonWriter json, Sum sum)
    {
        json.WriteString("name", sum.Layer.Name);
        json.WriteString("domain", sum.Layer.Domain);
        json.WriteString("attack", sum.Layer.AttackVersion);
        json.WriteString("description", sum.Layer.Description);
        json.WriteStrings("platforms", sum.Layer.Platforms);
        json.WriteNumber("cells", sum.Cells);
        json.WriteNumber("techniques", sum.Techniques);
        json.WriteNumber("scored", sum.Scores.Count);
        json.WriteNumber("disabled", sum.Disabled);
        json.WriteNumber("commented", sum.Commented);
        json.WriteNumber("colored", sum.Colored);
        if (sum.Scores.Count > 0)
        {
            json.WriteNumber("min", sum.Scores[0]);
            json.WriteNumber("max", sum.Scores[^1]);
            json.WriteRounded("mean", sum.Mean);
            json.WriteRounded("median", sum.Median);
        }

        json.WriteObjects("top", sum.Top, one =>
        {
            json.WriteString("technique", one.Cell.TechniqueId);
            json.WriteString("name", sum.NameOf(one.Cell));
            json.WriteString("tactic", one.Cell.Tactic);
            json.WriteNumber("score", one.Annotation.Score ?? 0);
            json.WriteString("comment", one.Annotation.Comment);
        });
    }

    /// <summary>A layer in numbers.</summary>
    sealed class Sum
    {
        readonly AttackRelease release;

        public Sum(Layer layer, AttackRelease release, int top)
        {
            Layer = layer;
            this.release = release;
            var cells = LayerComparison.CellsOf(layer, release);
            Cells = cells.Count;
            Techniques = cells.Keys.Select(static cell => cell.TechniqueId).Distinct(StringComparer.Ordinal).Count();
            Disabled = cells.Values.Count(static annotation => !annotation.Enabled);
            Commented = cells.Values.Count(static annotation => annotation.Comment.Length > 0);
            Colored = cells.Values.Count(static annotation => annotation.Color.Length > 0);
            Scores = [.. cells.Values.Select(static annotation => annotation.Score).OfType<double>().Order()];
            Mean = Scores.Count == 0 ? 0 : Scores.Average();
            Median = Scores.Count == 0 ? 0 : (Scores[(Scores.Count - 1) / 2] + Scores[Scores.Count / 2]) / 2;
            Top = [.. cells.Where(static pair => pair.Value.Score is not null)
                .OrderByDescending(static pair => pair.Value.Score)
                .ThenBy(static pair => pair.Key.TechniqueId, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Tactic, StringComparer.Ordinal)
                .Take(top).Select(static pair => (pair.Key, pair.Value))];
        }

        public Layer Layer { get; }

        public int Cells { get; }

        public int Techniques { get; }

        public int Disabled { get; }

        public int Commented { get; }

        public int Colored { get; }

        public List<double> Scores { get; }

        public double Mean { get; }

        public double Median { get; }

        public List<(LayerCell Cell, LayerTechnique Annotation)> Top { get; }

        public string NameOf(LayerCell cell)
            => TechniqueId.TryParse(cell.TechniqueId, out var id) && release.TryFind(id, out var technique) ? technique.Name : "";
    }
}
