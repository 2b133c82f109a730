using Merlon.Logs;
using Merlon.Logs.Evtx;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>The event logs that lie in the shared data.</summary>
static class EvtxCorpus
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> Files()
        => [.. Directory.EnumerateFiles(SharedData.PathOf("evtx"), "*.evtx", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(SharedData.PathOf("sigma/regression_data"), "*.evtx", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)];

    /// <summary>A reader of bytes.</summary>
    public static EvtxLogReader Open(byte[] bytes) => new(new MemoryStream(bytes), "test.evtx", LogReadOptions.Default);

    /// <summary>Every record as text: fields with what tells them apart.</summary>
    public static (List<string> Records, EvtxLogReader Reader) ReadAll(byte[] bytes)
    {
        var reader = Open(bytes);
        var record = new LogEvent();
        var records = new List<string>();
        while (reader.Read(record))
        {
            records.Add(TextOf(record));
        }

        return (records, reader);
    }

    /// <summary>A record as text: name, what the value is, value; depth and element where they are not usual.</summary>
    public static string TextOf(LogEvent record)
        => string.Join('\n', Enumerable.Range(0, record.Count).Select(i =>
            $"{(record.DepthOf(i) == 0 ? "" : new string('.', record.DepthOf(i)))}{record.NameText(i)}{(record.IsElement(i) ? "[]" : "")} {record.KindOf(i) switch { LogValueKind.Text => "=", LogValueKind.Number => "#", LogValueKind.Boolean => "?", LogValueKind.Null => "0", _ => "{" }} {record.ValueText(i)}"));
}
