using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

/// <summary>What holds of every refused input, whatever was wrong with it.</summary>
static class Refusal
{
    /// <summary>Longest error output of one refusal, in characters: a message, not a dump of the input.</summary>
    const int ErrorCharsMax = 4_000;

    /// <summary>The exit code, no answer, a first line that names what is expected, no stack trace, nothing that a terminal obeys.</summary>
    public static void ShouldBeRefused(this CommandRun run, int exitCode, params ReadOnlySpan<string> named)
    {
        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Output.ShouldBeEmpty();
        run.ShouldSpeakPlainly();
        var first = run.Error.Split('\n')[0];
        (first.StartsWith("merlon: ", StringComparison.Ordinal) || first.StartsWith("error: ", StringComparison.Ordinal)).ShouldBeTrue(first);
        foreach (var text in named)
        {
            first.ShouldContain(text);
        }
    }

    /// <summary>Whatever was said was said to people.</summary>
    public static void ShouldSpeakPlainly(this CommandRun run)
    {
        run.Error.ShouldNotBeEmpty();
        run.Error.Length.ShouldBeLessThan(ErrorCharsMax);
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldNotContain("this is a bug");
        run.Error.ShouldNotContain("Exception");
        (run.Error + run.Output).ShouldNotContain('\u001b');
        (run.Error + run.Output).ShouldNotContain('\u202E');
    }
}
