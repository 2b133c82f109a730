using System.Text.Json;

namespace Merlon.Workspaces.Storage.Sharing;

/// <summary>The <c>moved.json</c> of a workspace whose content lives in a database now: nobody goes on with the old state by mistake.</summary>
static class MovedMark
{
    /// <summary>File name in the workspace's folder.</summary>
    public const string FileName = "moved.json";

    /// <summary>Refuses a workspace that was moved, when it is opened without the database.</summary>
    /// <exception cref="WorkspaceFormatException">It was.</exception>
    public static void Refuse(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path) && PlainJson.TryRead(path)?.GetValueOrDefault("moved_to") is string to)
        {
            throw new WorkspaceFormatException($"the workspace {folder} was moved to {to}: name it with --database or MERLON_DATABASE; the state before the move is in the files that end with .moved; to go on with it, give them their names back and remove {path}");
        }
    }

    /// <summary>Marks a workspace.</summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="to">Where it went, without a password.</param>
    /// <param name="now">When (UTC).</param>
    public static void Write(string folder, string to, DateTimeOffset now) => AtomicFile.Write(Path.Combine(folder, FileName), output =>
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("moved_to", to);
        json.WriteString("moved_at", JournalText.Of(now));
        json.WriteEndObject();
    });
}
