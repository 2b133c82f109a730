using System.Text;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

public sealed class UsageTests
{
    static readonly string[][] Bad =
    [
        ["asess", "examples/harbor-bank"],
        ["assess"],
        ["assess", "org", "--relase", "x"],
        ["assess", "org", "--as-of", "22.11.2026"],
        ["assess", "org", "--out"],
        ["assess", "org", "another"],
        ["assess", "no-such-folder"],
        ["show"],
        ["show", "T1059", "--josn"],
        ["show", "powershel"],
        ["show", "T9999"],
        ["show", "T1685"],
        ["show", "User Training"],
        ["show", "T1059", "--release", "no-such-file.json"],
        ["search", "x", "--max", "0"],
        ["search", "x", "--type", "grup"],
        ["list", "grups"],
        ["list", "groups", "--domain", "enterprize-attack"],
        ["release"],
        ["release", "pack", "--out", "x"],
        ["journal", "list", "--technique", "PowerShell"],
        ["journal", "show", "E-0"],
        ["init", "x", "--sector", "retal", "--platform", "Widnows", "--group", "fin77", "--log-source", "sysmonn", "--mitigation", "M1032=party", "--yes"],
        ["init", "x", "--budget", "lots"],
    ];

    [Fact]
    public void Bad_usage_is_answered_with_what_was_probably_meant()
    {
        var text = new StringBuilder();
        foreach (var args in Bad)
        {
            var run = CommandRun.Of(args);

            run.ExitCode.ShouldBe(2, string.Join(' ', args));
            run.Output.ShouldBeEmpty();
            text.Append("$ merlon ").AppendJoin(' ', args).Append('\n').Append(run.Error).Append('\n');
        }

        Golden.Verify(
            text.ToString().Replace(Directory.GetCurrentDirectory() + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
            "tests/Merlon.System.Tests/Cli/golden/bad-usage.txt");
    }

    [Fact]
    public void A_file_that_is_no_organisation_is_not_served()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.Write("README.md", "# Us");
        var run = CommandRun.Of("serve", file, "--port", "0");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("is no organisation");
        Directory.GetFileSystemEntries(scratch.Path).ShouldBe([file]); // no workspace was begun beside it
    }

    [Fact]
    public void A_word_that_begins_with_a_dash_is_taken_after_two_dashes()
        => CommandRun.Of("show", "--", "-x").Error.ShouldContain("nothing called '-x'");

    [Fact]
    public void An_argument_that_begins_with_an_at_sign_reads_no_file()
        => CommandRun.Of("show", "@/etc/hostname").Error.ShouldContain("nothing called '@/etc/hostname'");

    [Theory]
    [InlineData(typeof(OperationCanceledException), 3, "cancelled; nothing was written")]
    [InlineData(typeof(FileNotFoundException), 2, "Unable to find")]
    [InlineData(typeof(DirectoryNotFoundException), 2, "")]
    [InlineData(typeof(InvalidDataException), 2, "")]
    [InlineData(typeof(UnauthorizedAccessException), 3, "not allowed")]
    [InlineData(typeof(Merlon.Workspaces.WorkspaceLockedException), 3, "")]
    [InlineData(typeof(IOException), 3, "")]
    [InlineData(typeof(OutOfMemoryException), 3, "not enough memory")]
    [InlineData(typeof(InvalidOperationException), 3, "this is a bug in Merlon")]
    public void A_failure_is_one_message_and_an_exit_code(Type exception, int exitCode, string message)
    {
        using var error = new StringWriter();
        var terminal = new Terminal { Out = TextWriter.Null, Error = error };
        var thrown = (Exception?)Activator.CreateInstance(exception) ?? throw new InvalidOperationException(exception.Name);

        Failure.Guard(terminal, () => throw thrown).ShouldBe(exitCode);

        error.ToString().ShouldStartWith("merlon: ");
        error.ToString().ShouldContain(message);
        error.ToString().ShouldNotContain("   at ");
    }

    [Fact]
    public void The_same_bug_has_the_same_number_and_another_one_another()
    {
        var first = NumberOf(new InvalidOperationException("a"));
        var again = NumberOf(new InvalidOperationException("b"));
        var other = NumberOf(new NotSupportedException("a"));

        first.ShouldStartWith("BUG-");
        again.ShouldBe(first);
        string.Equals(other, first, StringComparison.Ordinal).ShouldBeFalse();
    }

    static string NumberOf(Exception bug)
    {
        using var error = new StringWriter();
        Failure.Guard(new Terminal { Out = TextWriter.Null, Error = error }, () => throw bug);
        return error.ToString().Split("number ")[1].Split(':')[0];
    }
}
