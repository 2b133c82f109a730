using ICSharpCode.SharpZipLib.BZip2;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>Bzip2, also of several streams one after another, as parallel compressors write them.</summary>
/// <param name="packed">The compressed stream; disposed with this.</param>
sealed class LogFileBzip2(Stream packed) : ForwardStream
{
    // SharpZipLib takes single bytes, and no more than it needs: the next stream begins where it stopped.
    readonly BufferedStream input = new(packed, 64 * 1024);
    BZip2InputStream? current;
    bool isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        while (!isAtEnd && !buffer.IsEmpty)
        {
            current ??= new BZip2InputStream(input) { IsStreamOwner = false };
            var count = current.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            current.Dispose();
            current = null;
            var next = input.ReadByte();
            isAtEnd = next != 'B';
            if (!isAtEnd)
            {
                current = new BZip2InputStream(new WithFirst((byte)next, input)) { IsStreamOwner = false };
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A stream behind a byte that was taken of it.</summary>
    sealed class WithFirst(byte first, Stream rest) : ForwardStream
    {
        bool isGiven;

        public override int Read(Span<byte> buffer)
        {
            if (isGiven || buffer.IsEmpty)
            {
                return rest.Read(buffer);
            }

            isGiven = true;
            buffer[0] = first;
            return 1;
        }

        public override int ReadByte()
        {
            if (isGiven)
            {
                return rest.ReadByte();
            }

            isGiven = true;
            return first;
        }
    }
}
