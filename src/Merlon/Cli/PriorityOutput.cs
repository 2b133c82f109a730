using System.Text;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>CSV as the commands of priorities, costs and benefit write it: a file, or standard output for <c>-</c>.</summary>
static class PriorityOutput
{
    const string StandardOutput = "-";

    /// <summary>Writes it, and says so where standard output is free.</summary>
    public static void WriteCsv(Terminal terminal, string path, Action<CsvWriter> write, int rows, string noun, bool isJsonPrinted, CancellationToken cancellationToken)
    {
        if (string.Equals(path, StandardOutput, StringComparison.Ordinal))
        {
            if (isJsonPrinted)
            {
                throw new InvalidDataException("--json and --csv - both want standard output: give --csv a file");
            }

            write(new CsvWriter(terminal.Out));
            return;
        }

        SingleFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            write(new CsvWriter(text));
        }, cancellationToken);
        if (!isJsonPrinted)
        {
            new Page(terminal).Paragraph(SafeText.Line($"Wrote {Page.Count(rows, noun)} to {path}."));
        }
    }
}
