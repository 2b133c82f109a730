using System.Globalization;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

/// <summary>
/// The best plan for every budget as it was worked out before, in the folder <c>cache</c> of a workspace: taken again by a restarted server as long as the
/// very same files, statements and day are judged by the same Merlon. Nobody may rely on it: a workspace may be missing or read-only, and whoever takes it
/// compares costs and worths.
/// </summary>
/// <param name="workspaceFolder">The workspace, which may not exist.</param>
public sealed class FrontierStore(string workspaceFolder)
{
    /// <summary>Largest file that is read, in bytes; that of 184 plans has 0.3 MB.</summary>
    public const int FileBytesMax = 16 * 1024 * 1024;

    const string FolderName = "cache";
    const string FileName = "frontier.json";

    /// <summary>Another text for every other assessment: by the content of its files, its statements, its day and its release.</summary>
    /// <param name="watched">What is judged.</param>
    /// <param name="version">Of the Merlon that judges it.</param>
    public static string KeyOf(WatchedAssessment watched, string version) => DerivedFiles.KeyOf(
    [
        version, typeof(PlanFrontier).Module.ModuleVersionId.ToString(), watched.Assessment.Input.AsOf.ToString("O", CultureInfo.InvariantCulture), watched.Assessment.Input.Context.Release.Version,
        .. watched.Files.Select(static file => $"{file.Role} {file.Sha256} {file.Document}").Order(StringComparer.Ordinal),
        .. watched.Assessment.Input.Evidence.Select(static one => one.Id),
        .. watched.Assessment.Input.Tests.Select(static test => $"{test.EvidenceId} {test.IsVoid}"),
    ]);

    /// <summary>The plans that are kept under a key; null when there are none, or what is there is no such file.</summary>
    public IReadOnlyList<FrontierPoint>? TryRead(string key)
    {
        if (FilesOf(key).TryRead(FileName, FileBytesMax) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return [.. json.RootElement.GetProperty("points").EnumerateArray().Select(static point => new FrontierPoint(
                point.GetProperty("cost").GetDecimal(), point.GetProperty("up_to").GetDecimal(), point.GetProperty("covered").GetDouble(), point.GetProperty("worth").GetDouble(),
                point.GetProperty("bound").GetDouble(), point.GetProperty("proven").GetBoolean(), [.. point.GetProperty("measures").EnumerateArray().Select(static id => id.GetString() ?? "")]))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            FilesOf(key).Remove(FileName);
            return null;
        }
    }

    /// <summary>Keeps plans, and forgets those of every other key; false where the workspace cannot be written.</summary>
    public bool TryWrite(string key, IReadOnlyList<FrontierPoint> points)
    {
        if (!Directory.Exists(workspaceFolder))
        {
            return false;
        }

        try
        {
            Directory.CreateDirectory(Path.Combine(workspaceFolder, FolderName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return FilesOf(key).TryWrite(FileName, stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteStartArray("points");
            foreach (var point in points)
            {
                json.WriteStartObject();
                json.WriteNumber("cost", point.Cost);
                json.WriteNumber("up_to", point.UpTo);
                json.WriteNumber("covered", point.Covered);
                json.WriteNumber("worth", point.Worth);
                json.WriteNumber("bound", point.Bound);
                json.WriteBoolean("proven", point.IsProven);
                json.WriteStartArray("measures");
                foreach (var id in point.Measures)
                {
                    json.WriteStringValue(id);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    DerivedFiles FilesOf(string key) => new(Path.Combine(workspaceFolder, FolderName), key);
}
