using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Merlon.Logs.Json;

/// <summary>What became of the decoding of a record.</summary>
enum JsonDecoding
{
    /// <summary>All of it is in the event.</summary>
    Whole,

    /// <summary>All of it; what lies deeper than <see cref="JsonLimits.DepthMax"/> only in the text of what it lies in.</summary>
    Flattened,

    /// <summary>More fields than <see cref="JsonLimits.FieldsMax"/>: nothing of it counts.</summary>
    TooManyFields,

    /// <summary>More text than <see cref="JsonLimits.RecordTextBytesMax"/>: nothing of it counts.</summary>
    TooMuchText,
}

/// <summary>
/// Writes the fields of one well-formed object into a <see cref="LogEvent"/>: nested names joined by points, elements under
/// the name of their array, an object or array as a field of its own before its leaves. A lone surrogate and bytes that are
/// not UTF-8 become U+FFFD in names and values.
/// </summary>
/// <param name="limits">Bounds fields, depth and text.</param>
sealed class JsonRecordDecoder(JsonLimits limits)
{
    static readonly SearchValues<byte> Outside = SearchValues.Create("\" \t\r\n"u8);

    readonly ArrayBufferWriter<byte> text = new(1024);
    byte[] path = new byte[256];
    int pathLength;
    long textBytes;
    JsonDecoding outcome;

    /// <summary>Adds the fields of <paramref name="json"/>, which <see cref="JsonGrammar.Follow"/> has found whole.</summary>
    public JsonDecoding Decode(ReadOnlySpan<byte> json, LogEvent record)
    {
        outcome = JsonDecoding.Whole;
        textBytes = 0;
        pathLength = 0;
        var at = 0;
        DecodeObject(json, ref at, record, new Level(Nesting: 1, Depth: 0, IsElement: false));
        return outcome;
    }

    // Nesting counts objects and arrays, Depth counts the objects below the record's own.
    readonly record struct Level(int Nesting, int Depth, bool IsElement);

    bool IsGivenUp => outcome is JsonDecoding.TooManyFields or JsonDecoding.TooMuchText;

    void DecodeObject(ReadOnlySpan<byte> json, ref int at, LogEvent record, Level level)
    {
        var length = pathLength;
        at = JsonGrammar.SkipSpace(json, at + 1);
        while (json[at] != (byte)'}' && !IsGivenUp)
        {
            var start = at;
            _ = JsonGrammar.FollowString(json, ref at);
            if (level.Nesting > 1)
            {
                Append("."u8);
            }

            Append(Unescaped(json[(start + 1)..(at - 1)]));
            at = JsonGrammar.SkipSpace(json, JsonGrammar.SkipSpace(json, at) + 1);
            DecodeValue(json, ref at, record, level);
            pathLength = length;
            at = PastComma(json, at);
        }

        at++;
    }

    void DecodeArray(ReadOnlySpan<byte> json, ref int at, LogEvent record, Level level)
    {
        at = JsonGrammar.SkipSpace(json, at + 1);
        while (json[at] != (byte)']' && !IsGivenUp)
        {
            DecodeValue(json, ref at, record, level with { IsElement = true });
            at = PastComma(json, at);
        }

        at++;
    }

    void DecodeValue(ReadOnlySpan<byte> json, ref int at, LogEvent record, Level level)
    {
        var start = at;
        switch (json[at])
        {
            case (byte)'"':
                _ = JsonGrammar.FollowString(json, ref at);
                Add(record, Unescaped(json[(start + 1)..(at - 1)]), LogValueKind.Text, level);
                return;
            case (byte)'{' or (byte)'[':
                _ = JsonGrammar.Follow(json, ref at, isAlone: false);
                Add(record, Compact(json[start..at]), LogValueKind.Structure, level);
                DecodeInside(json, start, record, level);
                return;
            default:
                _ = JsonGrammar.FollowScalar(json, ref at);
                var kind = json[start] switch { (byte)'t' or (byte)'f' => LogValueKind.Boolean, (byte)'n' => LogValueKind.Null, _ => LogValueKind.Number };
                Add(record, kind is LogValueKind.Null ? default : json[start..at], kind, level);
                return;
        }
    }

    void DecodeInside(ReadOnlySpan<byte> json, int start, LogEvent record, Level level)
    {
        if (level.Nesting == limits.DepthMax)
        {
            outcome = outcome is JsonDecoding.Whole ? JsonDecoding.Flattened : outcome;
            return;
        }

        if (IsGivenUp)
        {
            return;
        }

        if (json[start] == (byte)'{')
        {
            DecodeObject(json, ref start, record, level with { Nesting = level.Nesting + 1, Depth = level.Depth + 1 });
        }
        else
        {
            DecodeArray(json, ref start, record, level with { Nesting = level.Nesting + 1 });
        }
    }

    void Add(LogEvent record, ReadOnlySpan<byte> value, LogValueKind kind, Level level)
    {
        textBytes += pathLength + value.Length;
        if (record.Count >= limits.FieldsMax)
        {
            outcome = JsonDecoding.TooManyFields;
        }
        else if (textBytes > limits.RecordTextBytesMax)
        {
            outcome = JsonDecoding.TooMuchText;
        }
        else
        {
            record.Add(path.AsSpan(0, pathLength), value, kind, level.Depth, level.IsElement);
        }
    }

    void Append(ReadOnlySpan<byte> name)
    {
        if (path.Length - pathLength < name.Length)
        {
            Array.Resize(ref path, Math.Max(path.Length * 2, pathLength + name.Length));
        }

        name.CopyTo(path.AsSpan(pathLength));
        pathLength += name.Length;
    }

    static int PastComma(ReadOnlySpan<byte> json, int at)
    {
        at = JsonGrammar.SkipSpace(json, at);
        return json[at] == (byte)',' ? JsonGrammar.SkipSpace(json, at + 1) : at;
    }

    // As written, without the white space between its parts.
    ReadOnlySpan<byte> Compact(ReadOnlySpan<byte> json)
    {
        text.ResetWrittenCount();
        var at = 0;
        while (at < json.Length)
        {
            var run = json[at..].IndexOfAny(Outside);
            var start = at;
            at = run < 0 ? json.Length : at + run;
            if (at < json.Length && json[at] == (byte)'"')
            {
                _ = JsonGrammar.FollowString(json, ref at);
                text.Write(json[start..at]);
                continue;
            }

            text.Write(json[start..at]);
            at = JsonGrammar.SkipSpace(json, at);
        }

        return Utf8.IsValid(text.WrittenSpan) ? text.WrittenSpan : Repaired(text.WrittenSpan.ToArray());
    }

    ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> raw)
    {
        text.ResetWrittenCount();
        if (!Utf8.IsValid(raw))
        {
            raw = Repaired(raw).ToArray();
        }

        if (raw.IndexOf((byte)'\\') < 0)
        {
            return raw;
        }

        text.ResetWrittenCount();
        JsonText.Unescape(raw, text);
        return text.WrittenSpan;
    }

    ReadOnlySpan<byte> Repaired(ReadOnlySpan<byte> bytes)
    {
        text.ResetWrittenCount();
        _ = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes), text);
        return text.WrittenSpan;
    }
}
