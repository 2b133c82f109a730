using System.Globalization;
using System.Text;
using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>Paths as a diagram: every object once, every step once, in the order in which the paths name them.</summary>
static class GraphDiagram
{
    /// <summary>A flowchart in Mermaid's language.</summary>
    public static string Mermaid(IReadOnlyList<ObjectPath> paths)
    {
        var diagram = new StringBuilder("flowchart LR\n");
        var (objects, steps) = PartsOf(paths);
        for (var i = 0; i < objects.Count; i++)
        {
            diagram.Append(CultureInfo.InvariantCulture, $"  n{i}[\"{MermaidText(objects[i].ToString())}\"]\n");
        }

        foreach (var (from, type, to) in steps)
        {
            diagram.Append(CultureInfo.InvariantCulture, $"  n{from} -->|\"{MermaidText(type)}\"| n{to}\n");
        }

        return diagram.ToString();
    }

    /// <summary>A directed graph in Graphviz's language.</summary>
    public static string Dot(IReadOnlyList<ObjectPath> paths)
    {
        var diagram = new StringBuilder("digraph connection {\n  rankdir=LR;\n  node [shape=box];\n");
        var (objects, steps) = PartsOf(paths);
        for (var i = 0; i < objects.Count; i++)
        {
            diagram.Append(CultureInfo.InvariantCulture, $"  n{i} [label=\"{DotText(objects[i].ToString())}\"];\n");
        }

        foreach (var (from, type, to) in steps)
        {
            diagram.Append(CultureInfo.InvariantCulture, $"  n{from} -> n{to} [label=\"{DotText(type)}\"];\n");
        }

        return diagram.Append("}\n").ToString();
    }

    // Steps as the release states them, whichever way the path goes.
    static (List<AttackObject> Objects, List<(int From, string Type, int To)> Steps) PartsOf(IReadOnlyList<ObjectPath> paths)
    {
        var objects = new List<AttackObject>();
        var places = new Dictionary<AttackObject, int>();
        var steps = new List<(int, string, int)>();
        foreach (var step in paths.SelectMany(static path => path.Steps))
        {
            var (from, to) = (PlaceOf(step.From), PlaceOf(step.To));
            var stated = step.IsForward ? (from, step.Type, to) : (to, step.Type, from);
            if (!steps.Contains(stated))
            {
                steps.Add(stated);
            }
        }

        return (objects, steps);

        int PlaceOf(AttackObject found)
        {
            if (!places.TryGetValue(found, out var place))
            {
                place = objects.Count;
                places.Add(found, place);
                objects.Add(found);
            }

            return place;
        }
    }

    // Inside quotes Mermaid takes entities; what could end the quotes or begin markup is written as one.
    static string MermaidText(string foreign)
    {
        var text = new StringBuilder();
        foreach (var c in SafeText.Line(foreign))
        {
            if (c is '"' or '#' or '<' or '>' or '&' or '`' or '[' or ']' or '{' or '}' or '|' or '\\' or ';')
            {
                text.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    static string DotText(string foreign) => SafeText.Line(foreign).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
