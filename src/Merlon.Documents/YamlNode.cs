namespace Merlon.Documents;

/// <summary>A node of a YAML document as written, with its place; a scalar, a sequence or a mapping.</summary>
/// <param name="Location">Where the node begins.</param>
public abstract record YamlNode(SourceLocation Location)
{
    /// <summary>A scalar. Its text is as written after YAML's own unescaping; nothing is guessed about its type.</summary>
    /// <param name="Text">The text; empty for an empty plain scalar.</param>
    /// <param name="IsPlain">True when it was written without quotes, so that <c>null</c>, <c>true</c> or <c>12</c> may be meant.</param>
    /// <param name="Location">Where it begins.</param>
    public sealed record Scalar(string Text, bool IsPlain, SourceLocation Location) : YamlNode(Location)
    {
        /// <summary>True for plain <c>null</c>, <c>~</c> or nothing at all (YAML 1.2 core schema, 10.3.2).</summary>
        public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    /// <summary>A sequence.</summary>
    /// <param name="Items">Its items in order.</param>
    /// <param name="Location">Where it begins.</param>
    public sealed record Sequence(IReadOnlyList<YamlNode> Items, SourceLocation Location) : YamlNode(Location);

    /// <summary>A mapping; keys are scalars and occur once, in the order written.</summary>
    /// <param name="Entries">Key and value pairs in the order written.</param>
    /// <param name="Location">Where it begins.</param>
    public sealed record Mapping(IReadOnlyList<KeyValuePair<Scalar, YamlNode>> Entries, SourceLocation Location) : YamlNode(Location)
    {
        /// <summary>Finds the value of <paramref name="key"/>, compared ordinally.</summary>
        public bool TryFind(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out YamlNode? value)
        {
            foreach (var (name, node) in Entries)
            {
                if (string.Equals(name.Text, key, StringComparison.Ordinal))
                {
                    value = node;
                    return true;
                }
            }

            value = null;
            return false;
        }
    }
}
