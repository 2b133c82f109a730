using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Merlon.Documents;

/// <summary>
/// Builds the trees from the parser's events, with the open collections on a stack of its own, so that no nesting can
/// overflow the thread's. Stops at the first syntax error or limit.
/// </summary>
sealed class YamlTreeBuilder(string text, ReadLimits limits, DiagnosticLog log)
{
    readonly List<YamlNode> roots = [];
    readonly Stack<OpenCollection> open = [];
    readonly Dictionary<string, Anchored> anchors = new(StringComparer.Ordinal);
    readonly YamlEvents events = new(text, log);
    YamlNode? root;
    int nodes;
    int aliases;

    /// <summary>The documents that were read to their end; empty ones are left out.</summary>
    public List<YamlNode> Build()
    {
        while (events.TryMoveNext(out var current))
        {
            if (!Take(current))
            {
                break;
            }
        }

        return roots;
    }

    // False where a limit ended the reading.
    bool Take(ParsingEvent current)
    {
        switch (current)
        {
            case Scalar scalar:
                return TakeScalar(scalar);
            case AnchorAlias alias:
                return TakeAlias(alias);
            case MappingStart start:
                return Open(new OpenMapping(LocationOf(start.Start), NextPath(), AnchorOf(start), nodes), start);
            case SequenceStart start:
                return Open(new OpenSequence(LocationOf(start.Start), NextPath(), AnchorOf(start), nodes), start);
            case MappingEnd or SequenceEnd:
                Close();
                return true;
            case DocumentStart:
                root = null;
                anchors.Clear();
                return true;
            case DocumentEnd:
                EndDocument(current);
                return true;
            default:
                return true;
        }
    }

    bool TakeScalar(Scalar scalar)
    {
        if (!Count(1, scalar.Start))
        {
            return false;
        }

        var path = open.TryPeek(out var parent) && parent is OpenMapping { IsKeyExpected: true } mapping
            ? mapping.StartEntry(scalar.Value)
            : NextPath();
        var location = new SourceLocation((int)scalar.Start.Line, (int)scalar.Start.Column, path);
        var isText = CheckTag(scalar.Tag, location);
        var node = new YamlNode.Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain && !isText, location);
        if (AnchorOf(scalar) is { } anchor)
        {
            anchors[anchor] = new(node, Nodes: 1, Height: 0);
        }

        Add(node, height: 0);
        return true;
    }

    bool TakeAlias(AnchorAlias alias)
    {
        if (++aliases > limits.YamlAliasesMax)
        {
            log.Error(
                "YAML014",
                LocationOf(alias.Start),
                Invariant($"the document has more than {limits.YamlAliasesMax:N0} aliases; it was not read any further"),
                advice: "write the values out");
            return false;
        }

        var name = alias.Value.Value;
        if (!anchors.TryGetValue(name, out var anchored))
        {
            var isOpen = open.Any(o => string.Equals(o.Anchor, name, StringComparison.Ordinal));
            log.Warn(
                isOpen ? "YAML023" : "YAML022", LocationOf(alias.Start),
                isOpen ? "an alias stands inside the very node that it names; the entry was left out"
                    : "an alias names an anchor that does not come before it; the entry was left out",
                "*" + name,
                isOpen ? null : "put the text into quotes if the asterisk belongs to it");
            Add(node: null, height: 0);
            return Count(1, alias.Start);
        }

        if (open.Count + anchored.Height > limits.YamlDepthMax)
        {
            RefuseDepth(alias.Start);
            return false;
        }

        Add(anchored.Node, anchored.Height);
        return Count(anchored.Nodes, alias.Start);
    }

    bool Open(OpenCollection collection, NodeEvent start)
    {
        if (open.Count >= limits.YamlDepthMax)
        {
            RefuseDepth(start.Start);
            return false;
        }

        CheckTag(start.Tag, collection.Location);
        open.Push(collection);
        return Count(1, start.Start);
    }

    void Close()
    {
        var collection = open.Pop();
        var node = collection.Close(log);
        if (collection.Anchor is { } anchor)
        {
            anchors[anchor] = new(node, nodes - collection.NodesBefore, collection.Height);
        }

        Add(node, collection.Height);
    }

    // A null node is one that was given up.
    void Add(YamlNode? node, int height)
    {
        if (open.TryPeek(out var parent))
        {
            parent.Height = Math.Max(parent.Height, height + 1);
            parent.Add(node, log);
        }
        else
        {
            root = node;
        }
    }

    void EndDocument(ParsingEvent end)
    {
        switch (root)
        {
            case null or YamlNode.Scalar { IsNull: true, Text: "" } when roots.Count > 0:
                log.Note("YAML031", LocationOf(end.Start), "an empty document was left out", advice: "remove the --- line that begins it");
                break;
            case null or YamlNode.Scalar { IsNull: true, Text: "" }:
                break;
            default:
                roots.Add(root);
                break;
        }
    }

    bool Count(int more, Mark at)
    {
        // No sum overflows: each is refused as soon as it passes the limit.
        nodes = more > limits.YamlNodesMax - nodes ? limits.YamlNodesMax + 1 : nodes + more;
        if (nodes <= limits.YamlNodesMax)
        {
            return true;
        }

        log.Error(
            "YAML013",
            LocationOf(at),
            Invariant($"the document has more than {limits.YamlNodesMax:N0} nodes, aliases written out; it was not read any further"),
            advice: "split the file");
        return false;
    }

    void RefuseDepth(Mark at)
        => log.Error("YAML012", LocationOf(at), Invariant($"the document is nested deeper than {limits.YamlDepthMax:N0} levels; it was not read any further"));

    // True where the tag says that the scalar is text, whatever it looks like.
    bool CheckTag(TagName tag, SourceLocation location)
    {
        if (tag.IsEmpty)
        {
            return false;
        }

        if (tag.IsNonSpecific)
        {
            return true;
        }

        const string Core = "tag:yaml.org,2002:";
        var name = tag.Value;
        var core = name.StartsWith(Core, StringComparison.Ordinal) ? name[Core.Length..] : "";
        if (core is not ("str" or "null" or "bool" or "int" or "float" or "map" or "seq"))
        {
            log.Note("YAML025", location, "a tag was ignored; the node was read as if it had none", core.Length > 0 ? "!!" + core : name);
        }

        return core is "str";
    }

    DocumentPath? NextPath() => open.TryPeek(out var parent) ? parent.NextPath() : null;

    SourceLocation LocationOf(Mark mark) => new((int)mark.Line, (int)mark.Column, NextPath());

    static string? AnchorOf(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;

    static string Invariant(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);

    readonly record struct Anchored(YamlNode Node, int Nodes, int Height);
}
