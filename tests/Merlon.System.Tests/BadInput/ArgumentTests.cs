using Merlon.Cli;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

public sealed class ArgumentTests : IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A command line, its words separated by bars, and what the first line of the answer says.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "assess|org|--as-of|2026-13-01", "--as-of takes a day such as 2026-11-22, not '2026-13-01'" },
        { "assess|org|--as-of|2026-11-21|--as-of|2026-11-22", "--as-of is given 2 times and takes one value" },
        { "search|x|--max|-1", "--max takes a whole number from 1 to 10000, not '-1'" },
        { "search|x|--max|999999999999", "--max takes a whole number from 1 to 10000" },
        { "asses", "did you mean 'assess'?" },
        { "assess|org|--jsn", "did you mean '--json'?" },
        { "release|ad", "did you mean 'add'?" },
        { "assess", "needs ORG" },
        { "assess|org|--out", "--out needs a value" },
        { "assess|", "ORG needs a value, not an empty text" },
        { "assess|org|--out|", "--out needs a value, not an empty text" },
        { "assess|org|--workspace|", "--workspace needs a value, not an empty text" },
        { "assess|org|--rules|", "--rules needs a value, not an empty text" },
        { "assess|org|--release-version| ", "--release-version needs a value, not an empty text" },
        { "init|", "DIR needs a value, not an empty text" },
        { "search|", "needs a value, not an empty text" },
        { "show|", "needs a value, not an empty text" },
        { "", "'' is not a command" },
        { "show|T1059|--release-version|abc", "abc" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_command_line_is_answered_with_what_it_takes(string line, string named)
    {
        var run = CommandRun.Of(line.Split('|'));

        run.ShouldBeRefused(2, named);
    }

    [Theory]
    [InlineData("show|*")]
    [InlineData("assess|*")]
    [InlineData("assess|org|--out|*")]
    [InlineData("--*")]
    [InlineData("*")]
    public void An_endless_argument_is_refused_and_not_repeated(string line)
    {
        var run = CommandRun.Of(line.Replace("*", new string('a', UsageComplaint.ArgumentCharsMax + 1), StringComparison.Ordinal).Split('|'));

        run.ShouldBeRefused(2, "at most 4,096 are taken");
    }

    [Fact]
    public void The_longest_argument_is_taken()
        => CommandRun.Of("search", new string('a', UsageComplaint.ArgumentCharsMax)).ExitCode.ShouldBe(1);

    [Fact]
    public void An_answer_that_cannot_be_written_is_a_failure()
    {
        using var error = new StringWriter();
        using var output = new StreamWriter(new StandardStream(new FullStream(), "standard output"));

        MerlonCommand.Run(["--version"], new Terminal { Out = output, Error = error }).ShouldBe(3);

        error.ToString().ShouldStartWith("merlon: standard output cannot be written (no space): ");
    }

    [Fact]
    public void An_error_stream_that_cannot_be_written_changes_nothing()
    {
        using var error = new StreamWriter(new StandardStream(new FullStream(), name: null)) { AutoFlush = true };

        MerlonCommand.Run(["asses"], new Terminal { Out = TextWriter.Null, Error = error }).ShouldBe(2);
    }

    sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no space");
    }
}
