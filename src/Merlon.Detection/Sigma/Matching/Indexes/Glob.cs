using System.Buffers;

namespace Merlon.Sigma.Matching.Indexes;

/// <summary>A pattern with wildcards over UTF-8: literal runs, <c>*</c>, and <c>?</c> for one character of one to four bytes.</summary>
sealed class Glob
{
    readonly Segment[] segments; // between the stars
    readonly bool beginsOpen;
    readonly bool endsOpen;

    // Bytes with 0xFF for a question mark, which UTF-8 never has.
    sealed record Segment(byte[] Bytes, bool HasQuestion, int BytesMin);

    const byte Question = 0xFF;

    Glob(Segment[] segments, bool beginsOpen, bool endsOpen)
    {
        this.segments = segments;
        this.beginsOpen = beginsOpen;
        this.endsOpen = endsOpen;
    }

    /// <summary>Makes one of a canonical pattern; null where it holds half a surrogate pair and case counts, so that nothing fits.</summary>
    public static Glob? Make(string canonical, bool isCased)
    {
        var parts = canonical.Split(SigmaPattern.AnyRun);
        List<Segment> made = [];
        foreach (var part in parts)
        {
            if (part.Length == 0)
            {
                continue;
            }

            if (BytesOf(part, isCased) is not { } bytes)
            {
                return null;
            }

            var hasQuestion = bytes.AsSpan().Contains(Question);
            made.Add(new Segment(bytes, hasQuestion, bytes.Length));
        }

        return new Glob([.. made], parts[0].Length == 0 && parts.Length > 1, parts[^1].Length == 0 && parts.Length > 1);
    }

    /// <summary>True where the whole text, valid UTF-8, fits.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (segments.Length == 0)
        {
            return beginsOpen || text.IsEmpty;
        }

        var first = 0;
        var last = segments.Length - 1;
        if (!beginsOpen)
        {
            var length = FitAt(text, 0, segments[0]);
            if (length < 0 || segments.Length == 1 && !endsOpen && length != text.Length)
            {
                return false;
            }

            text = text[length..];
            first = 1;
        }

        if (!endsOpen && last >= first)
        {
            var begin = FitAtEnd(text, segments[last]);
            if (begin < 0)
            {
                return false;
            }

            text = text[..begin];
            last--;
        }

        // What lies between open ends may be taken as early as it comes.
        for (var i = first; i <= last; i++)
        {
            var end = Find(text, segments[i]);
            if (end < 0)
            {
                return false;
            }

            text = text[end..];
        }

        return true;
    }

    // Where the first fit ends, or -1.
    static int Find(ReadOnlySpan<byte> text, Segment segment)
    {
        if (!segment.HasQuestion)
        {
            var at = text.IndexOf(segment.Bytes);
            return at < 0 ? -1 : at + segment.Bytes.Length;
        }

        for (var at = 0; text.Length - at >= segment.BytesMin; at += SizeAt(text, at))
        {
            var length = FitAt(text, at, segment);
            if (length >= 0)
            {
                return at + length;
            }
        }

        return -1;
    }

    // How many bytes the segment takes at a position, or -1.
    static int FitAt(ReadOnlySpan<byte> text, int at, Segment segment)
    {
        if (!segment.HasQuestion)
        {
            return text[at..].StartsWith(segment.Bytes) ? segment.Bytes.Length : -1;
        }

        var from = at;
        foreach (var b in segment.Bytes)
        {
            if (at >= text.Length)
            {
                return -1;
            }

            if (b == Question)
            {
                at += SizeAt(text, at);
            }
            else if (text[at] == b)
            {
                at++;
            }
            else
            {
                return -1;
            }
        }

        return at - from;
    }

    // Where a segment that reaches the end begins, or -1.
    static int FitAtEnd(ReadOnlySpan<byte> text, Segment segment)
    {
        var at = text.Length;
        for (var i = segment.Bytes.Length - 1; i >= 0; i--)
        {
            if (at == 0)
            {
                return -1;
            }

            at--;
            if (segment.Bytes[i] == Question)
            {
                while (at > 0 && (text[at] & 0xC0) == 0x80)
                {
                    at--;
                }
            }
            else if (text[at] != segment.Bytes[i])
            {
                return -1;
            }
        }

        return at;
    }

    static int SizeAt(ReadOnlySpan<byte> text, int at)
    {
        var next = at + 1;
        while (next < text.Length && (text[next] & 0xC0) == 0x80)
        {
            next++;
        }

        return next - at;
    }

    static byte[]? BytesOf(string part, bool isCased)
    {
        var writer = new ArrayBufferWriter<byte>();
        var runs = part.Split(SigmaPattern.AnyOne);
        for (var i = 0; i < runs.Length; i++)
        {
            if (i > 0)
            {
                writer.Write([Question]);
            }

            if ((isCased ? Values.TextFolding.Encode(runs[i]) : Values.TextFolding.Fold(runs[i])) is not { } bytes)
            {
                return null;
            }

            writer.Write(bytes);
        }

        return writer.WrittenSpan.ToArray();
    }
}
