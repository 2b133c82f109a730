using System.CommandLine;
using System.Text;
using Merlon.Authoring;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon extend init</c>: begins a collection, and writes a commented file to fill in.</summary>
static class ExtendInitCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("init", "Begin a collection of your own knowledge in the workspace.")
        {
            Examples =
            [
                new("merlon extend init \"Harbour knowledge\" --prefix HB --publisher \"Harbour Ltd\"", "Ids are HBT0001, HBG0001 and so on."),
                new("merlon extend init \"Harbour knowledge\" --prefix HB- --publisher \"Harbour Ltd\" --template own.yaml", "Ids as Workbench writes them, HB-T0001; and a commented file to fill in."),
            ],
        };
        var name = OptionReading.Argument("NAME", "Name of the collection.");
        var prefix = new Option<string>("--prefix") { Description = "What its ids begin with: two to five letters, then perhaps a hyphen.", HelpName = "LETTERS", Required = true };
        var publisher = OptionReading.Text("--publisher", "Name of the organisation (default: the collection's name).", "NAME");
        var template = OptionReading.Text("--template", "Also write a commented file for merlon extend import.", "FILE");
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(name);
        command.Add(prefix);
        command.Add(publisher);
        command.Add(template);
        command.Add(workspace);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var word = parse.GetRequiredValue(prefix);
            if (!OwnPrefix.TryParse(word, out var parsed))
            {
                return Task.FromResult(Failure.Refuse(terminal, $"--prefix takes two to five letters and perhaps a hyphen, such as HB or HB-, not '{word}'", "Letters that end in DE need the hyphen: DET0001 would be a detection strategy."));
            }

            if (parse.GetValue(template) is { } file)
            {
                if (File.Exists(file))
                {
                    return Task.FromResult(Failure.Refuse(terminal, $"{file} is there already and was not touched", "Name another file with --template"));
                }

                SingleFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(OwnTemplate.Of(parsed))), cancellationToken);
            }

            var title = parse.GetRequiredValue(name).Trim();
            return Task.FromResult(ExtendRun.Apply(
                terminal, parse, workspace, new OwnChangeRequest("init", title), parse.GetValue(json),
                input => OwnTree.Begin(input, title, parsed, parse.GetValue(publisher)?.Trim() is { Length: > 0 } by ? by : title)));
        });
        return command;
    }
}
