using System.Collections.Immutable;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Sigma.Matching;

/// <summary>The values of one record as one claim names them; what was looked up is kept for the next rule, nothing beyond the record.</summary>
sealed class RecordValues(LogEvent record, Pipeline pipeline, LogSourceClaim claim)
{
    readonly Dictionary<string, ImmutableArray<int>> byField = new(StringComparer.Ordinal);
    readonly string?[] texts = new string?[record.Count];
    readonly string?[] folded = new string?[record.Count];

    /// <summary>Indexes of the values of a field, or with an empty name of every text and number: what a keyword may be in.</summary>
    public ImmutableArray<int> Find(string field)
    {
        if (!byField.TryGetValue(field, out var found))
        {
            found = field.Length > 0
                ? [.. FieldLookup.Find(record, pipeline, claim, field)]
                : [.. Enumerable.Range(0, record.Count).Where(i => record.KindOf(i) is LogValueKind.Text or LogValueKind.Number)];
            byField.Add(field, found);
        }

        return found;
    }

    /// <summary>False for what is said to have no value, which is no text, not even an empty one. A structure is its JSON.</summary>
    public bool IsText(int index) => record.KindOf(index) is not LogValueKind.Null;

    /// <summary>A value as text.</summary>
    public string Text(int index) => texts[index] ??= record.ValueText(index);

    /// <summary>A value without its case.</summary>
    public string Folded(int index) => folded[index] ??= SigmaText.Fold(Text(index));
}
