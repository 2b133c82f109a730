using System.Text.Json;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary>
/// A watch over a small organisation that calls back after each line it prints, in its own thread: what is written then is there at its next look. The bank's clock stands, so that no
/// day ends in the middle; the watch waits by the real one.
/// </summary>
static class ActingWatch
{
    /// <summary>Watches until it ends.</summary>
    /// <param name="bank">Whose files.</param>
    /// <param name="onLine">Called after each line with its number, from 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="args">Further options.</param>
    public static (int ExitCode, IReadOnlyList<JsonElement> Events) Run(SmallBank bank, Action<int> onLine, CancellationToken cancellationToken, params string[] args)
    {
        using var output = new ActingWriter(onLine);
        using var error = new StringWriter();
        var exitCode = MerlonCommand.Run(["watch", bank.Path, "--json", "--interval", "0.05", .. args], new Terminal { Out = output, Error = error, Clock = bank.Clock }, cancellationToken);
        error.ToString().ShouldBeEmpty();
        return (exitCode, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)]);
    }

    /// <summary>Calls back after each line, with its number from 1.</summary>
    sealed class ActingWriter(Action<int> onLine) : StringWriter
    {
        int lines;

        public override void WriteLine(string? value)
        {
            base.Write(value + "\n");
            onLine(++lines);
        }
    }
}
