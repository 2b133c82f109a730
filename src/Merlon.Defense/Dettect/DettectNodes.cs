using System.Globalization;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>Makes and changes trees of administration files; nodes that nobody touches stay as they are.</summary>
static class DettectNodes
{
    /// <summary>A text: quoted where YAML would take it for something else.</summary>
    public static YamlNode.Scalar Text(string text)
    {
        var isPlain = text.Length > 0 && char.IsAsciiLetter(text[0])
            && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/' or '(' or ')' or '+')
            && !char.IsWhiteSpace(text[^1])
            && text.ToUpperInvariant() is not ("NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");
        return new YamlNode.Scalar(text, isPlain, SourceLocation.Whole);
    }

    public static YamlNode.Scalar Plain(string text) => new(text, IsPlain: true, SourceLocation.Whole);

    public static YamlNode.Scalar Number(int number) => Plain(number.ToString(CultureInfo.InvariantCulture));

    public static YamlNode.Scalar Flag(bool flag) => Plain(flag ? "true" : "false");

    public static YamlNode.Scalar Date(DateOnly? day) => Plain(day is { } known ? known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "");

    public static YamlNode.Sequence List(IEnumerable<YamlNode> items) => new([.. items], SourceLocation.Whole);

    public static YamlNode.Sequence Texts(IEnumerable<string> texts) => List(texts.Select(Text));

    public static YamlNode.Mapping Map(params ReadOnlySpan<(string Key, YamlNode Value)> entries)
    {
        var made = new List<KeyValuePair<YamlNode.Scalar, YamlNode>>(entries.Length);
        foreach (var (key, value) in entries)
        {
            made.Add(new(Plain(key), value));
        }

        return new YamlNode.Mapping(made, SourceLocation.Whole);
    }

    /// <summary>The mapping with a value under a key: in its place where it was there, else at the end.</summary>
    public static YamlNode.Mapping With(this YamlNode.Mapping mapping, string key, YamlNode value)
    {
        List<KeyValuePair<YamlNode.Scalar, YamlNode>> entries = [.. mapping.Entries];
        var at = entries.FindIndex(e => string.Equals(e.Key.Text, key, StringComparison.Ordinal));
        if (at >= 0)
        {
            entries[at] = new(entries[at].Key, value);
        }
        else
        {
            entries.Add(new(Plain(key), value));
        }

        return mapping with { Entries = entries };
    }

    public static YamlNode.Mapping Without(this YamlNode.Mapping mapping, params string[] keys)
        => mapping with { Entries = [.. mapping.Entries.Where(e => !keys.Contains(e.Key.Text, StringComparer.Ordinal))] };

    /// <summary>The items of a list, or the one thing that stands in its place.</summary>
    public static IReadOnlyList<YamlNode> ItemsOf(this YamlNode.Mapping mapping, string key) => !mapping.TryFind(key, out var node) || node is YamlNode.Scalar { IsNull: true } ? []
        : node is YamlNode.Sequence sequence ? sequence.Items
        : [node];

    public static YamlNode.Mapping Changed(this YamlNode.Mapping mapping, string key, Func<YamlNode.Mapping, YamlNode> change)
        => mapping.TryFind(key, out _) ? mapping.With(key, List(mapping.ItemsOf(key).Select(item => item is YamlNode.Mapping entry ? change(entry) : item))) : mapping;
}
