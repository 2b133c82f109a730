using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Merlon.Sigma;

/// <summary>
/// How the regular expressions of rules are understood: as .NET's, unanchored, with invariant casing; <c>(?P&lt;name&gt;</c> is
/// taken for <c>(?&lt;name&gt;</c>. They run in time linear in the text; one with a look-around, a backreference or an atomic
/// group cannot, and is tried twice for <see cref="TimeoutMs"/> at most.
/// </summary>
static class SigmaRegex
{
    /// <summary>How long an expression that needs backtracking may try one value, twice; longer counts as no match and is counted.</summary>
    public const int TimeoutMs = 250;

    /// <summary>How long one that runs in linear time may try one value, twice: ten megabytes take a tenth of it unless it is built to be slow.</summary>
    public const int LinearTimeoutMs = 2_000;

    static readonly SearchValues<char> BoundChars = SearchValues.Create("0123456789,");

    /// <summary>The expression that matches where <c>contains</c>, <c>startswith</c> or <c>endswith</c> stand beside <c>re</c>.</summary>
    public static string Anchored(string expression, SigmaTransform[] positions)
    {
        foreach (var position in positions)
        {
            expression = position switch
            {
                SigmaTransform.StartsWith => @"\A(?:" + expression + ")",
                SigmaTransform.EndsWith => "(?:" + expression + @")\z",
                _ => expression,
            };
        }

        return expression;
    }

    /// <summary>Why the expression cannot be evaluated, or null.</summary>
    public static string? FaultOf(SigmaPredicate.RegexMatch predicate)
    {
        if (predicate.Expression.Length > SigmaLimits.RegexCharsMax)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the regular expression is longer than {SigmaLimits.RegexCharsMax:N0} characters");
        }

        if (AddedBy(predicate.Expression) > SigmaLimits.RegexAddedMax)
        {
            return string.Create(CultureInfo.InvariantCulture, $"counted repetitions, written out, add more than {SigmaLimits.RegexAddedMax:N0} parts to the regular expression");
        }

        return TryMake(predicate, OptionsOf(predicate), out _, out var fault) ? null : "the regular expression cannot be understood: " + fault;
    }

    /// <summary>Compiles an expression that was found good when it was read.</summary>
    public static Regex Make(SigmaPredicate.RegexMatch predicate)
    {
        try
        {
            return new Regex(Text(predicate), OptionsOf(predicate) | RegexOptions.NonBacktracking, TimeSpan.FromMilliseconds(LinearTimeoutMs));
        }
        catch (NotSupportedException)
        {
            return new Regex(Text(predicate), OptionsOf(predicate), TimeSpan.FromMilliseconds(TimeoutMs));
        }
    }

    /// <summary>
    /// Whether a value matches an expression of <see cref="Make"/>. One that runs out of time is tried once more: the time is the clock's, and a thread that had to wait for a processor, or for
    /// the collection of memory, has used none of it.
    /// </summary>
    /// <exception cref="RegexMatchTimeoutException">It ran out of time again.</exception>
    public static bool IsMatch(Regex regex, ReadOnlySpan<char> value)
    {
        try
        {
            return regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return regex.IsMatch(value);
        }
    }

    static bool TryMake(SigmaPredicate.RegexMatch predicate, RegexOptions options, [NotNullWhen(true)] out Regex? regex, out string fault)
    {
        try
        {
            regex = new Regex(Text(predicate), options, Regex.InfiniteMatchTimeout); // parsed, never run
            fault = "";
            return true;
        }
        catch (RegexParseException e)
        {
            regex = null;
            fault = string.Create(CultureInfo.InvariantCulture, $"{e.Error} at character {e.Offset + 1}");
            return false;
        }
    }

    /// <summary>How .NET is to understand the expression, the choice of the engine left out.</summary>
    public static RegexOptions OptionsOf(SigmaPredicate.RegexMatch predicate)
        => RegexOptions.CultureInvariant
            | (predicate.IsIgnoringCase ? RegexOptions.IgnoreCase : RegexOptions.None)
            | (predicate.IsMultiline ? RegexOptions.Multiline : RegexOptions.None)
            | (predicate.IsDotAll ? RegexOptions.Singleline : RegexOptions.None);

    static string Text(SigmaPredicate.RegexMatch predicate) => predicate.Expression.Replace("(?P<", "(?<", StringComparison.Ordinal);

    // How many parts writing out counted repetitions adds. Classes count as more than one, which only errs upwards.
    static long AddedBy(string expression)
    {
        const long Max = int.MaxValue;
        var groups = new Stack<long>();
        var (sum, last) = (0L, 0L); // of the group so far, and of what a repetition would repeat
        var added = 0L;
        for (var i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '(':
                    groups.Push(sum);
                    (sum, last) = (0, 0);
                    break;
                case ')' when groups.Count > 0:
                    last = sum + 1;
                    sum = Math.Min(groups.Pop() + last, Max);
                    break;
                case '{' when BoundOf(expression.AsSpan(i + 1)) is var bound and > 0:
                    added = Math.Min(added + last * (bound - 1), Max);
                    sum = Math.Min(sum + last * (bound - 1), Max);
                    last = Math.Min(last * bound, Max);
                    i = expression.IndexOf('}', i);
                    break;
                default:
                    i += expression[i] is '\\' ? 1 : 0;
                    last = 1;
                    sum = Math.Min(sum + 1, Max);
                    break;
            }
        }

        return added;
    }

    // The larger number of "2,5}", "3}" or "4,}"; 0 where it is no repetition.
    static int BoundOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('}');
        if (end <= 0 || text[..end].ContainsAnyExcept(BoundChars))
        {
            return 0;
        }

        var bound = 1;
        foreach (var range in text[..end].Split(','))
        {
            var number = text[..end][range];
            if (number.Length > 0)
            {
                bound = Math.Max(bound, int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : int.MaxValue);
            }
        }

        return bound;
    }
}
