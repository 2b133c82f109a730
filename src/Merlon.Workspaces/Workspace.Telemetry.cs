using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Inventory;
using Merlon.Visibility;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>What the organisation's telemetry shows: every entry is looked through, or taken from what was found in the same files before.</summary>
    MeasuredSight LookThrough(
        Organisation organisation, OrganisationPaths paths, DateOnly asOf, List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        List<TelemetryInventory> found = [];
        var store = new InventoryStore(Folder, clock);
        foreach (var entry in organisation.Telemetry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.GetFullPath(Path.Combine(paths.Folder, entry.Path));
            var (inventory, _) = store.Read(path, PipelineChoice.BuiltIn.Pipelines, () => TakeInventoryOf([path], diagnostics, progress, cancellationToken));
            if (inventory is null)
            {
                diagnostics.Add(new Diagnostic(
                    "ORG040", Severity.Warning, paths.Shown, entry.Location, $"the logs {entry.Path} could not be found or read; what they would show is not known",
                    Advice: "paths are relative to the organisation file"));
            }
            else if (inventory.Records == inventory.Unknown)
            {
                diagnostics.Add(new Diagnostic(
                    "ORG041", Severity.Warning, paths.Shown, entry.Location, $"none of the {inventory.Records} records of {entry.Path} is of a kind that is known; they show nothing"));
            }
            else
            {
                found.Add(new TelemetryInventory($"{paths.Document}:{entry.Location} {entry.Path}", entry.Scopes, inventory) { AsOf = entry.AsOf });
            }
        }

        var sight = MeasuredSight.Of(found, organisation, PipelineChoice.BuiltIn.Pipelines, asOf);
        if (sight.Homeless.Count > 0)
        {
            diagnostics.Add(new Diagnostic(
                "ORG042", Severity.Warning, paths.Shown, SourceLocation.Whole,
                $"{sight.Homeless.Count} hosts of the telemetry are of no scope, so that their records count nowhere: {string.Join(", ", sight.Homeless.Take(HomelessNamedMax))}",
                Advice: "add their names or patterns to hosts: of a scope"));
        }

        return sight;
    }

    const int HomelessNamedMax = 5;

    /// <summary>Looks logs through for what they show; null when there are none.</summary>
    static LogInventory? TakeInventoryOf(IReadOnlyList<string> logs, List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var inputs = LogFiles.Find(logs, new LogFileOptions());
        diagnostics.AddRange(inputs.Diagnostics);
        if (inputs.Inputs.Count == 0)
        {
            return null;
        }

        var request = new InventoryRequest(logs, []) { IsMeasuring = true };
        var (total, files) = ReadAll(inputs.Inputs, PipelineChoice.BuiltIn, request, progress, cancellationToken);
        diagnostics.AddRange(files.SelectMany(static f => f.Diagnostics));
        return total.Build();
    }
}
