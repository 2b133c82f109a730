using System.Globalization;

namespace Merlon.Documents;

/// <summary>One small change of a YAML document, at a path from its root. What a change means for the tree is <see cref="YamlTree.Apply"/>; what it does to the text is <see cref="YamlEditor"/>.</summary>
/// <param name="Path">Where: each step the key of a mapping, or the place in a sequence from 0.</param>
public abstract record YamlEdit(YamlPath Path)
{
    /// <summary>Gives the place a value; a key that is not there is added, with the mappings above it.</summary>
    /// <param name="Path">The place.</param>
    /// <param name="Value">What stands there afterwards.</param>
    public sealed record Put(YamlPath Path, YamlNode Value) : YamlEdit(Path);

    /// <summary>Puts items into the sequence at the place, which is made when it is not there.</summary>
    /// <param name="Path">The sequence.</param>
    /// <param name="Values">The items, in order.</param>
    /// <param name="At">Place of the first, from 0; null or past the end for the end.</param>
    public sealed record Add(YamlPath Path, IReadOnlyList<YamlNode> Values, int? At = null) : YamlEdit(Path);

    /// <summary>Takes away what stands at the place, with its key.</summary>
    /// <param name="Path">The place.</param>
    public sealed record Remove(YamlPath Path) : YamlEdit(Path);
}

/// <summary>The way from a document's root to a place in it.</summary>
/// <param name="Steps">Each step, outermost first; empty for the root.</param>
public sealed record YamlPath(IReadOnlyList<YamlStep> Steps)
{
    /// <summary>The document as a whole.</summary>
    public static YamlPath Root { get; } = new([]);

    /// <summary>The path one step up.</summary>
    public YamlPath Parent => new([.. Steps.Take(Steps.Count - 1)]);

    /// <summary>The value of a key of the mapping here.</summary>
    public YamlPath this[string key] => new([.. Steps, new YamlStep(key, -1)]);

    /// <summary>The item at a place of the sequence here.</summary>
    public YamlPath this[int index] => new([.. Steps, new YamlStep(null, index)]);

    /// <summary>Same steps.</summary>
    public bool Equals(YamlPath? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(Steps.Count, HashCode.Combine);

    /// <summary>As diagnostics write it: <c>scopes[0].weight</c>.</summary>
    public override string ToString()
        => Steps.Aggregate((DocumentPath?)null, static (path, step) => step.Key is { } key ? DocumentPath.ToKey(path, key) : DocumentPath.ToItem(path, step.Index))?.ToString() ?? "";
}

/// <summary>One step of a path.</summary>
/// <param name="Key">Key of a mapping, or null for a place in a sequence.</param>
/// <param name="Index">Place in a sequence, from 0; -1 for a key.</param>
public readonly record struct YamlStep(string? Key, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => Key ?? Index.ToString(CultureInfo.InvariantCulture);
}
