using System.Text;
using System.Text.Unicode;

namespace Merlon.Logs.Text;

/// <summary>
/// The lines of a stream as UTF-8, one after the other in bounded memory: without byte order mark and line end (LF or
/// CR LF), UTF-16 converted, what is no UTF-8 replaced by U+FFFD, lines that are too long cut.
/// </summary>
/// <param name="stream">Read to its end as it comes: a line is given as soon as its end has arrived. Disposed with this.</param>
/// <param name="lineBytesMax">Longest line, in bytes.</param>
sealed class LineSource(Stream stream, int lineBytesMax) : IDisposable
{
    const int BlockBytes = 64 * 1024;

    Stream stream = stream;
    byte[] buffer = new byte[BlockBytes];
    byte[] replaced = [];
    TextEncoding encoding;
    int start;
    int end;
    bool isAtEnd;
    bool isBegun;

    /// <summary>Number of the line that was given last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Where that line begins, in bytes of the stream.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next line begins, in bytes of the stream.</summary>
    public long Position { get; private set; }

    /// <summary>True where that line was longer than allowed; the rest of it has been passed over.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Number of the first line with bytes that are not UTF-8, or 0.</summary>
    public long FirstReplaced { get; private set; }

    /// <summary>Lines with bytes that are not UTF-8.</summary>
    public long Replaced { get; private set; }

    /// <summary>The next line, valid until the next call; false at the end of the stream.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        if (!isBegun)
        {
            Begin();
        }

        IsCut = false;
        Offset = Position;
        var searched = 0;
        while (true)
        {
            var at = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = Take(searched + at, lineEnd: 1);
                return true;
            }

            searched = end - start;
            if (searched > lineBytesMax + 1)
            {
                line = TakeCut();
                return true;
            }

            if (!Fill())
            {
                line = start == end ? default : Take(end - start, lineEnd: 0);
                return Position > Offset;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    void Begin()
    {
        isBegun = true;
        while (end < 8 && Fill())
        {
        }

        encoding = TextEncoding.Of(buffer.AsSpan(0, end));
        start = encoding.MarkBytes;
        Position = start;
        if (encoding.IsUtf16)
        {
            stream = new Utf16Stream(new HeadedStream(buffer.AsSpan(start, end - start).ToArray(), stream), encoding.IsBigEndian);
            (start, end, isAtEnd) = (0, 0, false);
        }
    }

    ReadOnlySpan<byte> Take(int length, int lineEnd)
    {
        ReadOnlySpan<byte> line = buffer.AsSpan(start, length);
        Advance(length + lineEnd);
        Number++;
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        if (line.Length > lineBytesMax)
        {
            line = Shortened(line);
        }

        return Utf8.IsValid(line) ? line : Replace(line);
    }

    // The line's end has not been seen: what is over is passed over block by block.
    ReadOnlySpan<byte> TakeCut()
    {
        var kept = Shortened(buffer.AsSpan(start, end - start)).ToArray();
        while (true)
        {
            var at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            Advance(at >= 0 ? at + 1 : end - start);
            if (at >= 0 || !Fill())
            {
                break;
            }
        }

        Number++;
        return Utf8.IsValid(kept) ? kept : Replace(kept);
    }

    ReadOnlySpan<byte> Shortened(ReadOnlySpan<byte> line)
    {
        IsCut = true;
        var length = lineBytesMax;
        while (length > lineBytesMax - 4 && length > 0 && (line[length] & 0xC0) == 0x80)
        {
            length--; // not within a character
        }

        return line[..length];
    }

    void Advance(int bytes)
    {
        Position += encoding.IsUtf16 ? 2L * Encoding.UTF8.GetCharCount(buffer.AsSpan(start, bytes)) : bytes;
        start += bytes;
    }

    ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> line)
    {
        Replaced++;
        FirstReplaced = FirstReplaced == 0 ? Number : FirstReplaced;
        replaced = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line));
        return replaced;
    }

    bool Fill()
    {
        if (isAtEnd)
        {
            return false;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        isAtEnd = read == 0;
        return read > 0;
    }
}
