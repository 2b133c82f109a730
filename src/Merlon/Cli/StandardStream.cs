namespace Merlon.Cli;

/// <summary>
/// A standard stream that says once that it cannot be written (a full disk, a closed descriptor) and then takes everything
/// without writing it, so that flushing what is left at the end does not fail a second time.
/// </summary>
/// <param name="stream">The system's stream.</param>
/// <param name="name">As people call it, or null for one that never fails.</param>
sealed class StandardStream(Stream stream, string? name) : Stream
{
    bool isBroken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (isBroken)
        {
            return;
        }

        try
        {
            stream.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            isBroken = true;
            if (name is not null)
            {
                throw new IOException($"{name} cannot be written ({(e.InnerException ?? e).Message}): the answer is not whole", e);
            }
        }
    }

    public override void Flush()
    {
        if (!isBroken)
        {
            stream.Flush();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
