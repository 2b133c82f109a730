using System.CommandLine;
using Merlon.Controls;
using Merlon.Web.Controls;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon controls pack</c>: evidence for an auditor, a page for each control of a framework.</summary>
static class ControlsPackCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("pack", "Write evidence for an auditor: a page for each control of a framework, tables, JSON, and the hash of every file.")
        {
            Examples =
            [
                new("merlon controls pack my-organisation --framework hipaa --out audit", "A page for each citation of the HIPAA Security Rule."),
                new("merlon controls pack my-organisation --framework nist-800-53-r5 --declared --out audit", "Only controls that are declared."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var framework = new FrameworkChoice(command);
        var folder = new Option<string>("--out") { Description = "Folder for the files.", HelpName = "DIR", Required = true };
        var declared = new Option<bool>("--declared") { Description = "Only controls that are declared." };
        var json = OptionReading.Json();
        command.Add(folder);
        command.Add(declared);
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var known = framework.In(parse, assessment.Context.Controls);
            var standings = ControlStandings.Of(assessment, known);
            var pack = new ControlPack(assessment, known, parse.GetValue(declared) ? [.. standings.Where(static standing => standing.Declared.Count > 0)] : standings)
            {
                IsDeclaredOnly = parse.GetValue(declared),
            };
            var target = parse.GetRequiredValue(folder);
            var written = OutputTree.Write(target, ControlsPackFiles.Of(pack), cancellationToken);
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("framework", known.Id);
                    writer.WriteString("folder", target);
                    writer.WriteNumber("files", written);
                    writer.WriteNumber("controls", pack.Standings.Count);
                    writer.WriteNumber("declared", pack.Declared.Count);
                    writer.WriteEndObject();
                });
            }
            else
            {
                new Page(terminal).Paragraph(SafeText.Line(
                    $"{Page.Count(pack.Declared.Count, "declared control")} of {Page.Count(pack.Standings.Count)} of {known.Name}: {Page.Count(written, "file")} in {target}, first {Path.Combine(target, "index.html")}; SHA256SUMS has their hashes."));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
