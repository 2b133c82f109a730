using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Merlon.Sigma.Matching.Values;

/// <summary>
/// <see cref="SigmaText.Fold(Rune)"/> over UTF-8: two texts are the same without regard to case exactly if their folded bytes
/// are. What is no Unicode becomes U+FFFD.
/// </summary>
static class TextFolding
{
    /// <summary>Folds a text of a rule; half a surrogate pair becomes U+FFFD.</summary>
    public static byte[] Fold(string text)
    {
        if (!Ascii.IsValid(text))
        {
            var buffer = new byte[text.Length * 3];
            return buffer[..FoldSlowly(text, buffer)];
        }

        var folded = new byte[text.Length];
        Ascii.ToUpper(text, folded, out _);
        return folded;
    }

    /// <summary>Bytes of a text of a rule in which case counts; null where it holds half a surrogate pair.</summary>
    public static byte[]? Encode(string text)
    {
        var buffer = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Utf8.FromUtf16(text, buffer, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done ? buffer[..written] : null;
    }

    /// <summary>Folds a value.</summary>
    /// <param name="utf8">The value.</param>
    /// <param name="folded">Takes at least three times as many bytes.</param>
    /// <returns>How many bytes it has.</returns>
    public static int Fold(ReadOnlySpan<byte> utf8, Span<byte> folded)
    {
        if (Ascii.ToUpper(utf8, folded, out var written) == OperationStatus.Done)
        {
            return written;
        }

        // An ASCII part is done already; the rest goes character by character.
        for (var at = written; at < utf8.Length;)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var taken);
            at += taken;
            written += SigmaText.Fold(rune).EncodeToUtf8(folded[written..]);
        }

        return written;
    }

    static int FoldSlowly(string text, Span<byte> folded)
    {
        var written = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            written += SigmaText.Fold(rune).EncodeToUtf8(folded[written..]);
        }

        return written;
    }
}
