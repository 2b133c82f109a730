using System.Buffers;
using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Compiled;

/// <summary>Writes rules into bytes: numbers of variable length, every text once.</summary>
sealed class CompiledWriter
{
    ArrayBufferWriter<byte> body = new();
    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly List<string> texts = [];
    readonly Dictionary<SigmaExpression.Selection, int> selections = new(ReferenceEqualityComparer.Instance);

    /// <summary>The whole body.</summary>
    public byte[] Write(Parsed<SigmaContent> content, string origin)
    {
        var value = content.Value ?? SigmaContent.Empty;
        List(value.Rules, Rule);
        List(value.Correlations, Correlation);
        List(value.Filters, Filter);
        List(content.Diagnostics, Diagnostic);

        // Texts come first, so that a reader has them when it meets their numbers.
        var rest = body;
        body = new ArrayBufferWriter<byte>(rest.WrittenCount * 2);
        Raw(origin);
        Number(texts.Count);
        foreach (var text in texts)
        {
            Raw(text);
        }

        body.Write(rest.WrittenSpan);
        return body.WrittenSpan.ToArray();
    }

    void Rule(SigmaRule rule)
    {
        Text(rule.Document);
        Location(rule.Location);
        Text(rule.Title);
        Text(rule.Id);
        Text(rule.Name);
        Text(rule.Status);
        Text(rule.Level);
        Text(rule.Description);
        Text(rule.Author);
        Number(rule.Date is { } date ? date.DayNumber + 1 : 0);
        Number(rule.Modified is { } modified ? modified.DayNumber + 1 : 0);
        List(rule.References, Text);
        List(rule.Tags, Tag);
        List(rule.FalsePositives, Text);
        Source(rule.LogSource);
        List(rule.Conditions, Text);
        List(rule.Fields, Text);
        Refusal(rule.Refusal);
        Optional(rule.Expression);
    }

    void Correlation(SigmaCorrelation correlation)
    {
        Text(correlation.Document);
        Location(correlation.Location);
        Text(correlation.Title);
        Text(correlation.Id);
        Text(correlation.Name);
        Text(correlation.Status);
        Text(correlation.Level);
        List(correlation.Tags, Tag);
        Text(correlation.Type);
        List(correlation.Rules, Text);
        List(correlation.GroupBy, Text);
        Long(correlation.TimeSpan.Ticks);
        List([.. correlation.Aliases.OrderBy(static a => a.Key, StringComparer.Ordinal)], alias =>
        {
            Text(alias.Key);
            List([.. alias.Value.OrderBy(static a => a.Key, StringComparer.Ordinal)], field =>
            {
                Text(field.Key);
                Text(field.Value);
            });
        });
        List(correlation.Thresholds, threshold =>
        {
            Number((int)threshold.Key);
            Decimal(threshold.Value);
        });
        List(correlation.Fields, Text);
        Decimal(correlation.Percentile);
        OptionalText(correlation.ExtendedCondition);
        Number(correlation.IsGenerating ? 1 : 0);
        Refusal(correlation.Refusal);
    }

    void Filter(SigmaFilter filter)
    {
        Text(filter.Document);
        Location(filter.Location);
        Text(filter.Title);
        Text(filter.Id);
        List(filter.Rules, Text);
        Source(filter.LogSource);
        Refusal(filter.Refusal);
        Optional(filter.Expression);
    }

    void Diagnostic(Diagnostic diagnostic)
    {
        Text(diagnostic.Code);
        Number((int)diagnostic.Severity);
        Text(diagnostic.Document);
        Location(diagnostic.Location);
        Text(diagnostic.Message);
        OptionalText(diagnostic.Excerpt);
        OptionalText(diagnostic.Advice);
    }

    void Tag(SigmaTag tag)
    {
        Text(tag.Text);
        Location(tag.Location);
    }

    void Source(SigmaLogSource source)
    {
        Text(source.Product);
        Text(source.Category);
        Text(source.Service);
    }

    void Refusal(SigmaRefusal? refusal)
    {
        Number(refusal is null ? 0 : 1);
        if (refusal is not null)
        {
            Text(refusal.Code);
            Text(refusal.Message);
            Location(refusal.Location);
        }
    }

    void Optional(SigmaExpression? expression)
    {
        selections.Clear();
        Number(expression is null ? 0 : 1);
        if (expression is not null)
        {
            Expression(expression);
        }
    }

    void Expression(SigmaExpression expression)
    {
        switch (expression)
        {
            case SigmaExpression.AllOf all:
                Mark(CompiledMark.AllOf);
                List(all.Parts, Expression);
                break;
            case SigmaExpression.AnyOf any:
                Mark(CompiledMark.AnyOf);
                List(any.Parts, Expression);
                break;
            case SigmaExpression.Negation negation:
                Mark(CompiledMark.Negation);
                Expression(negation.Part);
                break;
            case SigmaExpression.Selection selection when selections.TryGetValue(selection, out var number):
                Mark(CompiledMark.SameSelection);
                Number(number);
                break;
            case SigmaExpression.Selection selection:
                Mark(CompiledMark.Selection);
                Text(selection.Name);
                Location(selection.Location);
                Expression(selection.Body);
                selections.Add(selection, selections.Count);
                break;
            case SigmaExpression.Match match:
                Predicate(match.Predicate);
                break;
        }
    }

