using System.CommandLine;
using System.Diagnostics;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Cli;

/// <summary><c>merlon show</c>: one object and what it relates to.</summary>
static class ShowCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show one object of ATT&CK by id, name or alias, and everything that it relates to.")
        {
            Examples =
            [
                new("merlon show T1059.001", "A technique: tactics, platforms, groups, software, mitigations, analytics."),
                new("merlon show \"Cozy Bear\" --json", "A group by alias, its techniques direct and inherited apart."),
                new("merlon show S0154 --release ../attack --release-version 17.1", "Software as another release has it."),
            ],
        };
        var id = OptionReading.Argument("ID", "ATT&CK id (T1059.001, G0016, DET0001 …), STIX id, name or alias.");
        command.Add(id);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            return ObjectLookup.Of(release, parse.GetRequiredValue(id).Trim()) switch
            {
                ObjectLookup.Found found => Show(terminal, release, found.Object, parse.GetValue(json)),
                var other => Explain(terminal, release, parse.GetRequiredValue(id), other),
            };
        });
        return command;
    }

    static int Show(Terminal terminal, AttackRelease release, AttackObject found, bool asJson)
    {
        var sectors = found is Group ? GroupSectors.OpenBuiltIn() : null;
        var view = new ObjectView(release, found, ObjectRelations.Of(release, found), sectors);
        if (asJson)
        {
            JsonText.Print(terminal, json => ObjectJson.Write(json, view));
        }
        else
        {
            ObjectText.Write(new Page(terminal), view);
        }

        return ExitCode.Success;
    }

    static int Explain(Terminal terminal, AttackRelease release, string word, ObjectLookup lookup) => lookup switch
    {
        ObjectLookup.Moved moved => Failure.Refuse(
            terminal,
            $"ATT&CK {release.Version} does not have {word}; it lives as {string.Join(", ", moved.Techniques)} ({string.Join("; ", moved.Steps)})",
            $"Try: merlon show {moved.Techniques[0].Id}"),
        ObjectLookup.Several several => Failure.Refuse(
            terminal, $"'{word}' names several objects: {string.Join(", ", several.Objects)}", $"Try: merlon show {several.Objects[0].Id}"),
        ObjectLookup.Unknown unknown => Failure.Refuse(
            terminal,
            $"ATT&CK {release.Version} has nothing called '{word}'{(unknown.Nearest is { } nearest ? $"; did you mean '{nearest}'?" : "")}",
            $"Search instead: merlon search \"{word}\""),
        _ => throw new UnreachableException(),
    };
}

/// <summary>One object with what is shown of it.</summary>
/// <param name="Release">Its release.</param>
/// <param name="Object">The object.</param>
/// <param name="Sections">What it relates to.</param>
/// <param name="Sectors">Sectors and regions of groups; null for other kinds.</param>
sealed record ObjectView(AttackRelease Release, AttackObject Object, IReadOnlyList<RelatedSection> Sections, GroupSectors? Sectors);
