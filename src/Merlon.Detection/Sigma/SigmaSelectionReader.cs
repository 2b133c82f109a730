using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>
/// Reads the selections of one rule or filter into expressions. What cannot be evaluated refuses the whole: the first reason
/// is kept, and reading goes on so that <see cref="Fields"/> is complete.
/// </summary>
sealed class SigmaSelectionReader(SigmaReadOptions options)
{
    readonly List<string> fields = [];
    int predicates;

    /// <summary>Why it cannot be evaluated, or null.</summary>
    public SigmaRefusal? Refusal { get; private set; }

    /// <summary>What <c>%name%</c> stands for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Placeholders => options.Placeholders;

    /// <summary>The fields that were read so far, ordinally sorted, each once.</summary>
    public ImmutableArray<string> Fields()
    {
        if (fields.Count == 0)
        {
            return [];
        }

        fields.Sort(StringComparer.Ordinal);
        var count = 1;
        for (var i = 1; i < fields.Count; i++)
        {
            if (!string.Equals(fields[i], fields[count - 1], StringComparison.Ordinal))
            {
                fields[count++] = fields[i];
            }
        }

        return [.. CollectionsMarshal.AsSpan(fields)[..count]];
    }

    /// <summary>Notes a field that a predicate reads.</summary>
    public void AddField(string field)
    {
        if (field.Length > 0)
        {
            fields.Add(field);
        }
    }

    /// <summary>Refuses the rule; the first reason is the one that is kept.</summary>
    public void Refuse(string code, string message, SourceLocation location)
        => Refusal ??= new SigmaRefusal(code, message, PlaceOf(location));

    /// <summary>Counts a predicate; false past the limit, with the rule refused.</summary>
    public bool Count(SourceLocation location, int more = 1)
    {
        predicates += more;
        if (predicates > SigmaLimits.PredicatesMax)
        {
            Refuse("SIGMA047", FormattableString.Invariant($"the rule compares with more than {SigmaLimits.PredicatesMax:N0} values, modifiers written out"), location);
            return false;
        }

        return true;
    }

    /// <summary>What a selection says, or null where the rule is refused for it.</summary>
    public SigmaExpression? Read(YamlNode node)
        => node switch
        {
            YamlNode.Mapping mapping => ReadMap(mapping),
            YamlNode.Sequence sequence => ReadList(sequence),
            YamlNode.Scalar scalar => new SigmaItemReader(this, "", SigmaModifiers.None).ReadOne(scalar),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    // Items of a map must all hold.
    SigmaExpression? ReadMap(YamlNode.Mapping mapping)
    {
        if (mapping.Entries.Count == 0)
        {
            Refuse("SIGMA049", "a selection is empty; it says nothing of any record", mapping.Location);
            return null;
        }

        if (mapping.Entries.Count == 1)
        {
            return ReadItem(mapping.Entries[0].Key, mapping.Entries[0].Value);
        }

        var parts = ImmutableArray.CreateBuilder<SigmaExpression>(mapping.Entries.Count);
        for (var i = 0; i < mapping.Entries.Count; i++)
        {
            var (key, value) = mapping.Entries[i];
            if (ReadItem(key, value) is { } part)
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? null : new SigmaExpression.AllOf(parts.DrainToImmutable());
    }

    // Of a list of maps or keywords one must hold.
    SigmaExpression? ReadList(YamlNode.Sequence sequence)
    {
        if (sequence.Items.Count == 0)
        {
            Refuse("SIGMA049", "a selection is empty; it says nothing of any record", sequence.Location);
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<SigmaExpression>(sequence.Items.Count);
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            if (Read(sequence.Items[i]) is { } part)
            {
                parts.Add(part);
            }
        }

        return parts.Count switch { 0 => null, 1 => parts[0], _ => new SigmaExpression.AnyOf(parts.DrainToImmutable()) };
    }

    SigmaExpression? ReadItem(YamlNode.Scalar key, YamlNode value)
    {
        var text = key.Text;
        var pipe = text.IndexOf('|', StringComparison.Ordinal);
        var field = pipe < 0 ? text : text[..pipe];
        AddField(field);
        var modifiers = SigmaModifiers.None;
        if (pipe >= 0)
        {
            modifiers = SigmaModifiers.Read(text.AsSpan(pipe + 1), out var code, out var fault);
            if (fault is not null)
            {
                Refuse(code ?? "SIGMA042", fault, key.Location);
                return null;
            }
        }

        var reader = new SigmaItemReader(this, field, modifiers);
        if (field.Length == 0 && reader.NeedsField)
        {
            Refuse("SIGMA042", $"'{Diagnostic.ExcerptOf(text)}' needs the name of a field before its first '|'", key.Location);
            return null;
        }

        return value switch
        {
            YamlNode.Scalar scalar => reader.ReadOne(scalar),
            YamlNode.Sequence sequence => reader.ReadAll(sequence),
            _ => RefuseMap(value),
        };
    }

    SigmaExpression? RefuseMap(YamlNode value)
    {
        Refuse("SIGMA049", "a field's value is a mapping; a value or a list of values belongs there", value.Location);
        return null;
    }

    // A place in a rule is line and column: the path would keep a chain of objects alive for each value.
    internal static SourceLocation PlaceOf(SourceLocation location) => new(location.Line, location.Column);
}
