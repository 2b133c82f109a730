using System.Text;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Hunting;

/// <summary>Inputs that the fuzzer found (fuzz/run.sh), made small, with what went wrong once.</summary>
public sealed class FoundByFuzzingTests
{
    // The index of a block ended with the record's first line however far it was to reach, and was made again for ever.
    [Theory]
    [InlineData(100_000)]
    [InlineData(2_000_000)]
    public void A_record_of_several_lines_of_which_one_is_very_long_is_read(int length)
        => Hunt(LogFormat.Json, Encoding.UTF8.GetBytes("{\n\"Channel\": \"Security\",\n\"EventID\": \"" + new string('1', length) + "\"\n}\n{\"a\":1}\n")).ShouldBe("2 0");

    static string Hunt(LogFormat format, byte[] bytes)
    {
        var told = new Counts();
        var rules = RuleSet.Compile(
            SigmaReader.ReadContent("title: t\nlogsource: {product: windows}\ndetection: {k: [lsass], condition: k}"u8.ToArray(), "rule.yml", SigmaReadOptions.Default).Value ?? SigmaContent.Empty,
            PipelineSet.BuiltIn);
        LogHunt.Run([new LogInput("x", () => new MemoryStream(bytes), Format: format)], rules, new HuntOptions { Threads = 1 }, told, CancellationToken.None);
        return told.Text;
    }

    sealed class Counts : IHuntSink
    {
        public string Text { get; private set; } = "";

        public void OnMatch(in RecordMatch match)
        {
        }

        public void OnFile(FileTally file) => Text = $"{file.Records} {file.Failed}";

        public void OnProfile(RuleProfile profile)
        {
        }
    }
}
