using System.CommandLine;
using Merlon.Attack;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon list</c>: the objects of a kind that pass filters, or every pair of group and technique.</summary>
static class ListCommand
{
    const string Uses = UseListing.Uses;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List the objects of a kind, filtered by what they relate to, or which group uses which technique.")
        {
            Examples =
            [
                new("merlon list groups", "Every live group of every domain."),
                new("merlon list techniques --group G0016 --platform windows --csv apt29.csv", "What APT29 uses that is known for Windows, as a file."),
                new("merlon list techniques --unused --without-detection --domain ics", "Techniques of a domain that no group uses and nothing detects."),
                new("merlon list data-components --group \"Lazarus Group\"", "What one has to collect to see what a group does."),
                new("merlon list software --changed-after 2025-10-01 --json", "What changed, as JSON."),
                new("merlon list uses --domain enterprise-attack --xlsx uses.xlsx", "Pairs of group and technique, direct and inherited from campaigns, as a sheet."),
            ],
        };
        var what = OptionReading.Argument("KIND", $"One of {string.Join(", ", ObjectKind.All.Select(static kind => kind.Plural))}, or {Uses}.");
        command.Add(what);
        var options = new ListOptions(command);
        var output = new ListOutput(command);
        var choice = new ReleaseChoice(command);
        command.SetAction((parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            var word = parse.GetRequiredValue(what);
            return Task.FromResult(string.Equals(word, Uses, StringComparison.OrdinalIgnoreCase)
                ? ListUses(parse, terminal, options, output, choice, cancellationToken)
                : ListKind(parse, terminal, word, options, output, choice, cancellationToken));
        });
        return command;
    }

    static int ListUses(ParseResult parse, Terminal terminal, ListOptions options, ListOutput output, ReleaseChoice choice, CancellationToken cancellationToken)
    {
        if (options.NotOfPairs(parse) is { } misplaced)
        {
            return Failure.Refuse(terminal, $"{misplaced} is no filter of {Uses}", "merlon list uses takes --domain, --technique and --group");
        }

        if (!choice.TryLoad(parse, terminal, out var release) || options.PairsIn(parse, terminal, release) is not { } pairs)
        {
            return ExitCode.BadInput;
        }

        var uses = UseListing.Of(release, pairs.Domains, pairs.Groups, pairs.Techniques);
        return output.Write(parse, terminal, uses.Table, () => uses.Print(terminal), () => JsonPrint.To(terminal, uses.Write), cancellationToken);
    }

    static int ListKind(
        ParseResult parse, Terminal terminal, string word, ListOptions options, ListOutput output, ReleaseChoice choice, CancellationToken cancellationToken)
    {
        if (UnknownKind.Refuse(terminal, option: null, [word], Uses))
        {
            return ExitCode.BadInput;
        }

        var kind = ObjectKind.Find(word) ?? ObjectKind.All[0]; // it was just found
        if (!TryLoad(parse, terminal, options, choice, out var release, out var indexed))
        {
            return ExitCode.BadInput;
        }

        var read = new ObjectFilter(release, (message, advice) => Failure.Refuse(terminal, message, advice));
        if (options.RequestIn(parse).Of(release, indexed, kind, read) is not { } list)
        {
            return ExitCode.BadInput;
        }

        var exitCode = output.Write(parse, terminal, list.Table, () => list.Print(terminal), () => JsonPrint.To(terminal, list.Write), cancellationToken);
        return exitCode == ExitCode.Success && list.Found.Count == 0 ? ExitCode.Findings : exitCode;
    }

    static bool TryLoad(
        ParseResult parse, Terminal terminal, ListOptions options, ReleaseChoice choice,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AttackRelease? release, out IndexedRelease? indexed)
    {
        indexed = null;
        if (!options.NeedsIndex(parse))
        {
            return choice.TryLoad(parse, terminal, out release);
        }

        choice.TryLoadIndexed(parse, terminal, out indexed);
        release = indexed?.Release;
        return release is not null;
    }
}
