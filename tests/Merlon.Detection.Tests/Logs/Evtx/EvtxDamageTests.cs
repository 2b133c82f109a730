using System.Buffers.Binary;
using System.Text;
using Merlon.Documents;
using Merlon.Logs.Evtx;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>Event logs that are broken, cut off or made to do harm: bounded, counted, the rest still read, and the fast reader agrees.</summary>
public sealed class EvtxDamageTests
{
    static readonly RuleSet Rules = RuleSet.Compile(
        SigmaReader.ReadContent(Encoding.UTF8.GetBytes("""
            title: t
            logsource: {product: windows, service: sysmon}
            detection:
                a: {Image|endswith: 'x', Data: 'b', Number: 7, Hash|contains: '0F', Provider_Name: '*', Channel|contains: a, EventID: 1}
                b: [keyword]
                condition: 1 of *
            """), "rule.yml", SigmaReadOptions.Default).Value ?? SigmaContent.Empty, PipelineSet.BuiltIn);

    [Fact]
    public void Any_byte_may_be_wrong()
    {
        var bytes = Sample();
        var (whole, _) = EvtxCorpus.ReadAll(bytes);
        var feeding = new SlotFeeding(Rules);
        var used = Enumerable.Range(0, 128).Concat(Enumerable.Range(4096, 128)).Concat(Enumerable.Range(4096 + 512, UsedBytes))
            .Concat(Enumerable.Range(4096 + EvtxBuilder.FarBegin, 420));
        foreach (var at in used)
        {
            var wrong = (byte[])bytes.Clone();
            wrong[at] ^= (byte)(1 << at % 8);
            var (records, reader) = EvtxCorpus.ReadAll(wrong);
            (records.Count + reader.Failed).ShouldBeInRange(1, whole.Count + 4, at.ToString(System.Globalization.CultureInfo.InvariantCulture));
            feeding.Compare(wrong, $"byte {at}");
        }

        feeding.Fed.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void Bytes_of_recorded_logs_may_be_wrong()
    {
        var feeding = new SlotFeeding(Rules);
        var random = new Random(20_260_203);
        foreach (var file in EvtxCorpus.Files().Where(static f => new FileInfo(f).Length == 69_632).Where(static (_, i) => i % 24 == 0))
        {
            var bytes = File.ReadAllBytes(file);
            for (var i = 0; i < 40; i++)
            {
                var wrong = (byte[])bytes.Clone();
                for (var j = random.Next(1, 4); j > 0; j--)
                {
                    wrong[4096 + random.Next(i % 2 == 0 ? 8_192 : 65_536)] = (byte)random.Next(256);
                }

                feeding.Compare(wrong, $"{file} {i}");
            }
        }
    }

    [Fact]
    public void A_file_may_end_anywhere()
    {
        var bytes = Sample();
        var builder = SampleChunk();
        for (var length = 0; length < 4096 + 512 + UsedBytes + 16; length += 7)
        {
            var (records, reader) = EvtxCorpus.ReadAll(bytes[..length]);
            var inside = length - 4096;
            var expected = builder.Starts.Skip(1).Append(builder.At).Count(end => end <= inside && inside >= EvtxBuilder.FarBegin);
            records.Count.ShouldBeGreaterThanOrEqualTo(expected);
            (records.Count + reader.Failed).ShouldBeLessThanOrEqualTo(builder.Starts.Count);
            if (length > 4096)
            {
                reader.Diagnostics.ShouldContain(static d => d.Code == "LOG202" || d.Code == "LOG203");
            }
        }
    }

    [Fact]
    public void A_chunk_without_its_end_gives_the_records_before_it()
    {
        var builder = new EvtxBuilder();
        for (var i = 0; i < 5; i++)
        {
            builder.Record(r => r.Element("Event", e => e.Element("System", s => s.Element("EventID", x => x.Text("5")))));
        }

        var bytes = EvtxBuilder.File(builder.Chunk())[..(4096 + builder.Starts[3] + 30)];
        var (records, reader) = EvtxCorpus.ReadAll(bytes);
        records.Count.ShouldBe(3);
        reader.Failed.ShouldBe(1);
        CodesOf(reader).ShouldBe("LOG202 LOG206");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(8u)]
    [InlineData(27u)]
    [InlineData(65_000u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    public void A_record_may_lie_about_its_size_and_those_behind_it_are_found(uint size)
    {
        var builder = SampleChunk();
        var chunk = builder.Chunk();
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(builder.Starts[1] + 4), size);
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(EvtxBuilder.Sealed(chunk)));
        records.Count.ShouldBe(builder.Starts.Count - 1);
        reader.Failed.ShouldBe(1);
        CodesOf(reader).ShouldBe("LOG206");
    }

    [Fact]
    public void A_wrong_copy_of_a_size_does_not_matter_where_the_next_record_follows()
    {
        var builder = SampleChunk();
        var chunk = builder.Chunk();
        chunk[builder.Starts[1] - 4] ^= 0x55;
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(EvtxBuilder.Sealed(chunk)));
        records.Count.ShouldBe(builder.Starts.Count);
        reader.Failed.ShouldBe(0);
    }

