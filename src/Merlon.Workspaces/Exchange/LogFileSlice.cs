using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>A part of a file as a stream of its own, such as an entry of an archive; closes the file with itself.</summary>
/// <param name="file">The file, for this part alone.</param>
/// <param name="start">Where the part begins.</param>
/// <param name="length">How long it is; a file that ends before gives less.</param>
sealed class LogFileSlice(FileStream file, long start, long length) : ForwardStream
{
    long taken;

    public override long Length => length;

    /// <summary>Bytes of the part that were read.</summary>
    public override long Position { get => taken; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (taken == 0)
        {
            file.Position = start;
        }

        var count = file.Read(buffer[..(int)Math.Min(buffer.Length, length - taken)]);
        taken += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
