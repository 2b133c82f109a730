using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>
/// Strings that repeat, each made once per read: platforms, shortnames, domains, versions, types and the STIX ids that
/// relationships refer to. A release names its 6,600 objects some 40,000 times.
/// </summary>
/// <param name="bytes">Bytes that will be read, to begin with a table of about the right size.</param>
sealed class StixStrings(long bytes)
{
    /// <summary>Bytes of a bundle for each string that repeats: published ones have 1,000 to 1,400.</summary>
    const int BytesPerString = 1_400;

    readonly Utf8Table<string> known = new((int)Math.Min(bytes / BytesPerString, int.MaxValue));

    /// <summary>The string of a JSON string's content (between the quotes, undecoded).</summary>
    public string Of(ReadOnlyMemory<byte> content)
    {
        ref var text = ref known.GetOrAdd(content, out _);
        return text ??= JsonString.Decode(content.Span);
    }
}
