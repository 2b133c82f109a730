using System.Text.Json;

namespace Merlon.Workspaces.Storage.Sharing;

/// <summary>What a folder had of the shared files when it last looked: so that what changed here can be told from what changed elsewhere. The <c>shared.json</c> of a workspace.</summary>
/// <param name="Database">Where they are shared; another address makes the record void.</param>
/// <param name="WorkspaceChange">The last change that the workspace's folder has.</param>
/// <param name="OrganisationChange">The last change that the organisation's folder has.</param>
/// <param name="Files">The files as they were left here, by path.</param>
sealed record SharedRecord(string Database, long WorkspaceChange, long OrganisationChange, Dictionary<string, SharedCopy> Files)
{
    /// <summary>File name in the workspace's folder.</summary>
    public const string FileName = "shared.json";

    /// <summary>Reads the record; an empty one where there is none, or one of another database.</summary>
    public static SharedRecord Read(string folder, string database)
    {
        SharedRecord empty = new(database, 0, 0, new Dictionary<string, SharedCopy>(StringComparer.Ordinal));
        if (PlainJson.TryRead(Path.Combine(folder, FileName)) is not { } root || root.GetValueOrDefault("database") as string != database || root.GetValueOrDefault("files") is not Dictionary<string, object?> files)
        {
            return empty;
        }

        foreach (var (path, value) in files)
        {
            if (value is Dictionary<string, object?> copy && copy.GetValueOrDefault("sha256") is string hash)
            {
                empty.Files[path] = new SharedCopy(NumberOf(copy, "change"), hash, NumberOf(copy, "bytes"), NumberOf(copy, "ticks"));
            }
        }

        return empty with { WorkspaceChange = NumberOf(root, "workspace_change"), OrganisationChange = NumberOf(root, "organisation_change") };
    }

    /// <summary>Replaces the file.</summary>
    public void Write(string folder) => AtomicFile.Write(Path.Combine(folder, FileName), output =>
    {
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("database", Database);
        json.WriteNumber("workspace_change", WorkspaceChange);
        json.WriteNumber("organisation_change", OrganisationChange);
        json.WriteStartObject("files");
        foreach (var (path, copy) in Files.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(path);
            json.WriteNumber("change", copy.Change);
            json.WriteString("sha256", copy.Sha256);
            json.WriteNumber("bytes", copy.Bytes);
            json.WriteNumber("ticks", copy.Ticks);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    static long NumberOf(Dictionary<string, object?> json, string key) => json.GetValueOrDefault(key) is long number ? number : 0;
}

/// <summary>A shared file as it was left in a folder.</summary>
/// <param name="Change">Its change then.</param>
/// <param name="Sha256">Of its bytes; empty for one that was removed.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Ticks">When it was written here (UTC).</param>
sealed record SharedCopy(long Change, string Sha256, long Bytes, long Ticks);
