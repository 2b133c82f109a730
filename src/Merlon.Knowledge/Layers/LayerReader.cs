using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>
/// Reads layer files of every format from 1.0 to 4.5, one layer or an array of them. What the format does not know, and
/// known fields with values that it cannot use, are kept and said, never dropped; older formats become 4.5.
/// </summary>
public static class LayerReader
{
    /// <summary>Largest layer file, in bytes.</summary>
    public const int LayerBytesMax = 64 * 1024 * 1024;

    /// <summary>Most layers of one file.</summary>
    public const int LayersMax = 1_000;

    /// <summary>Most annotations of one layer.</summary>
    public const int LayerTechniquesMax = 100_000;

    /// <summary>Most entries of one list of metadata, links, legend items, platforms or colours.</summary>
    public const int LayerEntriesMax = 20_000;

    /// <summary>
    /// Reads a file. Null only when it is no layer file at all (LAYER001, LAYER003, LAYER005); everything else costs what it
    /// stands in.
    /// </summary>
    /// <param name="file">The bytes; UTF-8 with or without a byte order mark, or UTF-16 with one.</param>
    /// <param name="document">The file's name for people.</param>
    /// <param name="limits">Bounds nesting and diagnostics.</param>
    public static Parsed<LayerFile> Read(ReadOnlyMemory<byte> file, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        if (file.Length > LayerBytesMax)
        {
            log.Error("LAYER003", SourceLocation.Whole, string.Create(CultureInfo.InvariantCulture,
                $"the file has {file.Length:N0} bytes, more than the {LayerBytesMax:N0} that are read; nothing was read"));
            return new Parsed<LayerFile>(null, log.ToList());
        }

        using var json = Parse(Decoded(file, log), limits, log);
        return new Parsed<LayerFile>(json is null ? null : FileOf(json.RootElement, log), log.ToList());
    }

    static LayerFile? FileOf(JsonElement root, DiagnosticLog log)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            return IsLayer(root, "$", log) ? new LayerFile([new LayerReading(log, "$").Layer(root)], IsArray: false) : null;
        }

        if (root.ValueKind != JsonValueKind.Array)
        {
            log.Error("LAYER005", SourceLocation.Whole, "the file holds neither a layer nor a list of layers", LayerFields.Excerpt(root));
            return null;
        }

        var layers = new List<Layer>();
        var index = 0;
        foreach (var item in root.EnumerateArray())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"$[{index++}]");
            if (layers.Count == LayersMax)
            {
                log.Warn("LAYER004", SourceLocation.Whole, string.Create(CultureInfo.InvariantCulture,
                    $"the file has {root.GetArrayLength():N0} layers; those after the first {LayersMax:N0} were left out"));
                break;
            }

            if (IsLayer(item, path, log))
            {
                layers.Add(new LayerReading(log, path).Layer(item));
            }
        }

        if (layers.Count == 0)
        {
            log.Error("LAYER005", SourceLocation.Whole, "the file holds no layer");
        }

        return layers.Count == 0 ? null : new LayerFile(layers, IsArray: true);
    }

    /// <summary>A layer is known by what only it has; a bundle or a report given by mistake is named instead of read as an empty layer.</summary>
    static bool IsLayer(JsonElement value, string path, DiagnosticLog log)
    {
        var isObject = value.ValueKind == JsonValueKind.Object;
        if (isObject && (value.TryGetProperty("techniques", out _) || value.TryGetProperty("domain", out _) || value.TryGetProperty("versions", out _)))
        {
            return true;
        }

        var what = !isObject ? "this is no object"
            : value.TryGetProperty("objects", out _) ? "this is a STIX bundle"
            : "none of the fields techniques, domain and versions is there";
        log.Error("LAYER005", new SourceLocation(0, 0, path), $"this is not a layer: {what}", LayerFields.Excerpt(value), "name a file that ATT&CK Navigator saved as JSON");
        return false;
    }

    static JsonDocument? Parse(ReadOnlyMemory<byte> text, ReadLimits limits, DiagnosticLog log)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
        }
        catch (JsonException strict)
        {
            return ParseLenient(text, limits, strict, log);
        }
    }

    // The published specifications of the first formats have a comma before the closing bracket in their own example.
    static JsonDocument? ParseLenient(ReadOnlyMemory<byte> text, ReadLimits limits, JsonException strict, DiagnosticLog log)
    {
        try
        {
            var lenient = new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            var json = JsonDocument.Parse(text, lenient);
            log.Warn("LAYER002", PlaceOf(strict), "the file has a comma too many or a comment, which JSON does not allow; it was read all the same", advice: "Navigator refuses it; merlon layer convert writes it well");
            return json;
        }
        catch (JsonException)
        {
            var message = FileSignature.KindOf(text.Span) is { } kind ? $"the file is {kind}, not a layer" : $"the file is not JSON: {Sentence(strict.Message)}";
            log.Error("LAYER001", PlaceOf(strict), text.IsEmpty ? "the file is empty" : message, ExcerptAt(text.Span, strict));
            return null;
        }
    }

    static SourceLocation PlaceOf(JsonException problem)
        => new((int)Math.Min(problem.LineNumber ?? 0, int.MaxValue - 1) + 1, (int)Math.Min(problem.BytePositionInLine ?? 0, int.MaxValue - 1) + 1);

    static string Sentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }

    static string ExcerptAt(ReadOnlySpan<byte> text, JsonException problem)
    {
        var line = 0L;
        while (line < problem.LineNumber && text.IndexOf((byte)'\n') is var end and >= 0)
        {
            text = text[(end + 1)..];
            line++;
        }

        var close = text.IndexOf((byte)'\n');
        text = close < 0 ? text : text[..close];
        var start = (int)Math.Clamp((problem.BytePositionInLine ?? 0) - 40, 0, text.Length);
        return Encoding.UTF8.GetString(text[start..Math.Min(text.Length, start + 80)]);
    }

    static ReadOnlyMemory<byte> Decoded(ReadOnlyMemory<byte> file, DiagnosticLog log)
    {
        var bytes = file.Span;
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            return file[3..];
        }

        var wide = bytes.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode : bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode : null;
        if (wide is null)
        {
            return file;
        }

        log.Warn("LAYER002", SourceLocation.Whole, "the file is UTF-16, which JSON does not allow; it was read all the same", advice: "Navigator refuses it; merlon layer convert writes it well");
        return Encoding.UTF8.GetBytes(wide.GetString(bytes[2..]));
    }
}
