using System.Text.Json;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Api;
using Merlon.Web.App.Detection.Hunts;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.App.Detection.Rules;
using Merlon.Web.Serving;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection;

/// <summary>Looks through logs in the background: what they hold, and what they show of ATT&amp;CK. Listed, watched and stopped like a hunt; both answers are kept as the JSON of the command line.</summary>
sealed class InventoryWork(ServeSettings settings, ServedWorkspace served, HuntBoard board, LogChoices places, RuleShelf rules)
{
    /// <summary>What logs hold.</summary>
    public const string InventoryName = "inventory.json";

    /// <summary>What they show.</summary>
    public const string VisibilityName = "visibility.json";

    /// <summary>What they show as Navigator layers.</summary>
    public const string LayerName = "visibility.layer.json";

    /// <summary>Shortest time without records that is a gap, in hours.</summary>
    public const int GapHours = 6;

    /// <summary>Begins.</summary>
    /// <exception cref="InvalidDataException">It cannot be done as it was asked; the message says why.</exception>
    public async Task<HuntEntry> BeginAsync(InventoryOrder order, Caller caller, CancellationToken cancellationToken)
    {
        var logs = order.Choose(places);
        var list = await rules.GetAsync(cancellationToken);
        var (rulePaths, names) = list.Cards.Count > 0 && order.WithRules ? list.PathsOf("all") : ([], []);
        var request = order.ToRequest(logs.Paths, rulePaths);
        var title = logs.Paths.Count == 0 ? "Telemetry of the organisation" : HuntBoard.TitleOf(logs);
        var entry = board.Add("inventory", title, JsonSerializer.Serialize(order, RequestBodies.Kept), caller);
        board.Start(entry, caller, (_, progress, cancellation) => RunAsync(entry, request, order, logs.Names.With(names), progress, cancellation));
        return entry;
    }

    async Task<HuntEntry> RunAsync(HuntEntry entry, InventoryRequest request, InventoryOrder order, ShownNames names, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var folder = board.FilesOf(entry.Id).Part;
        var (records, sources) = (0L, 0L);
        if (request.Paths.Count > 0)
        {
            var taken = await Task.Run(() => served.Read(workspace => workspace.TakeInventory(request, progress, cancellation)), cancellation);
            var report = taken.Value ?? throw new InvalidDataException(Why(taken.Diagnostics, names));
            (records, sources) = (report.Inventory.Records, report.Inventory.Sources.Count);
            Write(folder, InventoryName, names, json => InventoryJson.Write(json, report, Shown(taken.Diagnostics, names), GapHours));
        }

        var visibility = new VisibilityRequest(request with { RulePaths = [] }) { OrganisationPath = settings.OrganisationPath, Scope = order.Scope };
        var measured = await Task.Run(() => served.Read(workspace => workspace.MeasureVisibility(visibility, progress, cancellation)), cancellation);
        var seen = measured.Value ?? throw new InvalidDataException(Why(measured.Diagnostics, names));
        if (order.Record)
        {
            progress.Report(new WorkProgress("Recording", 0, seen.Report.Evidence.Count));
            seen = seen with { Recorded = await served.WriteAsync(workspace => Task.FromResult(workspace.Record(seen.Report.Evidence, cancellation)), cancellation) }; // reading logs kept nobody from writing
        }

        Write(folder, VisibilityName, names, json => VisibilityJson.Write(json, seen, Shown(measured.Diagnostics, names)));
        SingleFile.Write(Path.Combine(folder, LayerName), output => LayerWriter.Write(VisibilityLayer.Of(seen), output), cancellation);
        return entry with { Records = request.Paths.Count > 0 ? records : seen.Report.Sight.Telemetry.Sum(static one => one.Inventory.Records), Findings = sources };
    }

    // Everything that is written is read by people: no path of the server stays in it.
    static void Write(string folder, string name, ShownNames names, Action<Utf8JsonWriter> write)
    {
        using var whole = new MemoryStream();
        JsonText.WriteFile(whole, write);
        var text = names.Show(System.Text.Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length));
        SingleFile.Write(Path.Combine(folder, name), output => output.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    static IReadOnlyList<Diagnostic> Shown(IReadOnlyList<Diagnostic> diagnostics, ShownNames names)
        => [.. diagnostics.Select(one => one with { Document = names.Show(one.Document), Message = names.Show(one.Message) })];

    static string Why(IReadOnlyList<Diagnostic> diagnostics, ShownNames names)
        => names.Show(string.Join("; ", diagnostics.Where(static one => one.Severity == Severity.Error).Select(static one => one.Advice is { } advice ? $"{one.Message} ({advice})" : one.Message).DefaultIfEmpty("nothing could be read").Take(3)));
}
