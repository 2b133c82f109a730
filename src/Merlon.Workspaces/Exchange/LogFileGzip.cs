using System.IO.Compression;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Gzip that says when it is cut off. The framework's reader ends quietly at the end of its input, whether a member was
/// complete or not; so a small member of our own comes behind the input: where its text comes out, all before was complete.
/// </summary>
sealed class LogFileGzip : ForwardStream
{
    static readonly byte[] Mark = "merlon: the end"u8.ToArray();

    readonly Marked input;
    readonly GZipStream output;
    int matched;
    bool isAtEnd;

    /// <summary>Unpacks a stream and disposes it.</summary>
    public LogFileGzip(Stream packed)
    {
        input = new Marked(packed);
        output = new GZipStream(input, CompressionMode.Decompress);
    }

    /// <summary>Reads; throws <see cref="InvalidDataException"/> behind the last byte that could be had of what is damaged or cut off.</summary>
    public override int Read(Span<byte> buffer)
    {
        while (!isAtEnd && !buffer.IsEmpty)
        {
            var count = Take(buffer);
            if (!input.IsMarkGiven)
            {
                isAtEnd = count == 0; // other data follows the last member
                return count;
            }

            if (count == 0 && matched == Mark.Length)
            {
                isAtEnd = true;
                return 0;
            }

            if (count == 0 || matched + count > Mark.Length || !buffer[..count].SequenceEqual(Mark.AsSpan(matched, count)))
            {
                isAtEnd = true;
                throw new InvalidDataException("it ends before its end, or is followed by something else");
            }

            matched += count;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            output.Dispose();
        }

        base.Dispose(disposing);
    }

    int Take(Span<byte> buffer)
    {
        try
        {
            return output.Read(buffer);
        }
        catch (InvalidDataException) when (input.IsMarkGiven)
        {
            return 0; // the mark was taken for a piece of what is cut off
        }
    }

    /// <summary>The input, and behind it a member with the mark.</summary>
    sealed class Marked(Stream packed) : ForwardStream
    {
        MemoryStream? mark;

        /// <summary>True once the input is at its end: everything that comes out from now on is the mark, or rubbish.</summary>
        public bool IsMarkGiven => mark is not null;

        public override int Read(Span<byte> buffer)
        {
            if (mark is not null)
            {
                return mark.Read(buffer);
            }

            var count = packed.Read(buffer);
            if (count > 0 || buffer.IsEmpty)
            {
                return count;
            }

            mark = new MemoryStream();
            using (var member = new GZipStream(mark, CompressionLevel.Fastest, leaveOpen: true))
            {
                member.Write(Mark);
            }

            mark.Position = 0;
            return mark.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                packed.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
