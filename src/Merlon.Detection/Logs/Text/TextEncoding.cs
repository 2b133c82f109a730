namespace Merlon.Logs.Text;

/// <summary>How the bytes of a text stand for characters, told by its first bytes.</summary>
/// <param name="MarkBytes">Length of the byte order mark, which is no part of the text.</param>
/// <param name="IsUtf16">True for two bytes a character.</param>
/// <param name="IsBigEndian">True where the higher one comes first.</param>
readonly record struct TextEncoding(int MarkBytes, bool IsUtf16, bool IsBigEndian)
{
    /// <summary>
    /// By the byte order mark; without one, UTF-16 is known by its zeros: of the first pairs of bytes all have a zero on one
    /// side and none on the other. Everything else counts as UTF-8.
    /// </summary>
    public static TextEncoding Of(ReadOnlySpan<byte> first) => first switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new TextEncoding(3, IsUtf16: false, IsBigEndian: false),
        [0xFF, 0xFE, ..] => new TextEncoding(2, IsUtf16: true, IsBigEndian: false),
        [0xFE, 0xFF, ..] => new TextEncoding(2, IsUtf16: true, IsBigEndian: true),
        [not 0, 0, not 0, 0, not 0, 0, not 0, 0, ..] => new TextEncoding(0, IsUtf16: true, IsBigEndian: false),
        [0, not 0, 0, not 0, 0, not 0, 0, not 0, ..] => new TextEncoding(0, IsUtf16: true, IsBigEndian: true),
        _ => default,
    };

    /// <summary>The text of <paramref name="first"/> as UTF-8, without the byte order mark.</summary>
    public ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> first)
    {
        first = first[Math.Min(MarkBytes, first.Length)..];
        return IsUtf16
            ? System.Text.Encoding.UTF8.GetBytes((IsBigEndian ? System.Text.Encoding.BigEndianUnicode : System.Text.Encoding.Unicode).GetString(first[..(first.Length & ~1)]))
            : first;
    }
}
