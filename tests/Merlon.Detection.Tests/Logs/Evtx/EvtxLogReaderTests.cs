using System.Globalization;
using System.Text;
using Merlon.Logs;
using Merlon.Logs.Evtx;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>What the general reader makes of event logs that are as they should be.</summary>
public sealed class EvtxLogReaderTests
{
    [Fact]
    public void System_is_one_deep_and_data_have_their_own_names()
        => One(b => b.Event(13, EvtxBuilder.Of("Image", @"C:\x.exe"), EvtxBuilder.Of("Target Object", "k"), ("ProcessId", 0x08, BitConverter.GetBytes(4711)))).ShouldBe("""
            .Provider_Name = Microsoft-Windows-Sysmon
            .EventID # 13
            .TimeCreated = 2026-02-03T04:05:06.1234567Z
            .Channel = Microsoft-Windows-Sysmon/Operational
            Image = C:\x.exe
            Target Object = k
            ProcessId # 4711
            """);

    [Theory]
    [InlineData(0x01, "41004200", "= AB")]
    [InlineData(0x01, "4100420000000000", "= AB")]
    [InlineData(0x01, "410020000000", "= A")]
    [InlineData(0x01, "3DD8", "= \uFFFD")]
    [InlineData(0x01, "410042", "= A")]
    [InlineData(0x01, "", "= ")]
    [InlineData(0x00, "", "0 ")]
    [InlineData(0x08, "", "0 ")]
    [InlineData(0x02, "41E48000", "= Aä€")]
    [InlineData(0x03, "FF", "# -1")]
    [InlineData(0x04, "FF", "# 255")]
    [InlineData(0x05, "FEFF", "# -2")]
    [InlineData(0x06, "FEFF", "# 65534")]
    [InlineData(0x07, "FDFFFFFF", "# -3")]
    [InlineData(0x08, "FDFFFFFF", "# 4294967293")]
    [InlineData(0x09, "FCFFFFFFFFFFFFFF", "# -4")]
    [InlineData(0x0A, "FCFFFFFFFFFFFFFF", "# 18446744073709551612")]
    [InlineData(0x0B, "0000C03F", "# 1.5")]
    [InlineData(0x0C, "0000000000000440", "# 2.5")]
    [InlineData(0x0D, "01000000", "? true")]
    [InlineData(0x0D, "00000000", "? false")]
    [InlineData(0x0E, "00FF1a", "= 00FF1A")]
    [InlineData(0x0F, "5F387057 2AC2 E043 BF4C06F5698FFBD9", "= 5770385F-C22A-43E0-BF4C-06F5698FFBD9")]
    [InlineData(0x10, "00100000", "= 0x1000")]
    [InlineData(0x10, "0010000000000000", "= 0x1000")]
    [InlineData(0x11, "0000000000000000", "= 1601-01-01T00:00:00.0000000Z")]
    [InlineData(0x11, "FFFFFFFFFFFFFFFF", "= 18446744073709551615")]
    [InlineData(0x12, "E4070100050003000400050006000700", "= 2020-01-03T04:05:06.007Z")]
    [InlineData(0x13, "010200000000000520000000 20020000", "= S-1-5-32-544")]
    [InlineData(0x13, "0101000000000005", "= 0101000000000005")]
    [InlineData(0x14, "FF000000", "= 0xff")]
    [InlineData(0x15, "00000000000000F0", "= 0xf000000000000000")]
    [InlineData(0x20, "0700000000000000", "= 0x7")]
    [InlineData(0x07, "010203", "# 010203")]
    [InlineData(0x7F, "0102", "= 0102")]
    public void A_value_is_written_as_Windows_and_evtx_dump_do(byte type, string hex, string expected)
        => One(b => b.Event(1, ("X", type, Hex(hex)))).Split('\n')[^1].ShouldBe("X " + expected);

    [Theory]
    [InlineData(0x81, "4100000042000000", "A|B")]
    [InlineData(0x81, "41004200", "AB")]
    [InlineData(0x82, "41004200", "A|B")]
    [InlineData(0x84, "0102FF", "1|2|255")]
    [InlineData(0x87, "FFFFFFFF02000000", "-1|2")]
    [InlineData(0x88, "010000000200", "1|2")]
    [InlineData(0x8D, "0100000000000000", "true|false")]
    [InlineData(0x93, "010100000000000512000000010100000000000513000000", "S-1-5-18|S-1-5-19")]
    [InlineData(0x95, "01000000000000000200000000000000", "0x1|0x2")]
    public void Each_element_of_an_array_is_a_value_of_the_field(byte type, string hex, string expected)
    {
        var lines = One(b => b.Event(1, ("X", type, Hex(hex)))).Split('\n').Where(static line => line.StartsWith("X[]", StringComparison.Ordinal)).ToList();
        string.Join('|', lines.Select(static line => line[6..])).ShouldBe(expected);
    }

