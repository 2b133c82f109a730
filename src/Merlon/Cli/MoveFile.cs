using Merlon.Trend;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>Moves and trends as CSV: to a file, or to standard output for <c>-</c>.</summary>
static class MoveFile
{
    public static void Write(Terminal terminal, string file, CoverageTrend trend, CancellationToken cancellationToken)
        => Write(terminal, file, output => MoveCsv.Write(output, trend), cancellationToken);

    public static void Write(Terminal terminal, string file, CoverageMove move, CancellationToken cancellationToken)
        => Write(terminal, file, output => MoveCsv.Write(output, move), cancellationToken);

    static void Write(Terminal terminal, string file, Action<TextWriter> write, CancellationToken cancellationToken)
    {
        if (file is "-")
        {
            write(terminal.Out);
            return;
        }

        SingleFile.Write(file, stream =>
        {
            using StreamWriter output = new(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            write(output);
        }, cancellationToken);
    }
}
