using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>
/// Reads a condition (Sigma 2.1, rules specification, "condition"): <c>not</c> binds tighter than <c>and</c>, that tighter than
/// <c>or</c>; words in any case. Ids that begin with <c>_</c> are left out of <c>them</c> and of patterns.
/// </summary>
/// <param name="selections">What ids name, in the order of the rule.</param>
/// <param name="kind">What is named, for people: selection, rule.</param>
ref struct SigmaConditionReader(IReadOnlyList<KeyValuePair<string, SigmaExpression>> selections, string kind)
{
    static readonly SearchValues<char> Delimiters = SearchValues.Create(" \t\r\n()");

    ReadOnlySpan<char> rest;
    ReadOnlySpan<char> token;
    int depth;
    string? code;
    string? fault;

    /// <summary>What the condition says, or null with the reason.</summary>
    public SigmaExpression? Read(string condition, SourceLocation location, out SigmaRefusal? refusal)
    {
        (code, fault, depth) = (null, null, 0);
        SigmaExpression? read = null;
        if (condition.Length > SigmaLimits.ConditionCharsMax)
        {
            Fail("SIGMA047", string.Create(CultureInfo.InvariantCulture, $"the condition is longer than {SigmaLimits.ConditionCharsMax:N0} characters"));
        }
        else if (condition.Contains('|', StringComparison.Ordinal))
        {
            Fail("SIGMA048", "the condition aggregates behind a pipe, which Sigma dropped; write the aggregation as a correlation");
        }
        else
        {
            rest = condition;
            Next();
            read = ReadOr();
            if (fault is null && !token.IsEmpty)
            {
                Fail("SIGMA045", $"'{Excerpt(token)}' is not expected there in the condition; 'and' or 'or' may be missing before it");
            }
        }

        refusal = fault is null ? null : new SigmaRefusal(code ?? "SIGMA045", fault, SigmaSelectionReader.PlaceOf(location));
        return fault is null ? read : null;
    }

    SigmaExpression? ReadOr()
    {
        var first = ReadAnd();
        if (!IsWord("or"))
        {
            return first;
        }

        var parts = ImmutableArray.CreateBuilder<SigmaExpression>();
        Add(parts, first);
        while (fault is null && TryTake("or"))
        {
            Add(parts, ReadAnd());
        }

        return parts.Count == 0 ? null : new SigmaExpression.AnyOf(parts.DrainToImmutable());
    }

    SigmaExpression? ReadAnd()
    {
        var first = ReadNot();
        if (!IsWord("and"))
        {
            return first;
        }

        var parts = ImmutableArray.CreateBuilder<SigmaExpression>();
        Add(parts, first);
        while (fault is null && TryTake("and"))
        {
            Add(parts, ReadNot());
        }

        return parts.Count == 0 ? null : new SigmaExpression.AllOf(parts.DrainToImmutable());
    }

    SigmaExpression? ReadNot()
    {
        if (!TryTake("not"))
        {
            return ReadPrimary();
        }

        if (!Descend())
        {
            return null;
        }

        var part = ReadNot();
        depth--;
        return part is null ? null : new SigmaExpression.Negation(part);
    }

    SigmaExpression? ReadPrimary()
    {
        if (token.IsEmpty)
        {
            return Fail("SIGMA045", $"the condition ends where the name of a {kind} is expected");
        }

        if (TryTake("("))
        {
            return ReadParentheses();
        }

        if (token is ")" || IsWord("and") || IsWord("or"))
        {
            return Fail("SIGMA045", $"'{Excerpt(token)}' stands in the condition where the name of a {kind} is expected");
        }

        var name = token;
        Next();
        if (IsWord("of"))
        {
            Next();
            return ReadQuantified(name);
        }

        foreach (var (id, expression) in selections)
        {
            if (name.SequenceEqual(id))
            {
                return expression;
            }
        }

        return Fail("SIGMA046", $"the condition names '{Excerpt(name)}', but there is no such {kind}");
    }

    SigmaExpression? ReadParentheses()
    {
        if (!Descend())
        {
            return null;
        }

        var inner = ReadOr();
        depth--;
        return fault is not null || TryTake(")") ? inner : Fail("SIGMA045", "a parenthesis of the condition is not closed");
    }

    SigmaExpression? ReadQuantified(ReadOnlySpan<char> quantifier)
    {
        var isAll = quantifier.Equals("all", StringComparison.OrdinalIgnoreCase);
        if (!isAll && quantifier is not "1" && !quantifier.Equals("any", StringComparison.OrdinalIgnoreCase))
        {
            return Fail("SIGMA045", $"'{Excerpt(quantifier)} of' is none of '1 of', 'any of' and 'all of'");
        }

        if (token.IsEmpty || token is "(" or ")")
        {
            return Fail("SIGMA045", $"behind 'of' stands neither 'them' nor the name of a {kind}");
        }

        var pattern = token;
        var isThem = IsWord("them");
        Next();
        var parts = ImmutableArray.CreateBuilder<SigmaExpression>();
        foreach (var (id, expression) in selections)
        {
            if (!id.StartsWith('_') && (isThem || Fits(id, pattern)))
            {
                parts.Add(expression);
            }
        }

        return parts.Count switch
        {
            0 => Fail("SIGMA046", $"no {kind} fits '{Excerpt(pattern)}' of the condition"),
            1 => parts[0],
            _ => isAll ? new SigmaExpression.AllOf(parts.DrainToImmutable()) : new SigmaExpression.AnyOf(parts.DrainToImmutable()),
        };
    }

    // '*' is any run of characters; nothing else is special.
    static bool Fits(ReadOnlySpan<char> id, ReadOnlySpan<char> pattern)
    {
        if (pattern is [.., '*'] && pattern[..^1].IndexOf('*') < 0)
        {
            return id.StartsWith(pattern[..^1]);
        }

        return System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, id, ignoreCase: false);
    }

    bool Descend()
    {
        if (++depth <= SigmaLimits.ConditionDepthMax)
        {
            return true;
        }

        Fail("SIGMA047", string.Create(CultureInfo.InvariantCulture, $"the condition is nested deeper than {SigmaLimits.ConditionDepthMax} levels"));
        return false;
    }

    SigmaExpression? Fail(string failure, string message)
    {
        code ??= failure;
        fault ??= message;
        return null;
    }

    readonly bool IsWord(string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);

    bool TryTake(string word)
    {
        if (!IsWord(word))
        {
            return false;
        }

        Next();
        return true;
    }

    void Next()
    {
        rest = rest.TrimStart();
        var length = rest.IndexOfAny(Delimiters);
        length = length < 0 ? rest.Length : length == 0 && rest.Length > 0 ? 1 : length;
        token = rest[..length];
        rest = rest[length..];
    }

    static void Add(ImmutableArray<SigmaExpression>.Builder parts, SigmaExpression? part)
    {
        if (part is not null)
        {
            parts.Add(part);
        }
    }

    static string Excerpt(ReadOnlySpan<char> text) => Diagnostic.ExcerptOf(text.ToString());
}
