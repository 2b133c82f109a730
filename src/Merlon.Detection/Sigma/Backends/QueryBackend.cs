using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Says one rule in one query language. What a language cannot say exactly is refused by name, and then nothing of it is said.
/// Every test comes in parentheses or is a single call, so that no operator beside it can take a part of it away.
/// </summary>
abstract class QueryBackend(TranslationOptions options)
{
    /// <summary>Stands for a line break of the layout until the query is done: text of a rule may hold real ones.</summary>
    protected const char Break = '\uFDD2';

    /// <summary>Parts that stand in one row before it is cut into several: databases limit how deep a row of ORs may nest.</summary>
    const int RowParts = 200;

    const int LineColumns = 110;

    readonly List<string> warnings = [];
    Translation.Refused? refusal;

    /// <summary>What is known of the data.</summary>
    protected TranslationOptions Options => options;

    /// <summary>How the language writes AND and OR, blanks included.</summary>
    protected virtual (string And, string Or) Operators => ("AND ", "OR ");

    /// <summary>A condition that every record fulfils, and one that none does.</summary>
    protected abstract (string True, string False) Constants { get; }

    /// <summary>The rule as a query, or why not.</summary>
    public Translation Translate(SigmaRule rule)
    {
        if (rule.Expression is not { } expression)
        {
            return new Translation.Refused("a rule that cannot be evaluated", rule.Refusal?.Message ?? "", rule.Refusal?.Location ?? rule.Location);
        }

        var binding = new QueryBinding(options);
        var node = binding.Bind(rule, expression);
        if (binding.Refusal is { } unbound)
        {
            return unbound;
        }

        foreach (var selector in binding.MissingSelectors)
        {
            Warn($"the table has no column for {selector}, by which the log source is told; it finds only what needs none");
        }

        var condition = Render(node, isInner: false);
        var text = Statement(condition);
        return refusal is { } refused ? refused : new Translation.Query(Laid(text), Laid(condition), [.. warnings]);
    }

    /// <summary>The whole query around its condition.</summary>
    protected abstract string Statement(string condition);

    /// <summary>One predicate, in parentheses where it has several parts; refuse what the language cannot say.</summary>
    protected abstract string Write(QueryNode.Test test);

    /// <summary>What holds where an expression does not, also where a field of it is missing; the expression comes without parentheses.</summary>
    protected abstract string Negated(string expression);

    /// <summary>The parts of an OR; a language that has lists may say several at once.</summary>
    protected virtual IEnumerable<string> WriteAny(ImmutableArray<QueryNode> parts) => parts.Select(part => Render(part, isInner: true));

    /// <summary>Refuses the rule; the first refusal counts.</summary>
    protected string Refuse(string feature, string advice, SourceLocation location)
    {
        refusal ??= new Translation.Refused(feature, advice, location);
        return "";
    }

    /// <summary>Says what must hold of the data.</summary>
    protected void Warn(string warning)
    {
        if (!warnings.Contains(warning, StringComparer.Ordinal))
        {
            warnings.Add(warning);
        }
    }

    /// <summary>True where text can stand in a query: no NUL, no half of a surrogate pair, no character that the layout uses.</summary>
    protected static bool IsSayable(string text) => !text.Contains('\0', StringComparison.Ordinal) && !text.Contains(Break, StringComparison.Ordinal)
        && !text.EnumerateRunes().Any(static rune => rune.Value == 0xFFFD);

    /// <summary>A node as text, in parentheses where it has several parts and stands within another.</summary>
    protected string Render(QueryNode node, bool isInner) => node switch
    {
        QueryNode.Constant constant => constant.Value ? Constants.True : Constants.False,
        QueryNode.Test test => Write(test),
        QueryNode.Not not => Negated(Render(not.Part, isInner: false)),
        QueryNode.All all => Joined(all.Parts.Select(part => Render(part, isInner: true)), Operators.And, isInner),
        QueryNode.Any any => Joined(WriteAny(any.Parts), Operators.Or, isInner),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Parts with an operator between.</summary>
    protected static string Joined(IEnumerable<string> parts, string separator, bool isInner)
    {
        var rows = parts.ToList();
        while (rows.Count > RowParts)
        {
            rows = [.. rows.Chunk(RowParts).Select(chunk => chunk.Length == 1 ? chunk[0] : Row(chunk, separator, isInner: true))];
        }

        return rows.Count == 1 ? rows[0] : Row(rows, separator, isInner);
    }

    static string Row(IReadOnlyList<string> parts, string separator, bool isInner)
    {
        var isShort = parts.Sum(part => part.Length + separator.Length) <= LineColumns && !parts.Any(static part => part.Contains(Break, StringComparison.Ordinal));
        var joined = isShort ? string.Join(" " + separator, parts) : string.Join(Break + separator, parts);
        return isInner ? Parenthesised(joined) : joined;
    }

    /// <summary>In parentheses, on lines of its own where it has several.</summary>
    protected static string Parenthesised(string text)
        => text.Contains(Break, StringComparison.Ordinal) ? $"({Indented(Break + text)}{Break})" : $"({text})";

    /// <summary>Moved to the right.</summary>
    protected static string Indented(string text) => text.Replace($"{Break}", $"{Break}    ", StringComparison.Ordinal);

    static string Laid(string text) => text.Replace(Break, '\n');
}
