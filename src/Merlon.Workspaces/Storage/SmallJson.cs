using System.Text.Json;

namespace Merlon.Workspaces.Storage;

/// <summary>Reads the small JSON files that Merlon itself writes into a workspace.</summary>
static class SmallJson
{
    /// <summary>Largest file that is read, in bytes; Merlon's own are under a thousandth of it.</summary>
    public const int BytesMax = 1024 * 1024;

    /// <summary>Reads a JSON object; false when the file is missing, too large or not one.</summary>
    public static bool TryRead(string path, out JsonElement root)
    {
        root = default;
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > BytesMax)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A string member, or null when it is missing or not a string.</summary>
    public static string? StringOf(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
