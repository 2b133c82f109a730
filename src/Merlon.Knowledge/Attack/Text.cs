namespace Merlon.Attack;

/// <summary>
/// A long text that stays as the bytes of the bundle until somebody reads it: a release keeps 33 MB of UTF-8 instead of
/// 60 MB of strings, and reading costs nothing for texts that nobody asks for.
/// </summary>
/// <param name="Json">The JSON string token with its quotes, or nothing.</param>
readonly record struct Text(ReadOnlyMemory<byte> Json)
{
    /// <summary>True when there is no text.</summary>
    public bool IsEmpty => Json.Length <= 2;

    /// <summary>Unescapes and decodes; empty when there is none. Broken UTF-8 and lone surrogates become U+FFFD.</summary>
    public override string ToString() => IsEmpty ? "" : JsonString.Decode(Json.Span[1..^1]);
}
