using System.CommandLine;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary><c>merlon search</c>: live objects by words.</summary>
static class SearchCommand
{
    const int HitsDefault = 25, HitsMax = 10_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("search", "Find live objects by words in ids, names, aliases and, where the release has them, descriptions.")
        {
            Examples =
            [
                new("merlon search credential dump", "Every word has to occur; the best matches come first."),
                new("merlon search bear --type group --json", "Groups only, as JSON."),
            ],
        };
        var words = new Argument<string[]>("WORDS") { Description = "Words; the beginning of a word is enough.", Arity = ArgumentArity.OneOrMore };
        var type = OptionReading.Word("--type", "Only one kind: technique, group, software, mitigation, data-component …", "KIND", ObjectKind.Words);
        var max = OptionReading.Number("--max", "Most hits", HitsDefault, 1, HitsMax);
        command.Add(words);
        command.Add(type);
        command.Add(max);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var query = string.Join(' ', parse.GetRequiredValue(words));
            var kind = parse.GetValue(type) is { } word ? ObjectKind.Find(word) : null;
            var all = ReleaseSearch.Search(release, query, kind is null ? parse.GetValue(max) : release.Objects.Count)
                .Where(hit => kind is null || kind.Holds(hit.Found)).Take(parse.GetValue(max)).ToList();
            if (parse.GetValue(json))
            {
                PrintJson(terminal, release, query, all);
            }
            else
            {
                Print(terminal, query, all, parse.GetValue(max));
            }

            return all.Count > 0 ? ExitCode.Success : ExitCode.Findings;
        });
        return command;
    }

    static void Print(Terminal terminal, string query, List<SearchHit> hits, int hitsMax)
    {
        if (hits.Count == 0)
        {
            terminal.Error.WriteLine($"merlon: nothing found for '{SafeText.Line(query)}'");
            return;
        }

        var table = new TextTable { Columns = [new("id"), new("kind"), new("name", IsFlexible: true), new("found in")], Indent = 0 };
        foreach (var hit in hits)
        {
            table.Add(
                SafeText.Line(hit.Found.Id), ObjectKind.NameOf(hit.Found), SafeText.Line(hit.Found.Name),
                string.Equals(hit.MatchedIn, "alias", StringComparison.Ordinal) ? SafeText.Line(string.Join(", ", hit.Found.Aliases.Take(3))) : hit.MatchedIn);
        }

        var page = new Page(terminal);
        page.Table(table);
        if (hits.Count == hitsMax)
        {
            page.Paragraph($"The first {Page.Count(hitsMax)}; --max shows more.", tone: Tone.Quiet);
        }
    }

    static void PrintJson(Terminal terminal, AttackRelease release, string query, List<SearchHit> hits) => JsonText.Print(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("query", query);
        json.WriteString("release", release.Version);
        json.WriteObjects("hits", hits, hit =>
        {
            ObjectJson.WriteReference(json, hit.Found);
            json.WriteString("type", ObjectKind.NameOf(hit.Found));
            json.WriteStrings("aliases", hit.Found.Aliases);
            json.WriteString("matched_in", hit.MatchedIn);
            json.WriteRounded("score", hit.Score);
        });
        json.WriteEndObject();
    });
}
