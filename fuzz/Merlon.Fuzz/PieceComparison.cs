using Merlon.Logs;

namespace Merlon.Fuzz;

/// <summary>Reads the same bytes as one piece and in small pieces: what a stream gives at a time must not matter.</summary>
static class PieceComparison
{
    /// <summary>Compares, and tells how it was.</summary>
    public static ulong Run(byte[] bytes, LogFormat format)
    {
        var whole = Read(bytes, format, int.MaxValue, out var behaviour);
        if (bytes.Length < 100_000)
        {
            var pieces = Read(bytes, format, 1 + bytes.Length % 61, out _);
            if (whole != pieces)
            {
                throw new DifferenceException($"{format} read in pieces differs: {whole} and {pieces}");
            }
        }

        return behaviour;
    }

    static (long Records, long Failed, ulong Fields) Read(byte[] bytes, LogFormat format, int step, out ulong behaviour)
    {
        using var reader = LogReaders.Open(new SlowStream(bytes, step), "fuzz", format, LogReadOptions.Default with { IsJoiningAuditd = true });
        var record = new LogEvent();
        var sum = 0UL;
        var count = 0L;
        while (reader.Read(record))
        {
            count += record.Count;
            for (var i = 0; i < record.Count; i++)
            {
                sum = Add(Add(sum, record.NameOf(i)), record.ValueOf(i));
            }
        }

        behaviour = Behaviour.Of(reader.Diagnostics, reader.Records, reader.Failed, count);
        return (reader.Records, reader.Failed, sum);
    }

    static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            foreach (var value in bytes)
            {
                sum = (sum ^ value) * 0x100_0000_01B3;
            }

            return sum * 31;
        }
    }

    sealed class SlowStream(byte[] bytes, int step) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, step)]);
    }
}
