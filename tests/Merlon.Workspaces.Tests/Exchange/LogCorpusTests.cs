using Merlon.Logs;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>Every log of the shared data is found, unpacked and recognised.</summary>
public sealed class LogCorpusTests
{
    [Fact]
    public void Every_recorded_log_is_known_by_its_bytes()
    {
        var list = LogFiles.Find([SharedData.PathOf("logs"), SharedData.PathOf("evtx")], LogFileOptions.Default);
        list.Diagnostics.ShouldBeEmpty();
        var formats = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var head = new byte[LogReaders.HeadBytes];
        foreach (var input in list.Inputs)
        {
            using var stream = input.Open();
            var format = LogFormats.Recognise(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), input.Document);
            var name = format == LogFormat.Unknown ? Path.GetExtension(input.Document) : LogFormats.NameOf(format);
            formats[name] = formats.GetValueOrDefault(name) + 1;
            input.Trouble.ShouldNotBeNull().Count.ShouldBe(0);
        }

        string.Join(' ', formats.Select(static pair => $"{pair.Key}={pair.Value}")).ShouldBe("=1 .GPL=1 .yaml=104 auditd=2 csv=1 evtx=277 json=78");
    }

    // Lines and rows counted by other programs.
    [Theory]
    [InlineData("linux/defense_evasion/host/sh_binary_padding_dd.zip", LogFormat.Auditd, 6)]
    [InlineData("linux/discovery/host/sh_arp_cache.zip", LogFormat.Auditd, 12)]
    [InlineData("aws/discovery/aws_s3_honeybucketlogs.zip", LogFormat.Csv, 301)]
    public void Text_logs_are_read_to_the_last_record(string path, LogFormat format, int records)
    {
        var input = LogFiles.Find([SharedData.PathOf($"logs/security-datasets/atomic/{path}")], LogFileOptions.Default).Inputs.ShouldHaveSingleItem();
        using var reader = LogReaders.Open(input, LogReadOptions.Default);
        var record = new LogEvent();
        while (reader.Read(record))
        {
        }

        (reader.Format, reader.Records, reader.Failed).ShouldBe((format, records, 0));
        reader.Diagnostics.ShouldBeEmpty();
    }
}
