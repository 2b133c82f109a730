using System.Text;

namespace Merlon.Documents.Tests;

/// <summary>Short ways to read YAML in tests.</summary>
static class Yaml
{
    public static Parsed<YamlNode> Read(string text, ReadLimits? limits = null)
        => YamlDocument.Read(Encoding.UTF8.GetBytes(text), "t.yaml", limits ?? ReadLimits.Default);

    public static Parsed<IReadOnlyList<YamlNode>> ReadAll(string text, ReadLimits? limits = null)
        => YamlDocument.ReadAll(Encoding.UTF8.GetBytes(text), "t.yaml", limits ?? ReadLimits.Default);

    public static IEnumerable<string> Codes<T>(this Parsed<T> parsed)
        where T : class
        => parsed.Diagnostics.Select(static d => d.Code);

    /// <summary>The node in flow style, texts that are not plain in quotes; places left out.</summary>
    public static string Show(YamlNode? node) => node switch
    {
        null => "nothing",
        YamlNode.Scalar { IsPlain: true } plain => plain.Text,
        YamlNode.Scalar quoted => $"'{quoted.Text}'",
        YamlNode.Sequence sequence => $"[{string.Join(", ", sequence.Items.Select(Show))}]",
        YamlNode.Mapping mapping => $"{{{string.Join(", ", mapping.Entries.Select(static e => $"{e.Key.Text}: {Show(e.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    public static IEnumerable<YamlNode> Flatten(YamlNode node)
    {
        yield return node;
        var children = node switch
        {
            YamlNode.Sequence sequence => sequence.Items,
            YamlNode.Mapping mapping => mapping.Entries.SelectMany(static e => new[] { e.Key, e.Value }),
            _ => [],
        };
        foreach (var below in children.SelectMany(Flatten))
        {
            yield return below;
        }
    }
}
