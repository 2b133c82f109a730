using System.Buffers;
using System.Globalization;
using System.Text;

namespace Merlon.Documents;

/// <summary>
/// The way from a document's root to one of its fields, as a chain of steps that share their beginnings. Costs one small
/// object for each node where a text for each would cost its whole length again.
/// </summary>
sealed class DocumentPath
{
    /// <summary>Longest part of a key that is shown, in characters.</summary>
    const int KeyCharsMax = 64;

    static readonly SearchValues<char> NeedQuotes = SearchValues.Create(". []\"'\t\r\n");

    readonly DocumentPath? parent;
    readonly string? key;
    readonly int index;

    DocumentPath(DocumentPath? parent, string? key, int index)
    {
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    /// <summary>The value of <paramref name="key"/> in the mapping at <paramref name="parent"/>; null is the root.</summary>
    public static DocumentPath ToKey(DocumentPath? parent, string key) => new(parent, key, -1);

    /// <summary>The item at <paramref name="index"/>, from 0, of the sequence at <paramref name="parent"/>.</summary>
    public static DocumentPath ToItem(DocumentPath? parent, int index) => new(parent, null, index);

    /// <summary><c>scopes[0].weight</c>; keys that would be misread stand as <c>["a.b"]</c>.</summary>
    public override string ToString()
    {
        var steps = new Stack<DocumentPath>();
        for (var step = this; step is not null; step = step.parent)
        {
            steps.Push(step);
        }

        var text = new StringBuilder();
        foreach (var step in steps)
        {
            step.AppendTo(text);
        }

        return text.ToString();
    }

    void AppendTo(StringBuilder text)
    {
        if (key is null)
        {
            text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            return;
        }

        var shown = key.Length > KeyCharsMax ? string.Concat(key.AsSpan(0, KeyCharsMax - 1), "…") : key;
        if (shown.Length == 0 || shown.AsSpan().ContainsAny(NeedQuotes) || shown.Any(char.IsControl))
        {
            text.Append("[\"").Append(Diagnostic.ExcerptOf(shown)).Append("\"]");
        }
        else
        {
            text.Append(text.Length > 0 ? "." : "").Append(shown);
        }
    }
}
