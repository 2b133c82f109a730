namespace Merlon.Logs;

/// <summary>A stream whose first bytes were read already to recognise it: they come once more, then the rest.</summary>
/// <param name="head">What was read.</param>
/// <param name="rest">The stream behind it; disposed with this.</param>
public sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
{
    int taken;
    long given;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes that were given so far.</summary>
    public override long Position { get => given; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (taken == head.Length)
        {
            var more = rest.Read(buffer);
            given += more;
            return more;
        }

        var count = Math.Min(buffer.Length, head.Length - taken);
        head.Span.Slice(taken, count).CopyTo(buffer);
        taken += count;
        given += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
