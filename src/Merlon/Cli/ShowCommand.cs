using System.CommandLine;
using System.Diagnostics;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon show</c>: one object, or several, and what they relate to.</summary>
static class ShowCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show an object of ATT&CK by id, name or alias: all of its fields, texts and references, and everything that it relates to.")
        {
            Examples =
            [
                new("merlon show T1059.001", "A technique: procedures, mitigations, detection with analytics and log sources."),
                new("merlon show \"Cozy Bear\" --json", "A group by alias, its techniques direct and inherited apart."),
                new("merlon show S0154 --release ../attack --release-version 17.1", "Software as another release has it."),
                new("merlon show T1059 --history", "What the object was in each release of the workspace."),
                new("merlon show G0016 G0046 --section software --section campaigns", "Only some sections, of two groups."),
                new("merlon show DET0001 --markdown", "A Markdown document, with numbered references."),
            ],
        };
        var ids = new Argument<string[]>("ID") { Description = "ATT&CK ids (T1059.001, G0016, DET0001 …), STIX ids, names or aliases.", Arity = ArgumentArity.OneOrMore };
        command.Add(ids);
        var choice = new ReleaseChoice(command);
        var sections = OptionReading.Texts("--section", "Only this section, such as description, techniques, mitigations, references; may be repeated.", "NAME");
        var history = new Option<bool>("--history") { Description = "Add what the object was in each release of the workspace." };
        var brief = new Option<bool>("--brief") { Description = "Leave out the texts of procedures, mitigations and analytics." };
        var markdown = new Option<bool>("--markdown") { Description = "Print Markdown." };
        var json = OptionReading.Json();
        foreach (var option in (Option[])[sections, history, brief, markdown, json])
        {
            command.Add(option);
        }

        command.SetAction(parse =>
        {
            if (parse.GetValue(markdown) && parse.GetValue(json))
            {
                return Failure.Refuse(terminal, "--markdown and --json do not go together", "Try: merlon show --help");
            }

            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var request = new ShowRequest(
                parse.GetValue(sections) ?? [], parse.GetValue(history), parse.GetValue(brief), parse.GetValue(markdown), parse.GetValue(json),
                choice.PathIn(parse) is null || parse.GetValue(history) ? choice.WorkspaceIn(parse) ?? Workspace.DefaultFolderName : null);
            return Show(terminal, release, parse.GetRequiredValue(ids), request);
        });
        return command;
    }

    static int Show(Terminal terminal, AttackRelease release, IReadOnlyList<string> words, ShowRequest request)
    {
        List<AttackObject> found = [];
        foreach (var word in words)
        {
            switch (ObjectLookup.Of(release, word.Trim()))
            {
                case ObjectLookup.Found one:
                    found.Add(one.Object);
                    break;
                case var other:
                    return Explain(terminal, release, word, other);
            }
        }

        List<ObjectView> views = [.. Viewed(terminal, release, found, request)];
        if (request.Sections.FirstOrDefault(section => !views.Any(view => view.SectionWords.Contains(section, StringComparer.OrdinalIgnoreCase))) is { } unknown)
        {
            var there = views.SelectMany(static view => view.SectionWords).Distinct(StringComparer.Ordinal).ToList();
            var meant = Spelling.Nearest(unknown, there) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            return Failure.Refuse(terminal, $"{string.Join(" and ", found)} {(found.Count == 1 ? "has" : "have")} no section '{unknown}'{meant}", $"Sections: {string.Join(", ", there)}");
        }

        Print(terminal, views, request);
        return ExitCode.Success;
    }

    static IEnumerable<ObjectView> Viewed(Terminal terminal, AttackRelease release, IReadOnlyList<AttackObject> found, ShowRequest request)
    {
        using var progress = new ProgressLine(terminal);
        using var workspace = request.Workspace is { } folder ? Workspace.Open(terminal.WorkspaceAt(folder, WorkspaceAccess.Read)) : null;
        var sectors = found.Any(static one => one is Group) ? GroupSectors.OpenBuiltIn() : null;
        foreach (var one in found)
        {
            yield return new ObjectView(ObjectPage.Of(release, one), one is Group ? sectors : null)
            {
                Wanted = request.Sections,
                IsBrief = request.IsBrief,
                History = workspace is null ? null : ObjectHistory.Of(workspace, release, one, progress),
                ShowsHistory = request.ShowsHistory,
            };
        }
    }

    static void Print(Terminal terminal, List<ObjectView> views, ShowRequest request)
    {
        if (request.IsJson)
        {
            JsonPrint.To(terminal, json =>
            {
                if (views is [var only])
                {
                    ObjectJson.Write(json, only);
                    return;
                }

                json.WriteStartObject();
                json.WriteStartArray("objects");
                foreach (var view in views)
                {
                    ObjectJson.Write(json, view);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        var page = new Page(terminal);
        for (var i = 0; i < views.Count; i++)
        {
            if (i > 0)
            {
                page.Blank();
                page.Line(page.Toned(Tone.Quiet, new string('-', Math.Min(page.WidthColumns, 40))));
                page.Blank();
            }

            if (request.IsMarkdown)
            {
                terminal.Out.Write(SafeText.Block(ObjectMarkdown.Of(views[i])));
            }
            else
            {
                new ObjectText(page, views[i]).Write();
            }
        }
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

/// <summary>How objects are shown.</summary>
/// <param name="Sections">Sections that are wanted; none for all.</param>
/// <param name="ShowsHistory">True for the history in full.</param>
/// <param name="IsBrief">True without the texts of statements.</param>
/// <param name="IsMarkdown">True for Markdown.</param>
/// <param name="IsJson">True for JSON.</param>
/// <param name="Workspace">Folder of the workspace that has other releases; null when it is not looked at.</param>
sealed record ShowRequest(IReadOnlyList<string> Sections, bool ShowsHistory, bool IsBrief, bool IsMarkdown, bool IsJson, string? Workspace);
