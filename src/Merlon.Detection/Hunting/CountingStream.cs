namespace Merlon.Hunting;

/// <summary>Counts what is read, to know whether a file ended before it should have.</summary>
/// <param name="rest">The file; disposed of with this.</param>
/// <param name="expected">How many bytes it should have, or -1.</param>
sealed class CountingStream(Stream rest, long expected) : Stream
{
    bool isAtEnd;

    /// <summary>Bytes read so far.</summary>
    public long Total { get; private set; }

    /// <summary>How many bytes there should have been.</summary>
    public long Expected { get; } = expected;

    /// <summary>True where the end came too early.</summary>
    public bool IsShort => isAtEnd && Total < Expected;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = rest.Read(buffer);
        Total += read;
        isAtEnd |= read == 0 && !buffer.IsEmpty;
        return read;
    }

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
