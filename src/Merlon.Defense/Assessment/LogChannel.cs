namespace Merlon.Assessment;

/// <summary>
/// Reads event ids out of ATT&amp;CK's channel texts. Most are free text; those that name events write
/// <c>EventCode=4103, 4104</c>, <c>EventCode=4778, EventCode=4779</c>, <c>Event ID 1001</c> or <c>EventCode=5005 (WLAN)</c>.
/// </summary>
public static class LogChannel
{
    const int EventIdDigitsMax = 5; // event ids of Windows are 16-bit

    /// <summary>
    /// Event ids that <paramref name="channel"/> names, ascending, each once; empty for free text, in which numbers
    /// (ports, versions, sizes) mean something else unless a word for event ids stands before them.
    /// </summary>
    public static IReadOnlyList<int> EventIdsOf(string channel)
    {
        var ids = new SortedSet<int>();
        var rest = channel.AsSpan();
        while (TrySkipMarker(ref rest))
        {
            ReadIds(ref rest, ids);
        }

        return [.. ids];
    }

    static bool TrySkipMarker(ref ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf("event", StringComparison.OrdinalIgnoreCase); at >= 0;)
        {
            text = text[(at + "event".Length)..];
            var after = text.TrimStart(" _");
            if (TrySkipWord(ref after, "codes") || TrySkipWord(ref after, "code") || TrySkipWord(ref after, "ids") || TrySkipWord(ref after, "id"))
            {
                text = after;
                return true;
            }

            at = text.IndexOf("event", StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }

    static bool TrySkipWord(ref ReadOnlySpan<char> text, string word)
    {
        if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase) || text.Length > word.Length && char.IsAsciiLetter(text[word.Length]))
        {
            return false;
        }

        text = text[word.Length..];
        return true;
    }

    static void ReadIds(ref ReadOnlySpan<char> text, SortedSet<int> ids)
    {
        while (true)
        {
            text = text.TrimStart(" =:,;/|");
            var digits = text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
            if (digits is 0 or > EventIdDigitsMax)
            {
                return;
            }

            ids.Add(int.Parse(text[..digits], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture));
            text = text[digits..];
        }
    }
}
