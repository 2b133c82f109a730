namespace Merlon.Documents;

/// <summary>One thing that a reader noticed in a document: what was wrong, where, and what to do.</summary>
/// <param name="Code">Stable, upper-case, never reused: a prefix for the reader and a number, such as <c>YAML003</c>.</param>
/// <param name="Severity">How much was given up.</param>
/// <param name="Document">The document's name as the user gave it: a path, <c>archive.zip!entry.json</c>, or <c>-</c>.</param>
/// <param name="Location">Where in the document.</param>
/// <param name="Message">What was wrong and what was given up, one sentence without a full stop at the end.</param>
/// <param name="Excerpt">The offending text, at most <see cref="ExcerptCharsMax"/> characters, control characters removed.</param>
/// <param name="Advice">What to do about it, or null where the message says it all.</param>
public sealed record Diagnostic(
    string Code,
    Severity Severity,
    string Document,
    SourceLocation Location,
    string Message,
    string? Excerpt = null,
    string? Advice = null)
{
    /// <summary>Longest excerpt that is kept, in characters.</summary>
    public const int ExcerptCharsMax = 120;

    /// <summary>The document and the place in it: <c>organisation.yaml:12:7 (scopes[0].weight)</c>.</summary>
    public string Place
    {
        get
        {
            var place = Location.ToString();
            return place.Length == 0 ? Document : $"{Document}:{place}";
        }
    }

    /// <summary>One line for a terminal or a log: place, code, message, excerpt, advice.</summary>
    public override string ToString()
    {
        var excerpt = Excerpt is null ? "" : $": {Excerpt}";
        var advice = Advice is null ? "" : $" ({Advice})";
        return $"{Place}: {Code}: {Message}{excerpt}{advice}";
    }

    /// <summary>Cuts <paramref name="text"/> to an excerpt: one line, no control characters, bounded length.</summary>
    public static string ExcerptOf(ReadOnlySpan<char> text)
    {
        var kept = text.Length > ExcerptCharsMax ? text[..(ExcerptCharsMax - 1)] : text;
        var chars = new char[kept.Length + (kept.Length < text.Length ? 1 : 0)];
        for (var i = 0; i < kept.Length; i++)
        {
            chars[i] = char.IsControl(kept[i]) ? ' ' : kept[i];
        }

        if (kept.Length < text.Length)
        {
            chars[^1] = '…';
        }

        return new string(chars);
    }
}
