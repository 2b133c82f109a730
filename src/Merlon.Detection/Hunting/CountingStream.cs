using Merlon.Documents;

namespace Merlon.Hunting;

/// <summary>Counts what is read, to know whether a file ended before it should have.</summary>
/// <param name="rest">The file; disposed of with this.</param>
/// <param name="expected">How many bytes it should have, or -1.</param>
sealed class CountingStream(Stream rest, long expected) : ForwardStream
{
    bool isAtEnd;

    /// <summary>Bytes read so far.</summary>
    public long Total { get; private set; }

    /// <summary>How many bytes there should have been.</summary>
    public long Expected { get; } = expected;

    /// <summary>True where the end came too early.</summary>
    public bool IsShort => isAtEnd && Total < Expected;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = rest.Read(buffer);
        Total += read;
        isAtEnd |= read == 0 && !buffer.IsEmpty;
        return read;
    }

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
