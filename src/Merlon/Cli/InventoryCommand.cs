using System.CommandLine;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon inventory</c>: what logs hold, and which rules could ever fire on them.</summary>
static class InventoryCommand
{
    const int RowsDefault = 30, RowsMax = 1_000_000, GapHoursDefault = 6, GapHoursMax = 8_760;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand(
            "inventory", "Say what logs hold: channels, event ids, fields, hosts, time spans and gaps, and which rules could ever fire on them.")
        {
            Examples =
            [
                new("merlon inventory logs/", "What the logs of a folder hold."),
                new("merlon inventory logs/ --rules sigma/rules", "And which rules could fire on them, which never, and what those lack."),
                new("merlon inventory '**/*.evtx' --logons --first-seen Image --first-seen ServiceName", "Who logged on from where, and when each program and service first appeared."),
                new("merlon inventory logs/ --record --workspace my-organisation/.merlon", "State in the journal what the logs show of ATT&CK's techniques."),
            ],
        };
        LogChoice logs = new(command);
        var rules = OptionReading.Texts("--rules", "Sigma rules to hold against the logs: files or folders.", "PATH");
        var firstSeen = OptionReading.Texts("--first-seen", "List the values of a field, each with its first record.", "FIELD");
        var logons = new Option<bool>("--logons") { Description = "List logons by account, origin and type." };
        var fields = new Option<bool>("--fields") { Description = "List each source's fields and how often they are filled." };
        var frequency = new Option<bool>("--frequency") { Description = "Show each source's records over time." };
        var gaps = OptionReading.Number("--gaps", "Shortest time without records that is a gap, in hours", GapHoursDefault, 1, GapHoursMax);
        var rows = OptionReading.Number("--rows", "Most rows of each list; JSON has all", RowsDefault, 1, RowsMax);
        var record = new Option<bool>("--record") { Description = "State in the workspace's journal what the logs show of ATT&CK's techniques." };
        var scope = OptionReading.Text("--scope", "Part of the organisation that the logs are of (default: all of it).", "NAME");
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        foreach (var option in (Option[])[rules, firstSeen, logons, fields, frequency, gaps, rows, record, scope, workspace, json])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) =>
        {
            var isRecording = parse.GetValue(record);
            var request = new InventoryRequest(logs.PathsIn(parse), parse.GetValue(rules) ?? [])
            {
                Pipelines = logs.PipelinesIn(parse),
                LogSource = logs.LogSourceIn(parse),
                Format = logs.FormatIn(parse),
                Reading = logs.ReadingIn(parse),
                FirstSeenFields = [.. (parse.GetValue(firstSeen) ?? []).Distinct(StringComparer.Ordinal)],
                OpenStandardInput = Console.OpenStandardInput,
                Threads = logs.ThreadsIn(parse),
                IsRecording = isRecording,
                Scope = parse.GetValue(scope) ?? "",
            };
            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, isRecording ? WorkspaceAccess.Write : WorkspaceAccess.Read));
            using var progress = new ProgressLine(terminal);
            var read = opened.TakeInventory(request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (read.Value is not { } report)
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => InventoryJson.Write(writer, report, read.Diagnostics, parse.GetValue(gaps)));
            }
            else
            {
                var view = new InventoryView(parse.GetValue(rows), parse.GetValue(gaps), parse.GetValue(logons), parse.GetValue(fields), parse.GetValue(frequency));
                new InventoryText(new Page(terminal), report, view).Write();
            }

            return Task.FromResult(report.Inventory.Records > 0 ? ExitCode.Success : ExitCode.BadInput);
        });
        return command;
    }
}
