using System.Text.Json;

namespace Merlon.Workspaces.Exchange;

/// <summary>Tells from the first bytes of a JSON file whether it can be a STIX bundle.</summary>
static class BundleHead
{
    /// <summary>Bytes that are looked at.</summary>
    public const int Bytes = 4096;

    /// <summary>True when it is one, false when it cannot be, null when the head does not say.</summary>
    public static bool? IsBundle(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
        {
            head = head[3..];
        }

        var reader = new Utf8JsonReader(head, isFinalBlock: false, default);
        try
        {
            return IsBundle(ref reader, isWhole: head.Length < Bytes);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static bool? IsBundle(ref Utf8JsonReader reader, bool isWhole)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            if (reader.ValueTextEquals("objects"u8))
            {
                return true;
            }

            if (!reader.Read())
            {
                break;
            }

            if (isType)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("bundle"u8);
            }

            if (!reader.TrySkip())
            {
                break;
            }
        }

        return isWhole ? false : null;
    }
}
