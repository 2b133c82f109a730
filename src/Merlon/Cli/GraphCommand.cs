using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary><c>merlon graph</c>: how two objects are connected.</summary>
static class GraphCommand
{
    const int StepsDefault = GraphView.StepsDefault, PathsDefault = GraphView.PathsDefault;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("graph", "Show how two objects are connected, with the evidence on each step: the most telling paths first.")
        {
            Examples =
            [
                new("merlon graph APT29 \"Lazarus Group\"", "What two groups have in common that few others have."),
                new("merlon graph G0016 DC0032 --all --json", "Every way of the fewest steps, as JSON."),
                new("merlon graph C0024 T1003.001 --format mermaid", "A diagram for a Markdown page."),
            ],
        };
        var from = OptionReading.Argument("FROM", "Id, STIX id, name or alias of an object.");
        var to = OptionReading.Argument("TO", "Another one.");
        var steps = OptionReading.Number("--max-steps", "Steps of a path at most", StepsDefault, 1, ObjectGraph.StepsMax);
        var all = new Option<bool>("--all") { Description = $"Every path that has no more steps than the best one, up to {Page.Count(ObjectGraph.PathsMax)}; else the best {PathsDefault}." };
        var format = OptionReading.Word("--format", "How to write it: text, mermaid or dot (default: text).", "FORMAT", ["text", "mermaid", "dot"]);
        command.Add(from);
        command.Add(to);
        command.Add(steps);
        command.Add(all);
        command.Add(format);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (parse.GetValue(json) && parse.GetValue(format) is not null)
            {
                return Failure.Refuse(terminal, "--json and --format each say how to write it: give one");
            }

            if (!choice.TryLoad(parse, terminal, out var release)
                || !TryFind(terminal, release, parse.GetRequiredValue(from).Trim(), out var first) || !TryFind(terminal, release, parse.GetRequiredValue(to).Trim(), out var last))
            {
                return ExitCode.BadInput;
            }

            if (ReferenceEquals(first, last))
            {
                return Failure.Refuse(terminal, $"both are {first}", "A path leads from one object to another");
            }

            return Write(terminal, GraphView.Of(release, first, last, parse.GetValue(steps), parse.GetValue(all)), parse.GetValue(json) ? "json" : parse.GetValue(format) ?? "text");
        });
        return command;
    }

    static int Write(Terminal terminal, GraphView view, string format)
    {
        switch (format)
        {
            case "json":
                GraphText.PrintJson(terminal, view);
                break;
            case "mermaid":
                terminal.Out.Write(GraphDiagram.Mermaid(view.Connection.Paths));
                break;
            case "dot":
                terminal.Out.Write(GraphDiagram.Dot(view.Connection.Paths));
                break;
            default:
                GraphText.Print(terminal, view);
                break;
        }

        return view.Connection.Paths.Count > 0 ? ExitCode.Success : ExitCode.Findings;
    }

    static bool TryFind(Terminal terminal, AttackRelease release, string word, [NotNullWhen(true)] out AttackObject? found)
    {
        var lookup = ObjectLookup.Of(release, word);
        found = (lookup as ObjectLookup.Found)?.Object;
        switch (lookup)
        {
            case ObjectLookup.Moved moved:
                Failure.Refuse(terminal, $"ATT&CK {release.Version} does not have {word}; it lives as {string.Join(", ", moved.Techniques)}");
                break;
            case ObjectLookup.Several several:
                Failure.Refuse(terminal, $"'{word}' names several objects: {string.Join(", ", several.Objects)}", "Name one by its id");
                break;
            case ObjectLookup.Unknown unknown:
                Failure.Refuse(
                    terminal, $"ATT&CK {release.Version} has nothing called '{word}'{(unknown.Nearest is { } nearest ? $"; did you mean '{nearest}'?" : "")}", $"Search instead: merlon search \"{word}\"");
                break;
        }

        return found is not null;
    }
}
