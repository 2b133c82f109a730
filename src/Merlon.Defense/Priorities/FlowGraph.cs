using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Priorities;

/// <summary>Objects of a flow as they come, and the graph of actions that they make.</summary>
sealed class FlowGraph(DiagnosticLog log)
{
    readonly Dictionary<string, int> nodes = new(StringComparer.Ordinal);
    readonly List<FlowAction?> actionOf = [];
    readonly Dictionary<string, string> nodeOfAnchor = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> anchorOfLatch = new(StringComparer.Ordinal);
    readonly List<(string From, string To, int Index)> lines = [];
    int actions;
    string name = "";

    /// <summary>
    /// Adds an object of the builder: a node carries anchors by angle, an anchor the latches that hold on to it, and a line goes from one
    /// latch to another.
    /// </summary>
    public void AddBuilder(JsonElement item, int index)
    {
        var instance = Text(item, "instance");
        if (instance.Length == 0)
        {
            return;
        }

        if (item.TryGetProperty("source", out _) || item.TryGetProperty("target", out _))
        {
            AddLine(Text(item, "source"), Text(item, "target"), index);
        }
        else if (item.TryGetProperty("latches", out var latches) && latches.ValueKind == JsonValueKind.Array)
        {
            foreach (var latch in latches.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String))
            {
                anchorOfLatch[latch.GetString() ?? ""] = instance;
            }
        }
        else if (item.TryGetProperty("anchors", out var anchors) && anchors.ValueKind == JsonValueKind.Object)
        {
            foreach (var anchor in anchors.EnumerateObject().Where(static one => one.Value.ValueKind == JsonValueKind.String))
            {
                nodeOfAnchor[anchor.Value.GetString() ?? ""] = instance;
            }

            AddNode(instance, Text(item, "id") is "action" ? ActionOf(item, index) : null, index);
        }
        else if (Text(item, "id") is "flow")
        {
            name = Property(item, "name");
        }
    }

    /// <summary>Adds an object of a STIX bundle: actions, conditions and operators name what follows.</summary>
    public void AddStix(JsonElement item, int index)
    {
        var id = Text(item, "id");
        var type = Text(item, "type");
        if (id.Length == 0)
        {
            return;
        }

        if (type is "attack-flow")
        {
            name = Cut(Text(item, "name"));
        }

        if (type is "attack-action" or "attack-condition" or "attack-operator")
        {
            AddNode(id, type is "attack-action" ? new(Cut(Text(item, "name")), Cut(Text(item, "technique_id")), AttackFlowFile.At(index).ToString()) : null, index);
            foreach (var key in (string[])["effect_refs", "on_true_refs", "on_false_refs"])
            {
                if (item.TryGetProperty(key, out var refs) && refs.ValueKind == JsonValueKind.Array)
                {
                    foreach (var effect in refs.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String))
                    {
                        AddLine(id, effect.GetString() ?? "", index);
                    }
                }
            }
        }
    }

    public AttackFlow ToFlow(string document)
    {
        var next = new List<int>[actionOf.Count];
        var loose = 0;
        foreach (var (from, to, _) in lines)
        {
            if (NodeOf(from) is { } source && NodeOf(to) is { } target)
            {
                (next[source] ??= []).Add(target);
            }
            else
            {
                loose++;
            }
        }

        if (loose > 0)
        {
            log.Note("FLOW005", SourceLocation.Whole, $"{loose} lines of the flow have a loose end; they lead nowhere");
        }

        var numbers = new int[actionOf.Count];
        var found = new List<FlowAction>();
        for (var node = 0; node < actionOf.Count; node++)
        {
            numbers[node] = actionOf[node] is { } action ? found.Count : -1;
            if (actionOf[node] is { } known)
            {
                found.Add(known);
            }
        }

        return new AttackFlow { Document = document, Name = name, Actions = found, Edges = EdgesOf(next, numbers) };
    }

    /// <summary>Walks from each action through what is none to the next actions.</summary>
    static List<FlowEdge> EdgesOf(List<int>?[] next, int[] numbers)
    {
        var edges = new List<FlowEdge>();
        var seen = new int[numbers.Length];
        var open = new Stack<int>();
        for (var start = 0; start < numbers.Length; start++)
        {
            if (numbers[start] < 0)
            {
                continue;
            }

            seen[start] = start + 1;
            open.Push(start);
            while (open.TryPop(out var at))
            {
                foreach (var to in next[at] ?? [])
                {
                    if (seen[to] == start + 1)
                    {
                        continue;
                    }

                    seen[to] = start + 1;
                    if (numbers[to] >= 0)
                    {
                        edges.Add(new(numbers[start], numbers[to]));
                    }
                    else
                    {
                        open.Push(to);
                    }
                }
            }
        }

        edges.Sort(static (one, other) => one.From != other.From ? one.From.CompareTo(other.From) : one.To.CompareTo(other.To));
        return edges;
    }

    void AddNode(string instance, FlowAction? action, int index)
    {
        if (action is not null && ++actions > AttackFlowFile.FlowActionsMax)
        {
            if (actions == AttackFlowFile.FlowActionsMax + 1)
            {
                log.Warn("FLOW003", AttackFlowFile.At(index), $"the flow has more than {AttackFlowFile.FlowActionsMax} actions; the rest was left out");
            }

            action = null;
        }

        if (!nodes.TryAdd(instance, actionOf.Count))
        {
            log.Warn("FLOW004", AttackFlowFile.At(index), "an object of this instance is there already; this one was left out");
            return;
        }

        actionOf.Add(action);
    }

    void AddLine(string from, string to, int index)
    {
        if (lines.Count < AttackFlowFile.FlowLinesMax)
        {
            lines.Add((from, to, index));
        }
        else if (lines.Count == AttackFlowFile.FlowLinesMax)
        {
            lines.Add(("", "", index));
            log.Warn("FLOW003", AttackFlowFile.At(index), $"the flow has more than {AttackFlowFile.FlowLinesMax} lines; the rest was left out");
        }
    }

    int? NodeOf(string end)
    {
        if (nodes.TryGetValue(end, out var node))
        {
            return node;
        }

        var anchor = anchorOfLatch.GetValueOrDefault(end, end);
        return nodeOfAnchor.TryGetValue(anchor, out var instance) && nodes.TryGetValue(instance, out node) ? node : null;
    }

    static FlowAction ActionOf(JsonElement item, int index)
    {
        var technique = Property(item, "technique_id");
        if (technique.Length == 0 && Find(item, "ttp") is { ValueKind: JsonValueKind.Array } pair)
        {
            technique = PropertyIn(pair, "technique");
        }

        return new(Property(item, "name"), technique, AttackFlowFile.At(index).ToString());
    }

    /// <summary>Properties are pairs of name and value, in a list.</summary>
    static JsonElement? Find(JsonElement item, string key)
        => item.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Array ? FindIn(properties, key) : null;

    static JsonElement? FindIn(JsonElement pairs, string key)
    {
        foreach (var pair in pairs.EnumerateArray())
        {
            if (pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String && pair[0].ValueEquals(key))
            {
                return pair[1];
            }
        }

        return null;
    }

    static string Property(JsonElement item, string key) => Find(item, key) is { ValueKind: JsonValueKind.String } text ? Cut(text.GetString() ?? "") : "";

    static string PropertyIn(JsonElement pairs, string key) => FindIn(pairs, key) is { ValueKind: JsonValueKind.String } text ? Cut(text.GetString() ?? "") : "";

    static string Text(JsonElement item, string key) => item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    static string Cut(string text) => text.Length <= AttackFlowFile.FlowNameCharsMax ? text : text[..AttackFlowFile.FlowNameCharsMax];
}
