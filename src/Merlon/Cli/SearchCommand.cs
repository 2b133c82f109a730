using System.CommandLine;
using Merlon.Search;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon search</c>: objects by words.</summary>
static class SearchCommand
{
    const int HitsDefault = 25, HitsMax = 10_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("search", "Find objects by words in ids, names, aliases and, where the release has them, descriptions and procedure examples.")
        {
            Examples =
            [
                new("merlon search credential dump", "Every word has to occur, the beginning of a word is enough; the best matches come first."),
                new("merlon search \"apt 29\" --json", "However a name is punctuated; as JSON."),
                new("merlon search '\"domain controller\"' --type technique --platform windows", "Quoted words have to follow each other; techniques for one platform."),
                new("merlon search mimikats --tactic TA0006 --limit 5", "Misspelt words are taken for near ones, and Merlon says so."),
            ],
        };
        var words = new Argument<string[]>("WORDS") { Description = "Words; quote some to find them in a row.", Arity = ArgumentArity.OneOrMore };
        var types = OptionReading.Texts("--type", "Only this kind: technique, group, software, mitigation, data-component … (repeat for more).", "KIND");
        var tactics = OptionReading.Texts("--tactic", "Only techniques of this tactic, by id or name (repeat for more).", "TACTIC");
        var platforms = OptionReading.Texts("--platform", "Only objects of this platform (repeat for more).", "PLATFORM");
        var domains = OptionReading.Texts("--domain", "Only this domain, such as ics-attack or ics (repeat for more).", "DOMAIN");
        var limit = OptionReading.Number("--limit", "Most hits that are shown", HitsDefault, 1, HitsMax);
        limit.Aliases.Add("--max");
        var includeDead = new Option<bool>("--include-dead") { Description = "Also find revoked and deprecated objects; they come last." };
        command.Add(words);
        foreach (var option in (Option[])[types, tactics, platforms, domains, limit, includeDead])
        {
            command.Add(option);
        }

        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (UnknownKind.Refuse(terminal, "--type", parse.GetValue(types) ?? []))
            {
                return ExitCode.BadInput;
            }

            if (!choice.TryLoadIndexed(parse, terminal, out var indexed))
            {
                return ExitCode.BadInput;
            }

            var filter = new ObjectFilter(indexed.Release, (message, advice) => Failure.Refuse(terminal, message, advice));
            SearchFilter only = new(
                ObjectKind.TypesOf(parse.GetValue(types) ?? []), filter.Tactics("--tactic", parse.GetValue(tactics) ?? []),
                filter.Platforms("--platform", parse.GetValue(platforms) ?? []), filter.Domains("--domain", parse.GetValue(domains) ?? []), parse.GetValue(includeDead));
            return filter.IsWhole
                ? Search(terminal, indexed, new SearchQuery(string.Join(' ', parse.GetRequiredValue(words)), only, parse.GetValue(limit), SnippetChars(terminal)), parse.GetValue(json))
                : ExitCode.BadInput;
        });
        return command;
    }

    // Two lines under a hit.
    static int SnippetChars(Terminal terminal) => 2 * (terminal.WidthColumns - 14);

    static int Search(Terminal terminal, IndexedRelease indexed, SearchQuery query, bool asJson)
    {
        var answer = indexed.Search(query);
        if (asJson)
        {
            SearchListing.PrintJson(terminal, indexed.Release, query.Text, answer);
        }
        else
        {
            SearchListing.Print(terminal, indexed.Release, query.Text, answer);
        }

        return answer.Total > 0 ? ExitCode.Success : ExitCode.Findings;
    }
}
