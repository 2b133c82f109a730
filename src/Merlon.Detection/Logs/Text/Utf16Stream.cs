using System.Text;
using Merlon.Documents;

namespace Merlon.Logs.Text;

/// <summary>A stream of UTF-16 as UTF-8; half characters become U+FFFD.</summary>
/// <param name="source">Where the UTF-16 comes from, behind a byte order mark; disposed with this.</param>
/// <param name="isBigEndian">Order of the bytes.</param>
sealed class Utf16Stream(Stream source, bool isBigEndian) : ForwardStream
{
    readonly Decoder decoder = new UnicodeEncoding(isBigEndian, byteOrderMark: false).GetDecoder();
    readonly Encoder encoder = Encoding.UTF8.GetEncoder();
    readonly byte[] raw = new byte[16 * 1024];
    readonly char[] chars = new char[8 * 1024 + 2];
    readonly byte[] utf8 = new byte[(8 * 1024 + 4) * 3];
    int start;
    int end;
    bool isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        while (start == end)
        {
            if (isAtEnd)
            {
                return 0;
            }

            Fill();
        }

        var count = Math.Min(buffer.Length, end - start);
        utf8.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    void Fill()
    {
        var read = source.Read(raw, 0, raw.Length);
        isAtEnd = read == 0;
        var count = decoder.GetChars(raw, 0, read, chars, 0, flush: isAtEnd);
        start = 0;
        end = encoder.GetBytes(chars, 0, count, utf8, 0, flush: isAtEnd);
    }
}
