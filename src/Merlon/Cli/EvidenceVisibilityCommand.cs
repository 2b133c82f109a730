using System.CommandLine;
using Merlon.Assessment;
using Merlon.Layers;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon evidence visibility</c>: what logs show of each technique, analytic by analytic, and how good the data is.</summary>
static class EvidenceVisibilityCommand
{
    const int RowsDefault = 15, RowsMax = 1_000_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand(
            "visibility", "Say what logs show of ATT&CK: for every log source that an analytic asks for whether it is there, and how good the data is.")
        {
            Examples =
            [
                new("merlon evidence visibility my-organisation", "Looks through the telemetry that organisation.yaml names."),
                new("merlon evidence visibility my-organisation logs/ --scope servers", "Looks through other logs, as those of one scope."),
                new("merlon evidence visibility '**/*.evtx' --references", "What the logs of nobody in particular show, and what became of every reference."),
                new("merlon evidence visibility my-organisation logs/ --layer visible.json", "Also writes a Navigator layer."),
                new("merlon evidence visibility my-organisation logs/ --record", "States in the journal what was found: it counts in assessments from then on."),
            ],
        };
        LogChoice logs = new(command);
        ReleaseChoice release = new(command);
        var asOf = OptionReading.Day("--as-of", "The day to speak of (default: today).");
        var scope = OptionReading.Text("--scope", "Part of the organisation that the logs are of (default: its hosts decide).", "NAME");
        var layer = OptionReading.Text("--layer", "Write what is visible as a Navigator layer.", "FILE");
        var references = new Option<bool>("--references") { Description = "List what became of every log source that analytics ask for." };
        var rows = OptionReading.Number("--rows", "Most rows of each list; JSON has all", RowsDefault, 1, RowsMax);
        var record = new Option<bool>("--record") { Description = "State in the workspace's journal what was found." };
        var json = OptionReading.Json();
        foreach (var option in (Option[])[asOf, scope, layer, references, rows, record, json])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) =>
        {
            var request = RequestIn(parse, logs, release) with { Scope = parse.GetValue(scope) ?? "", AsOf = parse.GetValue(asOf), IsRecording = parse.GetValue(record) };
            var organisation = request.OrganisationPath;
            using var opened = Workspace.Open(terminal.WorkspaceAt(release.WorkspaceIn(parse) ?? (organisation is null ? Workspace.DefaultFolderName : AssessmentChoice.WorkspaceBeside(organisation)),
                request.IsRecording ? WorkspaceAccess.Write : WorkspaceAccess.Read, organisation));
            using var progress = new ProgressLine(terminal);
            var read = opened.MeasureVisibility(request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (read.Value is not { } measured)
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            if (parse.GetValue(layer) is { } path)
            {
                SingleFile.Write(path, output => LayerWriter.Write(VisibilityLayer.Of(measured), output), cancellationToken);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => VisibilityJson.Write(writer, measured, read.Diagnostics));
            }
            else
            {
                new VisibilityText(new Page(terminal), measured, parse.GetValue(rows), parse.GetValue(references)).Write();
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    static VisibilityRequest RequestIn(ParseResult parse, LogChoice logs, ReleaseChoice release)
    {
        var words = logs.PathsIn(parse);
        var organisation = IsOrganisation(words[0]) ? words[0] : null;
        return new VisibilityRequest(new InventoryRequest(organisation is null ? words : words[1..], [])
        {
            Pipelines = logs.PipelinesIn(parse),
            LogSource = logs.LogSourceIn(parse),
            Format = logs.FormatIn(parse),
            Reading = logs.ReadingIn(parse),
            OpenStandardInput = Console.OpenStandardInput,
            Threads = logs.ThreadsIn(parse),
        })
        {
            OrganisationPath = organisation,
            ReleasePath = release.PathIn(parse),
            ReleaseVersion = release.VersionIn(parse),
            PublishedOnly = release.IsPublishedIn(parse),
        };
    }

    /// <summary>True for an organisation's folder or file; a folder without one is a folder of logs.</summary>
    static bool IsOrganisation(string path)
        => File.Exists(Path.Combine(path, OrganisationFile.FileName))
            || File.Exists(path) && Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML";
}
