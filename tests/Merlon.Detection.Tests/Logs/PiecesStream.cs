namespace Merlon.Detection.Tests.Logs;

/// <summary>A stream that gives at most some bytes at a time, as pipes and sockets do.</summary>
/// <param name="bytes">What it holds.</param>
/// <param name="step">Most bytes of a read.</param>
sealed class PiecesStream(byte[] bytes, int step) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, step)]);
}
