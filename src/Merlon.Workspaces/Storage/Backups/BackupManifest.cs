using System.Globalization;
using System.Text.Json;

namespace Merlon.Workspaces.Storage.Backups;

/// <summary>The last entry of a backup: what it is of, and the hash of every other entry.</summary>
/// <param name="Merlon">Version of Merlon that made it.</param>
/// <param name="TakenAt">The moment that it shows (UTC).</param>
/// <param name="JournalSchema">The journal's schema; 0 without a journal.</param>
/// <param name="TeamAreas">The step of each area of the team's tables.</param>
/// <param name="Entries">Every other entry, in order.</param>
sealed record BackupManifest(string Merlon, DateTimeOffset TakenAt, int JournalSchema, IReadOnlyDictionary<string, long> TeamAreas, IReadOnlyList<BackupEntry> Entries)
{
    /// <summary>Name of the entry.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Largest manifest that is read, in bytes.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    const string FormatKey = "merlon_backup";
    const long Format = 1;

    /// <summary>Writes it.</summary>
    public void Write(Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber(FormatKey, Format);
        json.WriteString("merlon", Merlon);
        json.WriteString("taken_at", JournalText.Of(TakenAt));
        json.WriteNumber("journal_schema", JournalSchema);
        json.WriteStartObject("team_areas");
        foreach (var (area, version) in TeamAreas.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(area, version);
        }

        json.WriteEndObject();
        json.WriteStartArray("entries");
        foreach (var entry in Entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("sha256", entry.Sha256);
            json.WriteNumber("bytes", entry.Bytes);
            if (entry.Rows is { } rows)
            {
                json.WriteNumber("rows", rows);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is not one, or one of a newer Merlon.</exception>
    public static BackupManifest Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            var root = json.RootElement;
            if (root.GetProperty(FormatKey).GetInt64() > Format)
            {
                throw new InvalidDataException("the backup was made by a newer Merlon: use the newer one to restore it");
            }

            return new BackupManifest(
                root.GetProperty("merlon").GetString() ?? "",
                DateTimeOffset.Parse(root.GetProperty("taken_at").GetString() ?? "", CultureInfo.InvariantCulture),
                root.GetProperty("journal_schema").GetInt32(),
                root.GetProperty("team_areas").EnumerateObject().ToDictionary(static area => area.Name, static area => area.Value.GetInt64(), StringComparer.Ordinal),
                [.. root.GetProperty("entries").EnumerateArray().Select(static entry => new BackupEntry(
                    entry.GetProperty("name").GetString() ?? "", entry.GetProperty("sha256").GetString() ?? "", entry.GetProperty("bytes").GetInt64(),
                    entry.TryGetProperty("rows", out var rows) ? rows.GetInt64() : null))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("the backup's manifest is damaged", e);
        }
    }
}

/// <summary>An entry of a backup.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">Rows of a table, else null.</param>
sealed record BackupEntry(string Name, string Sha256, long Bytes, long? Rows);
