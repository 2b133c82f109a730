using System.Text.Json;

namespace Merlon.Workspaces.Exchange;

/// <summary>Answers of a source as JSON; texts that cannot be decoded are absent.</summary>
static class FetchJson
{
    const int DepthMax = 64;

    /// <summary>Parses an answer; what is no JSON is a failure that names the address.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, Uri address)
    {
        try
        {
            return JsonDocument.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, new JsonDocumentOptions { MaxDepth = DepthMax });
        }
        catch (JsonException e)
        {
            throw new FetchException($"{FetchClient.Shown(address)} did not answer with JSON that is whole: it is no mirror of ATT&CK, or a page of a proxy came instead", e);
        }
    }

    /// <summary>A string member, or null.</summary>
    public static string? Text(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? Text(member) : null;

    /// <summary>A string, or null.</summary>
    public static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // lone surrogates or broken UTF-8
        }
    }

    /// <summary>The items of an array member; none where it is missing.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array ? member.EnumerateArray() : [];
}
