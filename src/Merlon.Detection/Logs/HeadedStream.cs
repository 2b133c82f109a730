using Merlon.Documents;

namespace Merlon.Logs;

/// <summary>A stream whose first bytes were read already to recognise it: they come once more, then the rest.</summary>
/// <param name="head">What was read.</param>
/// <param name="rest">The stream behind it; disposed with this.</param>
public sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : ForwardStream
{
    int taken;
    long given;

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
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
