using System.IO.Compression;
using Merlon.Logs.Evtx;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>CRC-32 by folding, by tables, and as the published check value and another program's output have it.</summary>
public sealed class EvtxChecksumTests
{
    [Fact]
    public void The_check_value_of_the_published_catalogue_comes_out()
    {
        EvtxChecksum.Of("123456789"u8).ShouldBe(0xCBF43926u);
        EvtxChecksum.OfByTables("123456789"u8).ShouldBe(0xCBF43926u);
        EvtxChecksum.Of([]).ShouldBe(0u);
    }

    [Fact]
    public void Folding_and_tables_agree_with_one_bit_at_a_time_for_every_length_and_every_beginning()
    {
        var random = new Random(7);
        var bytes = new byte[700];
        random.NextBytes(bytes);
        for (var length = 0; length < 400; length++)
        {
            for (var start = 0; start < 3; start++)
            {
                var span = bytes.AsSpan(start, length);
                var expected = BitByBit(span);
                EvtxChecksum.Of(span).ShouldBe(expected);
                EvtxChecksum.OfByTables(span).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Two_parts_one_after_the_other_are_the_whole()
    {
        var bytes = Enumerable.Range(0, 1_000).Select(static i => (byte)(i * 31 % 251)).ToArray();
        for (var cut = 0; cut <= bytes.Length; cut += 37)
        {
            EvtxChecksum.Of(bytes.AsSpan(cut), EvtxChecksum.Of(bytes.AsSpan(0, cut))).ShouldBe(EvtxChecksum.Of(bytes));
        }
    }

    // What gzip writes at the end of its output is the same checksum.
    [Fact]
    public void It_is_the_checksum_that_gzip_writes()
    {
        var bytes = new byte[100_001];
        new Random(11).NextBytes(bytes);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        BitConverter.ToUInt32(packed.ToArray().AsSpan()[^8..^4]).ShouldBe(EvtxChecksum.Of(bytes));
    }

    static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state & 1) != 0 ? (state >> 1) ^ 0xEDB88320u : state >> 1;
            }
        }

        return ~state;
    }
}
