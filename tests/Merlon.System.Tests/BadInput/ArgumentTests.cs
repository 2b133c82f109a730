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
        { "search|x|--limit|-1", "--limit takes a whole number from 1 to 10000, not '-1'" },
        { "search|x|--max|999999999999", "--limit takes a whole number from 1 to 10000" },
        { "search|x|--type|grup", "'grup' is not a kind of object; did you mean 'group'?" },
        { "search|x|--platform|windwos", "no platform 'windwos'; did you mean 'Windows'?" },
        { "search|x|--tactic|Exection", "did you mean 'Execution'?" },
        { "search|x|--domain|icx-attack", "did you mean 'ics-attack'?" },
        { "list|tecniques", "did you mean 'techniques'?" },
        { "list|techniques|--group|Cozzy Bear", "--group: ATT&CK 18.1 has no group 'Cozzy Bear'; did you mean 'Cozy Bear'?" },
        { "list|techniques|--group|T1059", "--group takes a group, and T1059 Command and Scripting Interpreter is a technique" },
        { "list|groups|--platform|windows", "groups have no platforms" },
        { "list|groups|--sub-techniques", "--sub-techniques is of techniques, not of groups" },
        { "list|techniques|--sub-techniques|--no-sub-techniques", "leave nothing" },
        { "list|techniques|--changed-after|yesterday", "--changed-after takes a day such as 2026-11-22, not 'yesterday'" },
        { "list|techniques|--log-source|WinEventLog:Sismon", "did you mean 'WinEventLog:Sysmon'?" },
        { "list|techniques|--json|--csv|-", "both want standard output" },
        { "list|techniques|--csv-raw", "--csv-raw says how --csv writes" },
        { "list|uses|--platform|windows", "--platform is no filter of uses" },
        { "graph|G0016", "needs TO" },
        { "graph|G0016|Cozy Bear", "both are G0016 APT29" },
        { "graph|G0016|nobody at all", "has nothing called 'nobody at all'" },
        { "graph|G0016|G0032|--max-steps|13", "--max-steps takes a whole number from 1 to 12, not '13'" },
        { "graph|G0016|G0032|--format|svg", "--format takes one of text, mermaid, dot, not 'svg'" },
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

        MerlonCommand.Run(["--version"], new Terminal { Out = output, Error = error }, TestContext.Current.CancellationToken).ShouldBe(3);

        error.ToString().ShouldStartWith("merlon: standard output cannot be written (no space): ");
    }

    [Fact]
    public void An_error_stream_that_cannot_be_written_changes_nothing()
    {
        using var error = new StreamWriter(new StandardStream(new FullStream(), name: null)) { AutoFlush = true };

        MerlonCommand.Run(["asses"], new Terminal { Out = TextWriter.Null, Error = error }, TestContext.Current.CancellationToken).ShouldBe(2);
    }

    sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no space");
    }
}
