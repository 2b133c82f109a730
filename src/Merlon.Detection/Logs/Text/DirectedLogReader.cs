namespace Merlon.Logs.Text;

/// <summary>Reads rows whose fields are named by lines that begin with <c>#</c> in front of them, and again wherever they change.</summary>
abstract class DirectedLogReader(Stream stream, string document, LogFormat format, LogReadOptions options)
    : TextLogReader(stream, document, format, options)
{
    /// <summary>The fields of the rows that follow; empty until a directive names them.</summary>
    protected byte[][] Names { get; set; } = [];

    public sealed override bool Read(LogEvent record)
    {
        while (NextText(out var line))
        {
            if (line[0] == '#')
            {
                TakeDirective(line);
            }
            else if (Names.Length == 0)
            {
                FailUnnamed(line);
            }
            else
            {
                Begin(record);
                AddRow(line, record);
                return true;
            }
        }

        record.Clear();
        return false;
    }

    /// <summary>Takes a line that begins with <c>#</c>.</summary>
    protected abstract void TakeDirective(ReadOnlySpan<byte> line);

    /// <summary>Says that a row came before its fields were named.</summary>
    protected abstract void FailUnnamed(ReadOnlySpan<byte> line);

    /// <summary>Adds the fields of one row.</summary>
    protected abstract void AddRow(ReadOnlySpan<byte> line, LogEvent record);
}
