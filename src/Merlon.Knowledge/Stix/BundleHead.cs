using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>Looks at the first bytes of a bundle, enough to choose among many without reading them.</summary>
static class BundleHead
{
    /// <summary>How much of a bundle is looked at: the collection object comes first and has up to some 200 bytes per object that it lists after its version.</summary>
    public const int HeadBytesMax = 64 * 1024;

    public static BundleIdentity Identify(StixBundle bundle)
    {
        var named = BundleName.Identify(bundle.Document);
        var head = bundle.Utf8.Span[..Math.Min(bundle.Utf8.Length, HeadBytesMax)];
        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        var reader = new Utf8JsonReader(head, isFinalBlock: false, default);
        var found = new Finding();
        try
        {
            Look(ref reader, ref found);
        }
        catch (JsonException)
        {
            return named; // not JSON: the reader itself will say so, with the place
        }

        return new BundleIdentity(named.Domain ?? found.Domain, found.IsCollection ? found.Version ?? named.Version : named.Version);
    }

    /// <summary>Reads the fields of the first object (depth 3: <c>{"objects":[{…</c>) and the first domain that any object names.</summary>
    static void Look(ref Utf8JsonReader reader, ref Finding found)
    {
        var isFirst = true;
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 3:
                    name = JsonString.Decode(reader.ValueSpan);
                    break;
                case JsonTokenType.String when isFirst && reader.CurrentDepth == 3 && name is "type":
                    found.IsCollection = reader.ValueTextEquals(StixTypes.Collection);
                    break;
                case JsonTokenType.String when isFirst && reader.CurrentDepth == 3 && name is "x_mitre_version":
                    found.Version = JsonString.Decode(reader.ValueSpan);
                    break;
                case JsonTokenType.String when reader.CurrentDepth == 4 && name is "x_mitre_domains":
                    found.Domain ??= JsonString.Decode(reader.ValueSpan);
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == 2:
                    isFirst = false;
                    break;
                default:
                    break;
            }
        }
    }

    record struct Finding(bool IsCollection, string? Version, string? Domain);
}
