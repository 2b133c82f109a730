using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Merlon.Stix;

/// <summary>
/// One object from one version of STIX into the other. ATT&amp;CK's own files differ in this and nothing else: 2.1 has
/// <c>spec_version</c> on every object and <c>is_family</c> on malware, 2.0 has <c>labels</c> on malware and tools.
/// </summary>
static class StixConversion
{
    const int DepthMax = 1_000;

    /// <summary>The object in a version; the very bytes where it is in that version already.</summary>
    public static ReadOnlyMemory<byte> To(StixFlavour flavour, string type, ReadOnlyMemory<byte> json)
    {
        var clean = Utf8.IsValid(json.Span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        var fields = FieldsOf(clean.Span);
        return flavour == StixFlavour.Stix21 ? To21(type, clean, fields) : To20(type, clean, fields);
    }

    static ReadOnlyMemory<byte> To21(string type, ReadOnlyMemory<byte> json, List<JsonField> fields)
    {
        var isMalware = type == Attack.StixTypes.Malware;
        var dropped = isMalware || type == Attack.StixTypes.Tool ? fields.FindIndex(field => field.Name == "labels" && IsListOf(json.Span[field.Value], type)) : -1;
        var added = new List<string>();
        if (!fields.Exists(static field => field.Name == "spec_version"))
        {
            added.Add("\"spec_version\":\"2.1\"");
        }

        if (isMalware && !fields.Exists(static field => field.Name == "is_family"))
        {
            added.Add("\"is_family\":true");
        }

        return Rewritten(json, fields, dropped < 0 ? [] : [dropped], added);
    }

    static ReadOnlyMemory<byte> To20(string type, ReadOnlyMemory<byte> json, List<JsonField> fields)
    {
        var isMalware = type == Attack.StixTypes.Malware;
        List<int> dropped = [.. Enumerable.Range(0, fields.Count).Where(i => fields[i].Name == "spec_version" || isMalware && fields[i].Name == "is_family")];
        var needsLabel = (isMalware || type == Attack.StixTypes.Tool) && !fields.Exists(static field => field.Name == "labels");
        return Rewritten(json, fields, dropped, needsLabel ? [$"\"labels\":[\"{type}\"]"] : []);
    }

    static ReadOnlyMemory<byte> Rewritten(ReadOnlyMemory<byte> json, List<JsonField> fields, List<int> dropped, List<string> added)
    {
        if (dropped.Count == 0 && added.Count == 0)
        {
            return json;
        }

        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        output.Write("{"u8);
        var isFirst = true;
        for (var i = 0; i < fields.Count; i++)
        {
            if (!dropped.Contains(i))
            {
                output.Write(isFirst ? ""u8 : ","u8);
                output.Write(json.Span[fields[i].Whole]);
                isFirst = false;
            }
        }

        foreach (var field in added)
        {
            output.Write(isFirst ? ""u8 : ","u8);
            output.Write(Encoding.UTF8.GetBytes(field));
            isFirst = false;
        }

        output.Write("}"u8);
        return output.WrittenMemory;
    }

    static List<JsonField> FieldsOf(ReadOnlySpan<byte> json)
    {
        var fields = new List<JsonField>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Attack.JsonString.Decode(reader.ValueSpan);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            fields.Add(new JsonField(name, start..(int)reader.BytesConsumed, value..(int)reader.BytesConsumed));
        }

        return fields;
    }

    /// <summary>True for a list of one string.</summary>
    static bool IsListOf(ReadOnlySpan<byte> json, string only)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        return reader.Read() && reader.TokenType == JsonTokenType.StartArray
            && reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(only)
            && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    /// <summary>A field: where it stands with its name, and its value alone.</summary>
    readonly record struct JsonField(string Name, Range Whole, Range Value);
}
