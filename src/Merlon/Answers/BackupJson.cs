using System.Globalization;
using System.Text.Json;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>What a backup has, or what was restored or moved.</summary>
static class BackupJson
{
    /// <summary>As one JSON object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="summary">The backup.</param>
    /// <param name="to">The file, folder or database that was written; a database without its password.</param>
    public static void Write(Utf8JsonWriter json, BackupSummary summary, string to)
    {
        json.WriteStartObject();
        json.WriteString("to", to);
        json.WriteString("taken_at", summary.TakenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("merlon", summary.MerlonVersion);
        json.WriteNumber("files", summary.Files);
        json.WriteNumber("file_bytes", summary.FileBytes);
        json.WriteNumber("rows", summary.Tables.Sum(static table => table.Rows));
        json.WriteNumber("cleaned_texts", summary.Tables.Sum(static table => table.Cleaned));
        json.WriteStartArray("tables");
        foreach (var table in summary.Tables)
        {
            json.WriteStartObject();
            json.WriteString("part", table.Part);
            json.WriteString("name", table.Name);
            json.WriteNumber("rows", table.Rows);
            json.WriteString("sha256", table.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
