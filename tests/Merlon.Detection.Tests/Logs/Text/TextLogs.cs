using System.Globalization;
using System.Text;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

/// <summary>Reads text logs as tests need them: each record on one line, what was failed and said beside it.</summary>
static class TextLogs
{
    public static string Read(LogFormat format, string text, LogReadOptions? options = null)
        => Read(format, Encoding.UTF8.GetBytes(text), int.MaxValue, options).Records;

    public static (string Records, long Failed, string Codes) ReadAll(LogFormat format, string text, LogReadOptions? options = null)
        => Read(format, Encoding.UTF8.GetBytes(text), int.MaxValue, options);

    public static (string Records, long Failed, string Codes) Read(LogFormat? format, byte[] bytes, int step, LogReadOptions? options = null)
    {
        using var reader = LogReaders.Open(new PiecesStream(bytes, step), "log", format, options ?? LogReadOptions.Default);
        var record = new LogEvent();
        var records = new List<string>();
        var number = 0L;
        while (reader.Read(record))
        {
            records.Add(Show(record));
            record.Number.ShouldBe(++number);
            record.Format.ShouldBe(reader.Format);
            record.Offset.ShouldBeLessThanOrEqualTo(bytes.Length);
        }

        reader.Read(record).ShouldBeFalse();
        record.Count.ShouldBe(0);
        reader.Records.ShouldBe(number);
        reader.Position.ShouldBeLessThanOrEqualTo(bytes.Length);
        return (string.Join('\n', records), reader.Failed, string.Join(' ', reader.Diagnostics.Select(static d => d.Code)));
    }

    /// <summary>Fields as name=value with + for an element, > for each level, ! for null, ? for a truth value and : for a structure.</summary>
    public static string Show(LogEvent record)
    {
        var text = new StringBuilder();
        for (var i = 0; i < record.Count; i++)
        {
            var sign = record.KindOf(i) switch { LogValueKind.Null => "!", LogValueKind.Boolean => "?", LogValueKind.Structure => ":", LogValueKind.Number => "#", _ => "=" };
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "|" : "")}{record.NameText(i)}{new string('>', record.DepthOf(i))}{(record.IsElement(i) ? "+" : "")}{sign}{record.ValueText(i)}");
        }

        return text.ToString();
    }
}