    [Theory]
    [InlineData(0u, "LOG204")]
    [InlineData(511u, "LOG204")]
    [InlineData(65_537u, "LOG204")]
    [InlineData(0xFFFF_FFFFu, "LOG204")]
    [InlineData(512u, "LOG204 LOG205")]
    public void A_chunk_may_lie_about_where_its_records_end(uint free, string codes)
    {
        var builder = SampleChunk();
        var chunk = builder.Chunk();
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(48), free);
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(chunk));
        records.Count.ShouldBe(builder.Starts.Count);
        CodesOf(reader).ShouldStartWith(codes);
    }

    [Fact]
    public void Records_behind_the_end_that_a_sound_header_states_are_not_read()
    {
        var builder = SampleChunk();
        var chunk = builder.Chunk();
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(48), (uint)builder.Starts[2]);
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(EvtxBuilder.Sealed(chunk)));
        records.Count.ShouldBe(2);
        reader.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Wrong_checksums_are_said_and_the_records_are_read_all_the_same()
    {
        var builder = SampleChunk();
        var chunk = builder.Chunk();
        chunk[52] ^= 1;
        chunk[124] ^= 1;
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(chunk));
        records.Count.ShouldBe(builder.Starts.Count);
        CodesOf(reader).ShouldStartWith("LOG204 LOG205");
    }

    [Fact]
    public void What_is_no_chunk_is_searched_for_records_and_counted()
    {
        var chunk = SampleChunk().Chunk();
        chunk[0] = 0;
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(chunk, new byte[EvtxLimits.ChunkBytes], SampleChunk().Chunk()));
        records.Count.ShouldBe(2 * SampleChunk().Starts.Count);
        reader.Failed.ShouldBe(1);
        CodesOf(reader).ShouldBe("LOG203");
    }

    [Fact]
    public void Bytes_that_are_missing_lose_the_chunk_behind_them_and_too_many_lose_none()
    {
        var bytes = EvtxBuilder.File(SampleChunk().Chunk(), SampleChunk().Chunk(), SampleChunk().Chunk());
        byte[] missing = [.. bytes[..(4096 + 60_000)], .. bytes[(4096 + 65_536)..]];
        var (records, reader) = EvtxCorpus.ReadAll(missing);
        records.Count.ShouldBe(2 * SampleChunk().Starts.Count);
        CodesOf(reader).ShouldBe("LOG203");
        byte[] tooMany = [.. bytes[..(4096 + 65_536)], 1, 2, 3, .. bytes[(4096 + 65_536)..]];
        (records, reader) = EvtxCorpus.ReadAll(tooMany);
        records.Count.ShouldBe(3 * SampleChunk().Starts.Count);
        reader.Position.ShouldBe(tooMany.Length);
        CodesOf(reader).ShouldBe("LOG203");
    }

    [Fact]
    public void A_file_header_may_be_missing_or_damaged()
    {
        var (records, reader) = EvtxCorpus.ReadAll(SampleChunk().Chunk());
        records.Count.ShouldBe(SampleChunk().Starts.Count);
        CodesOf(reader).ShouldBe("LOG201");

        var bytes = Sample();
        bytes[30] = 1;
        bytes[38] = 9;
        (records, reader) = EvtxCorpus.ReadAll(bytes);
        records.Count.ShouldBe(SampleChunk().Starts.Count);
        CodesOf(reader).ShouldBe("LOG201 LOG201");

        bytes = Sample();
        bytes[120] = 1; // not part of the checksum
        CodesOf(EvtxCorpus.ReadAll(bytes).Reader).ShouldBe("LOG208");
    }

    [Fact]
    public void What_is_no_event_log_has_no_records_and_an_error()
    {
        var (records, reader) = EvtxCorpus.ReadAll(Encoding.UTF8.GetBytes(new string('x', 100_000)));
        records.ShouldBeEmpty();
        reader.Diagnostics[0].Code.ShouldBe("LOG200");
        reader.Diagnostics[0].Severity.ShouldBe(Severity.Error);
        EvtxCorpus.ReadAll([]).Reader.Diagnostics[0].Code.ShouldBe("LOG200");
    }

    [Fact]
    public void A_template_inside_of_a_template_is_refused_so_none_can_hold_itself()
        => FaultOf(r => r.Template("self", t => t.Element("Event", e => e.Byte(0x0C, 1).UInt32(1).UInt32(0).UInt32(0)))).ShouldBe("LOG207");

    [Fact]
    public void A_value_may_refer_to_the_template_that_it_is_a_value_of()
    {
        var builder = new EvtxBuilder();
        builder.Record(r => r.Template("a", t => t.Element("Event", e => e.Element("EventData", d => d.Element("Data", x => x.Value(0), true, ("Name", a => a.Text("X")))).Value(1, 0x21)),
            (0x01, Encoding.Unicode.GetBytes("v")), (0x21, Inner(r, 3))));
        var (records, reader) = EvtxCorpus.ReadAll(EvtxBuilder.File(builder.Chunk()));
        reader.Diagnostics.ShouldBeEmpty();
        records.ShouldHaveSingleItem().ShouldStartWith("X = v\n");

        // The same template over and over, each in the one before.
        static byte[] Inner(EvtxBuilder b, int levels)
        {
            var below = levels == 0 ? [] : Inner(b, levels - 1);
            var made = new List<byte> { 0x0C, 1, 1, 0, 0, 0 };
            made.AddRange(BitConverter.GetBytes((uint)EvtxLimits.ChunkHeaderBytes + 24 + 4 + 10));
            made.AddRange(BitConverter.GetBytes(2u));
            made.AddRange([2, 0, 1, 0, (byte)below.Length, (byte)(below.Length >> 8), 0x21, 0]);
            made.AddRange([(byte)'w', 0]);
            made.AddRange(below);
            return [.. made];
        }
    }

    [Theory]
    [InlineData(EvtxLimits.ElementDepthMax, "")]
    [InlineData(EvtxLimits.ElementDepthMax + 1, "LOG207")]
    public void Elements_are_nested_to_a_bound(int depth, string code)
        => FaultOf(r =>
        {
            Nest(r, depth);
            static void Nest(EvtxBuilder b, int left) => b.Element("e", left == 1 ? null : inner => Nest(inner, left - 1));
        }).ShouldBe(code);

    [Theory]
    [InlineData(EvtxLimits.FragmentDepthMax, "")]
    [InlineData(EvtxLimits.FragmentDepthMax + 1, "LOG207")]
    public void Fragments_are_nested_to_a_bound(int depth, string code)
        => FaultOf(r =>
        {
            var made = Array.Empty<byte>();
            for (var i = 1; i < depth; i++)
            {
                made = [0x0C, 1, 1, 0, 0, 0, .. BitConverter.GetBytes((uint)EvtxLimits.ChunkHeaderBytes + 38), 1, 0, 0, 0, (byte)made.Length, (byte)(made.Length >> 8), 0x21, 0, .. made];
            }

            r.Template("a", t => t.Element("Event", e => e.Value(0, 0x21)), (0x21, made));
        }).ShouldBe(code);

    [Theory]
    [InlineData(EvtxLimits.RecordFieldsMax, "")]
    [InlineData(EvtxLimits.RecordFieldsMax + 1, "LOG207")]
    public void A_record_has_fields_to_a_bound(int fields, string code)
        => FaultOf(r => r.Template("a", t => t.Element("Event", e => e.Element("EventData", d => d.Element("Data", x => x.Value(0)))), (0x84, new byte[fields]))).ShouldBe(code);

    // In bytes of the outline: 7 for the root, 3 and two a character for the text, 5 and two a character for each element.
    [Theory]
    [InlineData(24_033, "")]
    [InlineData(24_034, "LOG207")]
    public void A_template_with_its_names_written_out_is_bounded(int chars, string code)
        => FaultOf(r => r.Template("a", t => t.Element("e", e =>
        {
            e.Text(new string('t', chars));
            for (var i = 0; i < 100; i++)
            {
                e.Element(new string('n', 5_000));
            }
        }))).ShouldBe(code);

    // 512 fields named Data, each with four characters a byte.
    [Theory]
    [InlineData(4_095, "")]
    [InlineData(4_096, "LOG207")]
    public void Text_of_a_chunk_is_bounded_by_the_most_that_its_values_can_become(int bytes, string code)
        => FaultOf(r => r.Template("a", t => t.Element("Event", e => e.Element("EventData", d =>
        {
            for (var i = 0; i < 512; i++)
            {
                d.Element("Data", x => x.Value(0));
            }
        })), (0x0E, new byte[bytes]))).ShouldBe(code);

    [Fact]
    public void Values_that_would_lie_outside_of_their_record_make_it_fail()
    {
        FaultOf(r => r.Template("a", t => t.Element("Event", e => e.Value(0))).Byte(1, 0, 0, 0)).ShouldBe("");
        FaultOf(r => r.Byte(0x0C, 1).UInt32(1).UInt32(0xFFFF_FFFF).UInt32(0)).ShouldBe("LOG207");
        FaultOf(r => r.Byte(0x0C, 1).UInt32(1).UInt32(65_530).UInt32(0)).ShouldBe("LOG207");
        FaultOf(r => r.Byte(0x0C, 1).UInt32(1).UInt32(0).UInt32(0x4000_0000)).ShouldBe("LOG207");
        FaultOf(r => r.Byte(0x01).UInt16(0).UInt32(0).UInt32(70_000)).ShouldBe("LOG207");
        FaultOf(r => r.Byte(0x01).UInt16(0).UInt32(0).UInt32(65_530)).ShouldBe("LOG207");
        FaultOf(r => r.Byte(0x99)).ShouldBe("LOG207");
        FaultOf(r => r.Element("Event", e => e.Byte(0x05, 0x08).UInt32(5))).ShouldBe("LOG207");
        FaultOf(r => r.Element("Event", e => e.Byte(0x04))).ShouldBe("LOG207");
    }

    static string FaultOf(Action<EvtxBuilder> build)
    {
        var builder = new EvtxBuilder();
        builder.Record(build);
        var bytes = EvtxBuilder.File(builder.Chunk());
        new SlotFeeding(Rules).Compare(bytes, "synthetic");
        return CodesOf(EvtxCorpus.ReadAll(bytes).Reader);
    }

    static string CodesOf(EvtxLogReader reader) => string.Join(' ', reader.Diagnostics.Select(static d => d.Code));

    static readonly int UsedBytes = SampleChunk().At - EvtxLimits.ChunkHeaderBytes;

    static byte[] Sample() => EvtxBuilder.File(SampleChunk().Chunk());

    static EvtxBuilder SampleChunk() => new EvtxBuilder()
        .Event(1, EvtxBuilder.Of("Image", "C:\\x"), ("Number", 0x08, [7, 0, 0, 0]), ("Hash", 0x0E, [15, 15]))
        .Event(1, EvtxBuilder.Of("Image", "keyword"), ("Number", 0x08, [8, 0, 0, 0]), ("Hash", 0x0F, new byte[16]))
        .Event(11, EvtxBuilder.Of("", "a"), ("", 0x81, [65, 0, 0, 0, 66, 0, 0, 0]))
        .Event(1, EvtxBuilder.Of("Image", "y"), ("Number", 0x00, []), ("Hash", 0x0D, [1, 0, 0, 0]));
}