    void Predicate(SigmaPredicate predicate)
    {
        Mark(predicate switch
        {
            SigmaPredicate.TextMatch text => text.IsCased ? CompiledMark.CasedText : CompiledMark.Text,
            SigmaPredicate.Number => CompiledMark.Number,
            SigmaPredicate.Null => CompiledMark.Null,
            SigmaPredicate.Exists => CompiledMark.Exists,
            SigmaPredicate.RegexMatch => CompiledMark.Regex,
            SigmaPredicate.Cidr => CompiledMark.Cidr,
            SigmaPredicate.Compare => CompiledMark.Compare,
            SigmaPredicate.FieldReference => CompiledMark.FieldReference,
            SigmaPredicate.TimeMatch => CompiledMark.Time,
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        Text(predicate.Field);
        Location(predicate.Location);
        switch (predicate)
        {
            case SigmaPredicate.TextMatch text:
                Text(text.Pattern.Canonical);
                break;
            case SigmaPredicate.Number number:
                Decimal(number.Value);
                Text(number.Written);
                break;
            case SigmaPredicate.Exists exists:
                Number(exists.IsThere ? 1 : 0);
                break;
            case SigmaPredicate.RegexMatch regex:
                Text(regex.Expression);
                Number((regex.IsIgnoringCase ? 1 : 0) | (regex.IsMultiline ? 2 : 0) | (regex.IsDotAll ? 4 : 0));
                break;
            case SigmaPredicate.Cidr cidr:
                Text(cidr.Network.ToString());
                break;
            case SigmaPredicate.Compare compare:
                Number((int)compare.Operator);
                Decimal(compare.Value);
                break;
            case SigmaPredicate.FieldReference reference:
                Text(reference.Other);
                Number((int)reference.Part * 2 + (reference.IsCased ? 1 : 0));
                break;
            case SigmaPredicate.TimeMatch time:
                Number((int)time.Part);
                Number((int)time.Operator);
                Decimal(time.Value);
                break;
        }
    }

    void Mark(CompiledMark mark) => Byte((byte)mark);

    void Byte(byte value)
    {
        body.GetSpan(1)[0] = value;
        body.Advance(1);
    }

    void Location(SourceLocation location)
    {
        Number(location.Line);
        Number(location.Column);
        OptionalText(location.Path);
    }

    void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (var item in items)
        {
            write(item);
        }
    }

    void OptionalText(string? text) => Number(text is null ? 0 : NumberOf(text) + 1);

    void Text(string text) => Number(NumberOf(text));

    int NumberOf(string text)
    {
        if (!numbers.TryGetValue(text, out var number))
        {
            numbers.Add(text, number = texts.Count);
            texts.Add(text);
        }

        return number;
    }

    // UTF-16 where UTF-8 would lose half a surrogate pair.
    void Raw(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (Encoding.UTF8.GetString(bytes) == text)
        {
            Number(bytes.Length * 2);
            body.Write(bytes);
            return;
        }

        Number(text.Length * 2 + 1);
        for (var i = 0; i < text.Length; i++)
        {
            Byte((byte)(text[i] & 0xFF));
            Byte((byte)(text[i] >> 8));
        }
    }

    void Decimal(decimal value)
    {
        foreach (var part in decimal.GetBits(value))
        {
            Long(unchecked((uint)part));
        }
    }

    void Number(int value) => Long(value);

    void Long(long value)
    {
        var rest = unchecked((ulong)value);
        while (rest >= 0x80)
        {
            Byte((byte)(rest & 0x7F | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }
}

/// <summary>What a part of an expression is, in compiled rules. Numbers are never used again.</summary>
enum CompiledMark : byte
{
    /// <summary>All of several parts.</summary>
    AllOf = 1,

    /// <summary>Any of several parts.</summary>
    AnyOf = 2,

    /// <summary>Not a part.</summary>
    Negation = 3,

    /// <summary>A selection.</summary>
    Selection = 4,

    /// <summary>A selection that was written before, by its number.</summary>
    SameSelection = 5,

    /// <summary>Text without regard to case.</summary>
    Text = 16,

    /// <summary>Text in which case counts.</summary>
    CasedText = 17,

    /// <summary>A number.</summary>
    Number = 18,

    /// <summary>No value.</summary>
    Null = 19,

    /// <summary>There or not.</summary>
    Exists = 20,

    /// <summary>A regular expression.</summary>
    Regex = 21,

    /// <summary>A network.</summary>
    Cidr = 22,

    /// <summary>A comparison of numbers.</summary>
    Compare = 23,

    /// <summary>Another field.</summary>
    FieldReference = 24,

    /// <summary>A part of a point in time.</summary>
    Time = 25,
}
