using System.Text;

namespace Merlon.Sigma.Matching.Compilation;

/// <summary>Literals that occur, without regard to case, in every ASCII text that a regular expression matches.</summary>
static class RegexLiteral
{
    /// <summary>Deepest nesting of groups; past it nothing is told.</summary>
    const int DepthMax = 32;

    /// <summary>
    /// The runs of ASCII characters, folded, that stand outside alternatives and that nothing makes optional, in order; none where
    /// that cannot be told. Anything that is not certain ends a run.
    /// </summary>
    public static List<byte[]> Of(string expression)
    {
        List<string> runs = [];
        if (HasFreeSpacing(expression))
        {
            return [];
        }

        var at = 0;
        if (!TryRead(expression, ref at, runs, depth: 0) || at < expression.Length)
        {
            return [];
        }

        return [.. runs.Distinct(StringComparer.Ordinal).Select(Values.TextFolding.Fold)];
    }

    // Reads up to the end or to the parenthesis that closes the group; false where the whole must be given up.
    static bool TryRead(string expression, ref int at, List<string> runs, int depth)
    {
        var run = new StringBuilder();
        var begin = runs.Count;
        var hasAlternatives = false;
        var isGood = true;
        for (; at < expression.Length && isGood && (depth == 0 || expression[at] != ')'); at++)
        {
            hasAlternatives |= expression[at] == '|';
            isGood = expression[at] switch
            {
                '(' => End(run, runs) && depth < DepthMax && TryReadGroup(expression, ref at, runs, depth),
                '[' => ReadClass(expression, ref at, run, runs),
                '\\' => TryReadEscape(expression, ref at, run, runs),
                '*' or '?' or '{' => ReadCount(expression, ref at, run, runs),
                '|' or '+' or '.' or '^' or '$' or ')' => End(run, runs),
                var c when char.IsAscii(c) => run.Append(c).Length > 0,
                _ => End(run, runs),
            };
        }

        End(run, runs);
        if (hasAlternatives)
        {
            runs.RemoveRange(begin, runs.Count - begin);
        }

        return isGood;
    }

    // Ends a run.
    static bool End(StringBuilder run, List<string> runs)
    {
        if (run.Length > 0)
        {
            runs.Add(run.ToString());
            run.Clear();
        }

        return true;
    }

    static bool ReadClass(string expression, ref int at, StringBuilder run, List<string> runs)
    {
        var end = EndOfClass(expression, at);
        if (LetterOf(expression.AsSpan(at, Math.Min(end + 1, expression.Length) - at)) is { } letter)
        {
            run.Append(letter);
        }
        else
        {
            End(run, runs);
        }

        at = end;
        return true;
    }

    static bool TryReadEscape(string expression, ref int at, StringBuilder run, List<string> runs)
    {
        at++;
        if (at >= expression.Length || expression[at] is 'k' or 'p' or 'P' or 'x' or 'u' or 'c' or (>= '0' and <= '9'))
        {
            return false; // how long the escape is would have to be told
        }

        if (char.IsAscii(expression[at]) && !char.IsAsciiLetterOrDigit(expression[at]))
        {
            run.Append(expression[at]);
            return true;
        }

        return End(run, runs);
    }

    // What a count follows is not certain, or comes once more.
    static bool ReadCount(string expression, ref int at, StringBuilder run, List<string> runs)
    {
        run.Length -= run.Length > 0 ? 1 : 0;
        at = expression[at] == '{' ? EndOfCount(expression, at) : at;
        return End(run, runs);
    }

    // At the parenthesis that opens a group; leaves it at the one that closes, or behind a count that follows.
    static bool TryReadGroup(string expression, ref int at, List<string> runs, int depth)
    {
        var begin = runs.Count;
        at++;
        var isKept = true;
        if (at < expression.Length && expression[at] == '?')
        {
            var marks = expression.AsSpan(at + 1);
            var options = marks.IndexOfAnyExcept("imns-");
            if (options > 0 && marks[options] == ')')
            {
                at += options + 1;
                return true;
            }

            if (options >= 0 && marks[options] == ':')
            {
                at += options + 2;
            }
            else if (marks.StartsWith("P<") || marks.StartsWith("<") && !marks.StartsWith("<=") && !marks.StartsWith("<!"))
            {
                at = expression.IndexOf('>', at) + 1;
            }
            else
            {
                return false; // looks around, conditions and whatever else there is
            }

            if (at <= 0)
            {
                return false;
            }
        }

        if (!TryRead(expression, ref at, runs, depth + 1) || at >= expression.Length)
        {
            return false;
        }

        // What follows may make it optional, or a copy of it: then nothing of it is certain.
        if (at + 1 < expression.Length && expression[at + 1] is '*' or '?' or '{')
        {
            isKept = false;
        }

        if (!isKept)
        {
            runs.RemoveRange(begin, runs.Count - begin);
        }

        return true;
    }

    // The letter of a class of a letter in both cases, or of one character.
    static char? LetterOf(ReadOnlySpan<char> letters)
        => letters.Length switch
        {
            3 when char.IsAscii(letters[1]) && letters[1] is not ('\\' or '^') => letters[1],
            4 when char.IsAsciiLetter(letters[1]) && char.IsAsciiLetter(letters[2]) && (letters[1] ^ letters[2]) == 0x20 => letters[1],
            _ => null,
        };

    // Index of the brace that closes "{2,5}"; where it is no count, of the brace that opens.
    static int EndOfCount(string expression, int at)
    {
        var end = at + 1;
        while (end < expression.Length && (char.IsAsciiDigit(expression[end]) || expression[end] == ','))
        {
            end++;
        }

        return end < expression.Length && expression[end] == '}' ? end : at;
    }

    // Comments, and options by which white space means nothing and comments are written otherwise.
    static bool HasFreeSpacing(string expression)
    {
        for (var at = expression.IndexOf("(?", StringComparison.Ordinal); at >= 0; at = expression.IndexOf("(?", at + 1, StringComparison.Ordinal))
        {
            for (var i = at + 2; i < expression.Length && (char.IsAsciiLetter(expression[i]) || expression[i] is '-' or '#'); i++)
            {
                if (expression[i] is 'x' or '#')
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Index of the bracket that closes a class, or the end of the expression.
    static int EndOfClass(string expression, int at)
    {
        at += at + 1 < expression.Length && expression[at + 1] == '^' ? 2 : 1;
        at += at < expression.Length && expression[at] == ']' ? 1 : 0;
        for (var depth = 1; at < expression.Length; at++)
        {
            switch (expression[at])
            {
                case '\\':
                    at++;
                    break;
                case '[' when expression[at - 1] == '-': // a class taken away from a class
                    depth++;
                    break;
                case ']' when --depth == 0:
                    return at;
            }
        }

        return at;
    }
}
