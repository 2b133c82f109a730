using System.Security.Cryptography;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>
/// Reads files that map controls (docs/formats/mappings.md): Mappings Explorer's JSON, lists of pairs, OSCAL catalogues, profiles,
/// components and mapping collections as JSON or YAML, crosswalks as CSV. The kind is found from the content.
/// </summary>
public static class MappingFile
{
    /// <summary>
    /// Reads a file. Never throws for content: a row that cannot be used is refused and counted, a file that is no mapping has no value
    /// and says why (codes <c>MAP0nn</c>).
    /// </summary>
    /// <param name="bytes">The file.</param>
    /// <param name="document">Its name as the user gave it.</param>
    /// <param name="hints">What the user says of it.</param>
    /// <param name="limits">Bounds on depth and diagnostics; sizes are <see cref="MappingLimits"/>.</param>
    public static Parsed<ReadMappings> Read(ReadOnlyMemory<byte> bytes, string document, MappingHints hints, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        if (bytes.Length > MappingLimits.BytesMax)
        {
            log.Error("MAP001", SourceLocation.Whole, $"the file has {bytes.Length} bytes, more than {MappingLimits.BytesMax}");
            return new Parsed<ReadMappings>(Value: null, log.ToList());
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        var context = new MappingContext(
            FrameworkNames.OpenBuiltIn(), MappingTypes.OpenBuiltIn(), document, hash, hints.Framework.Trim(), hints.Target.Trim(), hints.Licence.Trim());
        var mappings = ReadKnown(WithoutMark(bytes), context, log, limits);
        var value = mappings.Count == 0 ? null : new ReadMappings(hash, mappings);
        if (value is null && !log.HasErrors)
        {
            log.Error("MAP001", SourceLocation.Whole, "the file maps no controls", advice: KnownFormats);
        }

        return new Parsed<ReadMappings>(value, log.ToList());
    }

    internal const string KnownFormats = "mappings are Mappings Explorer's JSON, OSCAL (JSON or YAML), or CSV with a control and what it maps to in each line";

    static IReadOnlyList<ControlMapping> ReadKnown(ReadOnlyMemory<byte> text, MappingContext context, DiagnosticLog log, ReadLimits limits)
    {
        var first = FirstLetter(text.Span);
        if (first is '{' or '[')
        {
            return ReadJson(text, context, log, limits);
        }

        return CrosswalkReader.IsLikely(text.Span, context.Document) ? CrosswalkReader.Read(text, context, log) : ReadYaml(text, context, log, limits);
    }

    static IReadOnlyList<ControlMapping> ReadYaml(ReadOnlyMemory<byte> text, MappingContext context, DiagnosticLog log, ReadLimits limits)
    {
        var yaml = YamlDocument.Read(text, context.Document, limits);
        log.AddRange(yaml.Diagnostics);
        return yaml.Value is YamlNode.Mapping root ? ReadJson(JsonFields.Of(root), context, log, limits) : [];
    }

    static IReadOnlyList<ControlMapping> ReadJson(ReadOnlyMemory<byte> text, MappingContext context, DiagnosticLog log, ReadLimits limits)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            return ReadTree(json.RootElement, context, log);
        }
        catch (JsonException e)
        {
            log.Error("MAP001", new SourceLocation((int)Math.Min(int.MaxValue, e.LineNumber + 1 ?? 0), 1, (string?)null), "the file is not JSON", e.Message);
        }
        catch (InvalidOperationException)
        {
            log.Error("MAP001", SourceLocation.Whole, "the file holds text that is not Unicode"); // an escaped lone surrogate
        }

        return [];
    }

    static IReadOnlyList<ControlMapping> ReadTree(JsonElement root, MappingContext context, DiagnosticLog log)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(MappingsExplorerReader.RowsField, out var rows) && rows.ValueKind == JsonValueKind.Array)
        {
            return One(MappingsExplorerReader.Read(root, context, log));
        }

        return OscalReader.IsOscal(root) ? OscalReader.Read(root, context, log) : PairListReader.IsPairList(root) ? One(PairListReader.Read(root, context, log)) : [];
    }

    internal static IReadOnlyList<ControlMapping> One(ControlMapping? mapping) => mapping is null ? [] : [mapping];

    static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) => bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    static char FirstLetter(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? '\0' : (char)text[start];
    }
}

/// <summary>What a file holds.</summary>
/// <param name="Hash">SHA-256 of the file in lower-case hexadecimal.</param>
/// <param name="Mappings">One for each framework whose controls it maps.</param>
public sealed record ReadMappings(string Hash, IReadOnlyList<ControlMapping> Mappings);

/// <summary>What the user says of a file that does not say it itself; each may be empty.</summary>
/// <param name="Framework">The framework whose controls are mapped.</param>
/// <param name="Target">The framework that a crosswalk leads to.</param>
/// <param name="Licence">Publisher and licence.</param>
public sealed record MappingHints(string Framework, string Target, string Licence)
{
    /// <summary>Nothing is said.</summary>
    public static MappingHints None { get; } = new("", "", "");
}

/// <summary>What the readers of one file share.</summary>
sealed record MappingContext(
    FrameworkNames Names, MappingTypes Types, string Document, string Hash, string Framework, string Target, string Licence);
