using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Priorities;

/// <summary>
/// Reads attack flows: files of the Attack Flow builder (<c>.afb</c>, schema <c>attack_flow_v2</c>) and STIX bundles with
/// <c>attack-action</c> objects. Never throws for content; what is left out is said (FLOW0nn).
/// </summary>
public static class AttackFlowFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const int FlowBytesMax = 64 * 1024 * 1024;

    /// <summary>Most objects of a flow, anchors and lines among them.</summary>
    public const int FlowObjectsMax = 200_000;

    /// <summary>Most actions of a flow.</summary>
    public const int FlowActionsMax = 2_000;

    /// <summary>Most lines between objects of a flow.</summary>
    public const int FlowLinesMax = 50_000;

    /// <summary>Longest name that is kept, in UTF-16 units.</summary>
    public const int FlowNameCharsMax = 300;

    /// <summary>Reads a flow. Null only when the document is none.</summary>
    public static Parsed<AttackFlow> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        if (utf8.Length > FlowBytesMax)
        {
            log.Error("FLOW003", SourceLocation.Whole, $"the flow is larger than {FlowBytesMax} bytes; nothing was read");
            return new(null, log.ToList());
        }

        try
        {
            using var json = JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            return new(Of(json.RootElement, document, log), log.ToList());
        }
        catch (JsonException e)
        {
            log.Error("FLOW001", new SourceLocation((int)Math.Min(int.MaxValue - 1, e.LineNumber ?? 0) + 1, 0), "this is not JSON that can be read; nothing was read");
        }
        catch (InvalidOperationException)
        {
            log.Error("FLOW001", SourceLocation.Whole, "a text of this JSON is no Unicode; nothing was read");
        }

        return new(null, log.ToList());
    }

    static AttackFlow? Of(JsonElement root, string document, DiagnosticLog log)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("objects", out var objects) || objects.ValueKind != JsonValueKind.Array)
        {
            log.Error("FLOW002", SourceLocation.Whole, "this is no attack flow: a list of objects is missing", advice: "save it with the Attack Flow builder, or export it as STIX");
            return null;
        }

        var graph = new FlowGraph(log);
        var isBuilder = root.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.String;
        var index = -1;
        foreach (var item in objects.EnumerateArray())
        {
            if (++index == FlowObjectsMax)
            {
                log.Warn("FLOW003", At(index), $"the flow has more than {FlowObjectsMax} objects; the rest was left out");
                break;
            }

            if (item.ValueKind != JsonValueKind.Object)
            {
                log.Warn("FLOW004", At(index), "an object of the flow is none and was left out");
                continue;
            }

            if (isBuilder)
            {
                graph.AddBuilder(item, index);
            }
            else
            {
                graph.AddStix(item, index);
            }
        }

        var flow = graph.ToFlow(document);
        if (flow.Actions.Count == 0)
        {
            log.Warn("FLOW004", SourceLocation.Whole, "the flow has no action");
        }

        return flow;
    }

    internal static SourceLocation At(int index) => new(0, 0, string.Create(CultureInfo.InvariantCulture, $"$.objects[{index}]"));
}
