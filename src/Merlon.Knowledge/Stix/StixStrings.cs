using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>
/// Strings that repeat, each made once per read: platforms, shortnames, domains, versions, types and the STIX ids that
/// relationships refer to. A release names its 6,600 objects some 40,000 times.
/// </summary>
sealed class StixStrings
{
    readonly Utf8Table<string> known = new();

    /// <summary>The string of a JSON string's content (between the quotes, undecoded).</summary>
    public string Of(ReadOnlyMemory<byte> content)
    {
        ref var text = ref known.GetOrAdd(content, out _);
        return text ??= JsonString.Decode(content.Span);
    }
}
