using System.CommandLine;
using Merlon.Authoring;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon extend edit</c> and <c>remove</c>: an own object, or a published one as the organisation wants it.</summary>
static class ExtendEditCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("edit", "Change an own object, or make your own version of a published one.")
        {
            Examples =
            [
                new("merlon extend edit HBT0001 --platform Windows --platform Linux", "Sets the platforms of an own technique and raises its version."),
                new("merlon extend edit T1059.001 --set fields.x_harbour_owner=SOC", "Changes a published technique; what MITRE publishes later is merged into it."),
                new("merlon extend edit HBG0001 --description-file owls.md --major", "Takes a new description from a file, as a major version."),
            ],
        };
        var id = OptionReading.Argument("ID", "Id of an own or a published object.");
        command.Add(id);
        var fields = new ExtendFields(command);
        var major = new Option<bool>("--major") { Description = "Raise the major version: 1.3 becomes 2.0 instead of 1.4." };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(major);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var word = parse.GetRequiredValue(id).Trim();
            if (fields.Read(parse, terminal) is not { } given)
            {
                return ExitCode.BadInput;
            }

            if (given.Entries.Count == 0)
            {
                return Failure.Refuse(terminal, "there is nothing to change", "Say what: --name, --description, --platform, --set KEY=VALUE …");
            }

            return ExtendRun.Apply(
                terminal, parse, workspace, new OwnChangeRequest("edit", word), parse.GetValue(json),
                input => ExtendFields.Apply(OwnTree.Edit(word, given, input), input, parse.GetValue(major) ? VersionStep.Major : VersionStep.Minor));
        });
        return command;
    }
}

/// <summary><c>merlon extend remove</c>: takes an own object out, or a change back.</summary>
static class ExtendRemoveCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("remove", "Take an own object out, or take a change back; the history keeps both.")
        {
            Examples =
            [
                new("merlon extend remove HBG0001", "Takes out a group, and what was stated and noted about it."),
                new("merlon extend remove T1059.001", "Takes back the change of a published technique."),
            ],
        };
        var id = OptionReading.Argument("ID", "Id or STIX id of an entry, from merlon extend list.");
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(id);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var word = parse.GetRequiredValue(id).Trim();
            return ExtendRun.Apply(
                terminal, parse, workspace, new OwnChangeRequest("remove", word), parse.GetValue(json),
                input => ExtendFields.Apply(OwnTree.Mapping(("remove", OwnTree.List(OwnTree.Text(word)))), input, VersionStep.Minor));
        });
        return command;
    }
}
