using System.CommandLine;
using System.Text;
using Merlon.Dettect;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon dettect export</c>: an assessment as administration files that DeTT&amp;CT reads.</summary>
static class DettectExportCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("export", "Write an assessment as administration files that DeTT&CT reads; what was imported stays as it was.")
        {
            Examples =
            [
                new("merlon dettect export my-organisation --out dettect", "Data sources, techniques and groups of each domain."),
                new("merlon dettect export my-organisation --out dettect --json", "The same, with what was added and kept as JSON."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var output = new Option<string>("--out") { Description = "Folder to write to.", HelpName = "DIR", Required = true };
        command.Add(output);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var files = DettectExport.Of(assessment);
            var folder = parse.GetRequiredValue(output);
            OutputFolder.Write(folder, [.. files.Select(static file => new OutputFile(file.Name, stream => stream.Write(Encoding.UTF8.GetBytes(file.Text))))], cancellationToken);
            if (parse.GetValue(json))
            {
                PrintJson(terminal, folder, files);
            }
            else
            {
                Print(terminal, folder, files);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, string folder, IReadOnlyList<DettectExportFile> files)
    {
        var page = new Page(terminal);
        foreach (var file in files)
        {
            var from = file.ImportedFrom is null ? "" : $", {Page.Count(file.Kept)} kept from {file.ImportedFrom}";
            page.Paragraph(SafeText.Line($"Wrote {folder.TrimEnd('/', '\\')}/{file.Name}: {Page.Count(file.Added)} added{from}."));
        }
    }

    static void PrintJson(Terminal terminal, string folder, IReadOnlyList<DettectExportFile> files) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("folder", folder);
        json.WriteObjects("files", files, file =>
        {
            json.WriteString("file", file.Name);
            json.WriteString("domain", file.Domain);
            json.WriteNumber("added", file.Added);
            json.WriteNumber("kept", file.Kept);
            json.WriteText("imported_from", file.ImportedFrom ?? "");
        });
        json.WriteEndObject();
    });
}