    [Fact]
    public void Data_without_names_are_elements_of_one_field_and_so_are_equal_names()
        => string.Join(' ', One(b => b.Event(1, EvtxBuilder.Of("", "a"), EvtxBuilder.Of("", "b"), EvtxBuilder.Of("N", "c"), EvtxBuilder.Of("N", "d"))).Split('\n')[^4..])
            .ShouldBe("Data[] = a Data[] = b N[] = c N[] = d");

    [Fact]
    public void User_data_have_local_names_and_deeper_ones_are_joined_by_points()
        => One(b => b.Record(r => r.Element("Event", e => e
            .Element("System", s => s.Element("EventID", i => i.Text("7"), true, ("Qualifiers", a => a.Text("16384"))))
            .Element("UserData", u => u.Element("ns:Cleared", c => c
                .Element("SubjectUserName", n => n.Text("me"))
                .Element("ns:Client", d => d.Element("Port", p => p.Text("5")).Element("Address", null, true, ("Kind", a => a.Text("v4"))))
                .Element("Empty"), true, ("xmlns:ns", a => a.Text("http://example.org"))))))).ShouldBe("""
            .EventID_Qualifiers = 16384
            .EventID = 7
            SubjectUserName = me
            Client.Port = 5
            Client.Address_Kind = v4
            Empty 0~
            """.Replace('~', ' '));

    [Fact]
    public void Text_may_come_in_pieces_of_every_kind()
        => One(b => b.Record(r => r.Template("pieces", t => t.Element("Event", e => e.Element("EventData", d => d
                .Element("Data", x =>
                {
                    x.Text("a").Byte(0x08).UInt16('b').Byte(0x09).Name("amp").Byte(0x09).Name("own").Byte(0x07).UInt16(2).Utf16("<c");
                    x.Byte(0x0A).Name("target").Byte(0x0B).UInt16(1).Utf16("x").Value(0, 0x06).Value(1, 0x00).Value(2, 0x84);
                }, true, ("Name", a => a.Text("X").Value(3))))),
            (0x06, [7, 0]), (0x00, []), (0x84, [1, 2]), (0x01, Encoding.Unicode.GetBytes("Y"))))).ShouldBe("XY = ab&&own;<c71,2");

    [Fact]
    public void A_null_takes_its_attribute_with_it_and_leaves_data_without_value()
        => One(b => b.Event(1, ("X", 0x00, []))).ShouldEndWith("Channel = Microsoft-Windows-Sysmon/Operational\nX 0 ");

    [Fact]
    public void Templates_are_parsed_once_for_all_chunks_that_hold_the_same()
    {
        var builder = new EvtxBuilder();
        for (var i = 0; i < 20; i++)
        {
            builder.Event(1, EvtxBuilder.Of("Image", i.ToString(CultureInfo.InvariantCulture)));
        }

        var shifted = new EvtxBuilder { At = EvtxLimits.ChunkHeaderBytes }.Event(2, EvtxBuilder.Of("Other", "x")).Event(1, EvtxBuilder.Of("Image", "y"));
        var reader = new BinXmlReader();
        var record = new LogEvent();
        foreach (var bytes in new[] { builder.Chunk(), builder.Chunk(), shifted.Chunk() })
        {
            var chunk = new EvtxChunk { Length = bytes.Length };
            bytes.CopyTo(chunk.Bytes, 0);
            chunk.Begin();
            reader.BeginChunk(bytes);
            while (chunk.TryNext(out var start, out var size))
            {
                record.Clear();
                reader.Read(start + 24, start + size - 4, record).ShouldBe(BinXmlFault.None);
            }
        }

        reader.PlansMade.ShouldBe(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_535)]
    public void A_stream_that_gives_little_at_a_time_gives_the_same(int step)
    {
        var bytes = EvtxBuilder.File(new EvtxBuilder().Event(1, EvtxBuilder.Of("A", "b")).Chunk(), new EvtxBuilder().Event(2, EvtxBuilder.Of("A", "c")).Chunk());
        using var reader = new EvtxLogReader(new PiecesStream(bytes, step), "pieces", LogReadOptions.Default);
        var record = new LogEvent();
        var records = new List<string>();
        while (reader.Read(record))
        {
            records.Add($"{record.Number} {record.Offset} {EvtxCorpus.TextOf(record)}");
        }

        records.Count.ShouldBe(2);
        records[1].ShouldStartWith("2 70144 ");
        reader.Diagnostics.ShouldBeEmpty();
    }

    static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    static string One(Action<EvtxBuilder> build)
    {
        var builder = new EvtxBuilder();
        build(builder);
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(builder.Chunk()));
        reader.Diagnostics.ShouldBeEmpty();
        return records.ShouldHaveSingleItem();
    }
}
