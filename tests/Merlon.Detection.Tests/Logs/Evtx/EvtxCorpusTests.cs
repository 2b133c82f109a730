using System.Buffers.Binary;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Detection.Tests.Sigma;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>Every event log of the shared data.</summary>
public sealed class EvtxCorpusTests
{
    // evtxexport 20181227 finds these counts too, file by file (docs/formats/evtx.md).
    [Fact]
    public void Every_file_has_the_records_that_its_chunks_hold_and_none_fails()
    {
        var files = EvtxCorpus.Files();
        files.Count.ShouldBe(479);
        var total = 0L;
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            var (records, reader) = EvtxCorpus.ReadAll(bytes);
            records.Count.ShouldBe(CountOf(bytes), file);
            reader.Records.ShouldBe(records.Count);
            reader.Failed.ShouldBe(0, file);
            reader.Diagnostics.ShouldBeEmpty(file);
            reader.Position.ShouldBe(bytes.Length);
            total += records.Count;
        }

        total.ShouldBe(8_493);
    }

    [Fact]
    public void Fields_are_those_that_another_reader_wrote_beside_the_recordings()
    {
        var fields = 0;
        // One of the 202 was written by another program: its time has nine digits, and a letter is not as in the bytes.
        foreach (var file in EvtxCorpus.Files().Where(static f => File.Exists(Path.ChangeExtension(f, ".json")) && !f.Contains("susp_right_to_left_override", StringComparison.Ordinal)))
        {
            var expected = EvtxDumpEvents.Read(File.ReadAllBytes(Path.ChangeExtension(file, ".json")));
            var actual = new List<SortedDictionary<string, string>>();
            using var reader = EvtxCorpus.Open(File.ReadAllBytes(file));
            var record = new LogEvent();
            while (reader.Read(record))
            {
                actual.Add(EvtxDumpEvents.Of(record));
            }

            actual.Count.ShouldBe(expected.Count, file);
            foreach (var (ours, theirs) in actual.OrderBy(EvtxDumpEvents.IdOf).Zip(expected.OrderBy(EvtxDumpEvents.IdOf)))
            {
                ours.ShouldBe(theirs, file);
                fields += ours.Count;
            }
        }

        fields.ShouldBe(7_795);
    }

    [Fact]
    public void What_is_fed_to_rules_is_what_the_general_reader_and_the_look_up_of_fields_give()
    {
        var rules = RuleSet.Compile(SigmaContent.Merge(SigmaCorpus.Files().Select(static f => SigmaReader.ReadContent(File.ReadAllBytes(f), f, SigmaReadOptions.Default).Value ?? SigmaContent.Empty)), PipelineSet.BuiltIn);
        var feeding = new SlotFeeding(rules);
        foreach (var file in EvtxCorpus.Files())
        {
            feeding.Compare(File.ReadAllBytes(file), file);
        }

        feeding.Fed.ShouldBeGreaterThan(7_500);
        feeding.Whole.ShouldBeLessThan(feeding.Fed / 10);
    }

    static int CountOf(byte[] bytes)
    {
        var count = 0;
        for (var at = 4096; at < bytes.Length; at += 65_536)
        {
            var free = at + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 48));
            for (var record = at + 512; record < free && bytes.AsSpan(at).StartsWith("ElfChnk\0"u8); record += BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(record + 4)))
            {
                count++;
            }
        }

        return count;
    }
}
