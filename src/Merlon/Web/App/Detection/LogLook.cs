using System.Text.Json;
using Merlon.Web.App.Detection.Hunts;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection;

/// <summary>What a look through logs found, as its page shows it.</summary>
public sealed record LogLook
{
    /// <summary>Largest result that is shown, in bytes; the API has any.</summary>
    public const int ShownBytesMax = 128 * 1024 * 1024;

    /// <summary>Records in all; 0 where only telemetry was measured.</summary>
    public long Records { get; init; }

    /// <summary>Records that no pipeline knows.</summary>
    public long Unknown { get; init; }

    /// <summary>Sources, most records first.</summary>
    public IReadOnlyList<LookSource> Sources { get; init; } = [];

    /// <summary>How many rules could fire, and of those that could not what they lack.</summary>
    public IReadOnlyList<(string Reach, int Rules)> Rules { get; init; } = [];

    /// <summary>What the rules that cannot fire lack most often.</summary>
    public IReadOnlyList<(string Missing, int Rules)> Missing { get; init; } = [];

    /// <summary>Scopes with what is seen in each.</summary>
    public IReadOnlyList<LookScope> Scopes { get; init; } = [];

    /// <summary>Techniques by how much of them is visible, the most first.</summary>
    public IReadOnlyList<(string Id, string Name, string Scope, double Value)> Techniques { get; init; } = [];

    /// <summary>Hosts of no scope.</summary>
    public IReadOnlyList<string> Homeless { get; init; } = [];

    /// <summary>Reads the results of a look.</summary>
    internal static LogLook Read(HuntFiles files)
    {
        var look = new LogLook();
        if (File.Exists(files.PathOf(InventoryWork.InventoryName)))
        {
            using var document = JsonDocument.Parse(SingleFile.Read(files.PathOf(InventoryWork.InventoryName), ShownBytesMax));
            var root = document.RootElement;
            look = look with
            {
                Records = StoredHunt.Number(root, "records"),
                Unknown = StoredHunt.Number(root, "not_recognised"),
                Sources = [.. root.GetProperty("sources").EnumerateArray().Select(SourceOf)],
                Rules = [.. root.GetProperty("rules").EnumerateArray().CountBy(static rule => StoredHunt.Text(rule, "reach"), StringComparer.Ordinal).OrderByDescending(static pair => pair.Value).Select(static pair => (pair.Key, pair.Value))],
                Missing =
                [
                    .. root.GetProperty("rules").EnumerateArray().Where(static rule => StoredHunt.Text(rule, "reach") != "can_fire").SelectMany(static rule => StoredHunt.Texts(rule, "missing"))
                        .CountBy(static missing => missing, StringComparer.Ordinal).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Take(30).Select(static pair => (pair.Key, pair.Value)),
                ],
            };
        }

        using var visible = JsonDocument.Parse(SingleFile.Read(files.PathOf(InventoryWork.VisibilityName), ShownBytesMax));
        return look with
        {
            Homeless = StoredHunt.Texts(visible.RootElement, "hosts_of_no_scope"),
            Scopes = [.. visible.RootElement.GetProperty("scopes").EnumerateArray().Select(ScopeOf)],
            Techniques =
            [
                .. visible.RootElement.GetProperty("techniques").EnumerateArray().Select(static one => (StoredHunt.Text(one, "id"), StoredHunt.Text(one, "name"), StoredHunt.Text(one, "scope"), one.GetProperty("visibility").GetDouble()))
                    .Where(static one => one.Item4 > 0).OrderByDescending(static one => one.Item4).ThenBy(static one => one.Item1, StringComparer.Ordinal),
            ],
        };
    }

    static LookSource SourceOf(JsonElement source) => new(
        StoredHunt.Text(source, "label"), StoredHunt.Text(source, "pipeline"), StoredHunt.Texts(source, "log_sources"), StoredHunt.Number(source, "records"), source.GetProperty("hosts").EnumerateObject().Count(),
        StoredHunt.Text(source, "first"), StoredHunt.Text(source, "last"), source.GetProperty("gaps").GetArrayLength(),
        [.. source.GetProperty("fields").EnumerateArray().Select(static field => (StoredHunt.Text(field, "name"), StoredHunt.Number(field, "filled")))]);

    static LookScope ScopeOf(JsonElement scope) => new(
        StoredHunt.Text(scope, "name"),
        [.. scope.GetProperty("log_sources").EnumerateArray().Select(static source => (StoredHunt.Text(source, "title"), StoredHunt.Number(source, "records"), source.GetProperty("device_share").GetDouble(), source.GetProperty("quality").GetDouble()))],
        [.. scope.GetProperty("declared_not_seen").EnumerateArray().Select(static one => StoredHunt.Text(one, "log_source"))],
        [.. scope.GetProperty("references").EnumerateArray().CountBy(static one => StoredHunt.Text(one, "verdict"), StringComparer.Ordinal).OrderByDescending(static pair => pair.Value).Select(static pair => (pair.Key, pair.Value))],
        [
            .. scope.GetProperty("references").EnumerateArray().Where(static one => one.GetProperty("value").GetDouble() == 0)
                .Select(static one => (Name: $"{StoredHunt.Text(one, "name")} {StoredHunt.Text(one, "channel")}".Trim(), Why: StoredHunt.Text(one, "why"), Techniques: one.GetProperty("techniques").GetArrayLength()))
                .OrderByDescending(static one => one.Techniques).ThenBy(static one => one.Name, StringComparer.Ordinal).Take(40),
        ]);
}

/// <summary>Records of one kind.</summary>
/// <param name="Label">Such as <c>Security 4624</c>.</param>
/// <param name="Pipeline">What reads them.</param>
/// <param name="LogSources">Sigma log sources that they are of.</param>
/// <param name="Records">How many.</param>
/// <param name="Hosts">Of how many hosts.</param>
/// <param name="First">Earliest time.</param>
/// <param name="Last">Latest time.</param>
/// <param name="Gaps">Times without records.</param>
/// <param name="Fields">Fields, and in how many records they are filled.</param>
public sealed record LookSource(
    string Label, string Pipeline, IReadOnlyList<string> LogSources, long Records, int Hosts, string First, string Last, int Gaps, IReadOnlyList<(string Name, long Filled)> Fields);

/// <summary>What is seen in a scope.</summary>
/// <param name="Name">The scope.</param>
/// <param name="Sources">Log sources with records, share of devices and quality.</param>
/// <param name="Silent">Log sources that are declared but not seen.</param>
/// <param name="Verdicts">What became of what analytics ask for.</param>
/// <param name="Lacking">What analytics ask for and is not there, for how many techniques.</param>
public sealed record LookScope(
    string Name, IReadOnlyList<(string Title, long Records, double Devices, double Quality)> Sources, IReadOnlyList<string> Silent, IReadOnlyList<(string Verdict, int References)> Verdicts,
    IReadOnlyList<(string Name, string Why, int Techniques)> Lacking);
