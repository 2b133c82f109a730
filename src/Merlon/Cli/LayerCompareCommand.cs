using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;
using Merlon.Intelligence;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary><c>merlon layer compare</c>: what one layer covers that another one, or groups, have and it lacks.</summary>
static class LayerCompareCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("compare", "Show which techniques one layer covers that another lacks; the other may be groups. Exit code 1 when they differ.")
        {
            Examples =
            [
                new("merlon layer compare ours.json theirs.json", "What either covers alone, and what both do."),
                new("merlon layer compare coverage-layer.json --group G0016 --group 'Wizard Spider'", "What two groups use that is not covered."),
                new("merlon layer compare coverage-layer.json --sector finance --json", "The same for the groups of a sector, as JSON."),
            ],
        };
        var left = OptionReading.Argument("LEFT", "A layer file.");
        var right = new Argument<string?>("RIGHT") { Description = "Another layer file; or --group or --sector in its place.", Arity = ArgumentArity.ZeroOrOne };
        var groups = OptionReading.Texts("--group", "A group by id, name or alias, in place of RIGHT; may be given several times.", "GROUP");
        var sector = OptionReading.Text("--sector", "The groups that are known to target a sector, in place of RIGHT.", "SECTOR");
        command.Add(left);
        command.Add(right);
        command.Add(groups);
        command.Add(sector);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!LayerInput.TryReadAll(terminal, [parse.GetRequiredValue(left)], out var ours) || !choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            if (ours is not [var one])
            {
                return Failure.Refuse(terminal, $"{parse.GetRequiredValue(left)} holds {Page.Count(ours.Count, "layer")}; two single layers are compared", "Split it: merlon layer convert FILE --split --out DIR");
            }

            if (!TryRight(terminal, parse.GetValue(right), parse.GetValue(groups) ?? [], parse.GetValue(sector), one.Domain, release, out var other))
            {
                return ExitCode.BadInput;
            }

            if (!string.Equals(one.Domain, other.Domain, StringComparison.Ordinal))
            {
                return Failure.Refuse(terminal, $"'{one.Name}' is of {one.Domain}, '{other.Name}' of {other.Domain}; only layers of one domain can be compared");
            }

            var overlap = LayerOverlap.Of(one, other, release);
            if (parse.GetValue(json))
            {
                PrintJson(terminal, one, other, overlap);
            }
            else
            {
                Print(new Page(terminal), one, other, overlap);
            }

            return overlap.OnlyLeft.Count + overlap.OnlyRight.Count > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static bool TryRight(
        Terminal terminal, string? path, string[] groups, string? sector, string domain, AttackRelease release, [NotNullWhen(true)] out Layer? layer)
    {
        layer = null;
        var given = (path is null ? 0 : 1) + (groups.Length == 0 ? 0 : 1) + (sector is null ? 0 : 1);
        if (given != 1)
        {
            Failure.Refuse(terminal, given == 0 ? "there is nothing to compare with" : "RIGHT, --group and --sector exclude each other", "Name a second layer, or --group GROUP, or --sector SECTOR.");
            return false;
        }

        if (path is not null)
        {
            if (!LayerInput.TryReadAll(terminal, [path], out var read))
            {
                return false;
            }

            if (read is not [var only])
            {
                Failure.Refuse(terminal, $"{path} holds {Page.Count(read.Count, "layer")}; two single layers are compared", "Split it: merlon layer convert FILE --split --out DIR");
                return false;
            }

            layer = only;
            return true;
        }

        var subjects = sector is null ? LayerSubjects.Find(terminal, groups, release) : OfSector(terminal, sector, release);
        if (subjects is null)
        {
            return false;
        }

        layer = LayerMaking.Of(subjects, domain, release);
        if (layer is null)
        {
            Failure.Refuse(terminal, $"{string.Join(", ", subjects.Select(static subject => subject.Name))} is not known to use anything of {domain}");
        }

        return layer is not null;
    }

    static List<LayerSubject>? OfSector(Terminal terminal, string word, AttackRelease release)
    {
        var facts = GroupSectors.OpenBuiltIn();
        if (!facts.TryFindSector(word, out var sector))
        {
            var meant = Documents.Spelling.Nearest(word, facts.SectorWords) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            Failure.Refuse(terminal, $"there is no sector '{word}'{meant}", $"Sectors: {string.Join(", ", facts.Sectors)}");
            return null;
        }

        return [.. release.All<Group>()
            .Where(group => group.IsLive && facts.SectorsOf(group).Any(fact => string.Equals(fact.Name, sector, StringComparison.Ordinal)))
            .Select(group => LayerSubject.Of(group, release)).OfType<LayerSubject>()];
    }

    static void Print(Page page, Layer left, Layer right, LayerOverlap overlap)
    {
        page.Title(SafeText.Line($"{left.Name} against {right.Name}"));
        page.Paragraph($"{Page.Count(overlap.OnlyLeft.Count)} only in the first, {Page.Count(overlap.OnlyRight.Count)} only in the second, {Page.Count(overlap.Both.Count)} in both.");
        Print(page, "Only in the second", overlap.OnlyRight);
        Print(page, "Only in the first", overlap.OnlyLeft);
        Print(page, "In both", overlap.Both);
    }

    static void Print(Page page, string heading, IReadOnlyList<LayerOverlapTechnique> techniques)
    {
        if (techniques.Count == 0)
        {
            return;
        }

        page.Heading(heading);
        var table = new TextTable { Columns = [new("technique"), new("name", IsFlexible: true), new("first", IsNumber: true), new("second", IsNumber: true)], Indent = 0 };
        foreach (var technique in techniques)
        {
            table.Add(SafeText.Line(technique.TechniqueId), SafeText.Line(technique.Name), LayerInput.Score(technique.Left), LayerInput.Score(technique.Right));
        }

        page.Table(table);
    }

    static void PrintJson(Terminal terminal, Layer left, Layer right, LayerOverlap overlap) => JsonPrint.To(terminal, json => LayerAnswers.WriteOverlap(json, left, right, overlap));
}
