using System.Text.Unicode;

namespace Merlon.Logs.Json;

/// <summary>What is to be said about faults and about the decoding of records; the same whoever reads.</summary>
static class JsonNotices
{
    /// <summary>The notice of a fault.</summary>
    public static JsonNotice Of(JsonFrame frame)
        => frame.Fault switch
        {
            JsonFault.Truncated => new(JsonNoticeKind.Truncated, frame.Start, frame.Start),
            JsonFault.NoObject => new(JsonNoticeKind.NoObject, frame.Start, frame.Start),
            JsonFault.TooLarge => new(JsonNoticeKind.TooLarge, frame.Start, frame.Start),
            JsonFault.OpenList => new(JsonNoticeKind.OpenList, frame.Start, frame.Start),
            _ => new(JsonNoticeKind.Syntax, frame.Start, frame.End),
        };

    /// <summary>Empties <paramref name="record"/>, decodes a whole object into it and says what is to be noticed.</summary>
    public static ReadOnlySpan<JsonNoticeKind> Decode(JsonRecordDecoder decoder, ReadOnlySpan<byte> json, LogEvent record)
    {
        record.Clear();
        var isUtf8 = Utf8.IsValid(json);
        return decoder.Decode(JsonEnvelope.Unwrap(json), record) switch
        {
            JsonDecoding.TooManyFields => [JsonNoticeKind.TooManyFields],
            JsonDecoding.TooMuchText => [JsonNoticeKind.TooMuchText],
            JsonDecoding.Flattened when isUtf8 => [JsonNoticeKind.Flattened],
            JsonDecoding.Flattened => [JsonNoticeKind.Flattened, JsonNoticeKind.NotUtf8],
            _ when isUtf8 => [],
            _ => [JsonNoticeKind.NotUtf8],
        };
    }

    /// <summary>True where the record does not count.</summary>
    public static bool IsLeftOut(ReadOnlySpan<JsonNoticeKind> notices) => notices is [JsonNoticeKind.TooManyFields or JsonNoticeKind.TooMuchText];
}
