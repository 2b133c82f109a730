using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Merlon.Logs;
using Merlon.Logs.Json;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>
/// Holds rules against records that a program has at hand: JSON in UTF-8, dictionaries, <see cref="LogEvent"/>s. Push a
/// record, get the rules that match it. Not for several threads at once: each takes one of its own over the same
/// <see cref="RuleSet"/>.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="pipeline">How every record is read, such as <see cref="Pipeline.Of"/> a log source; null to recognise each.</param>
public sealed class RecordMatcher(RuleSet rules, Pipeline? pipeline = null)
{
    static readonly JsonWriterOptions Unindented = new() { MaxDepth = 64, SkipValidation = true };

    readonly RuleMatcher matcher = new(rules);
    readonly LogEvent scratch = new();
    readonly ArrayBufferWriter<byte> json = new(1024);
    readonly JsonRecordDecoder decoder = new(JsonLimits.Default);

    /// <summary>Records that were held against the rules.</summary>
    public long Records { get; private set; }

    /// <summary>Records that were none: no JSON object, or past a limit of docs/limits.md. No rule matches them.</summary>
    public long Failed { get; private set; }

    /// <summary>The rules that match one JSON object; none where the text is none.</summary>
    public IReadOnlyList<SigmaRule> Match(ReadOnlySpan<byte> utf8Json)
    {
        scratch.Clear();
        scratch.Format = LogFormat.Json;
        if (TryDecode(utf8Json))
        {
            return Match(scratch);
        }

        Records++;
        Failed++;
        return [];
    }

    /// <summary>
    /// The rules that match a record of fields and values: texts, numbers, truth values, null, points in time, and
    /// dictionaries and lists of these; anything else counts by its text.
    /// </summary>
    public IReadOnlyList<SigmaRule> Match(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(json, Unindented))
        {
            Write(writer, fields, depth: 0);
        }

        return Match(json.WrittenSpan);
    }

    /// <summary>The rules that match a record as a reader gives it.</summary>
    public IReadOnlyList<SigmaRule> Match(LogEvent record)
    {
        Records++;
        var matched = matcher.Match(record, pipeline, out _);
        if (matched.IsEmpty)
        {
            return [];
        }

        var found = new SigmaRule[matched.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = rules.Rules[matched[i]];
        }

        return found;
    }

    bool TryDecode(ReadOnlySpan<byte> utf8Json)
    {
        var begin = JsonGrammar.SkipSpace(utf8Json, 0);
        var end = begin;
        return utf8Json.Length <= JsonLimits.Default.RecordBytesMax && begin < utf8Json.Length && utf8Json[begin] == (byte)'{'
            && JsonGrammar.Follow(utf8Json, ref end, isAlone: false) is JsonExtent.Whole
            && JsonGrammar.SkipSpace(utf8Json, end) == utf8Json.Length
            && decoder.Decode(utf8Json[begin..end], scratch) is JsonDecoding.Whole or JsonDecoding.Flattened;
    }

    static void Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> fields, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal when Convert.ToString(value, CultureInfo.InvariantCulture) is { } number && char.IsAsciiDigit(number[^1]):
                writer.WriteRawValue(number, skipInputValidation: true);
                break;
            case IEnumerable<KeyValuePair<string, object?>> fields when depth < JsonLimits.Default.DepthMax:
                Write(writer, fields, depth);
                break;
            case System.Collections.IEnumerable items when depth < JsonLimits.Default.DepthMax:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
