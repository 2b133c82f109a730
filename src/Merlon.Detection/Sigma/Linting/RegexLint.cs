using System.Buffers;
using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>Regular expressions that cost more than they have to, and those that a plain modifier says better.</summary>
static class RegexLint
{
    static readonly SearchValues<char> Special = SearchValues.Create(@".*+?()[]{}|^$\");

    /// <summary>Looks at one value of an item with <c>re</c>.</summary>
    public static void Check(YamlNode.Scalar value, ImmutableArray<string> modifiers, DiagnosticLog log)
    {
        var text = value.Text;
        if (FindBacktracking(text) is { } construct)
        {
            log.Warn("SIGMA152", value.Location, $"{construct} makes the expression backtrack: a hostile value can make it slow, and then it counts as no match", text, "say it with another selection and 'not', or without it");
            return;
        }

        var flags = FlagsOf(ref text);
        var (isBegun, isEnded) = (text.StartsWith('^'), text.EndsWith('$') && !text.EndsWith("\\$", StringComparison.Ordinal));
        var body = text.AsSpan((isBegun ? 1 : 0)..(text.Length - (isEnded && text.Length > 1 ? 1 : 0)));
        var hasRunBefore = body.StartsWith(".*") && (body.Length == 2 || body[2] is not ('?' or '+'));
        var hasRunAfter = body.EndsWith(".*") && !body.EndsWith("\\.*");
        var core = body;
        core = hasRunBefore ? core[2..] : core;
        core = hasRunAfter && core.Length >= 2 ? core[..^2] : core;
        if (core.IsEmpty && !(hasRunBefore || hasRunAfter))
        {
            return; // '^$' is the empty text
        }

        if (core.IsEmpty)
        {
            log.Note("SIGMA140", value.Location, "the expression matches whatever the field holds, also nothing", value.Text, "write |exists: true if the field must be there");
            return;
        }

        if (LiteralOf(core) is { Length: > 0 } literal)
        {
            var isOpenBefore = !isBegun || hasRunBefore;
            var isOpenAfter = !isEnded || hasRunAfter;
            var modifier = isOpenBefore && isOpenAfter ? "|contains" : isOpenBefore ? "|endswith" : isOpenAfter ? "|startswith" : "";
            var isCased = !flags.Contains('i', StringComparison.Ordinal) && !modifiers.Contains("i", StringComparer.Ordinal) && !modifiers.Contains("ignorecase", StringComparer.Ordinal);
            log.Note(
                "SIGMA151", value.Location, "the expression has nothing but plain text, which a modifier says more clearly and faster", value.Text,
                $"write {(isCased ? "|cased" : "")}{modifier}{(isCased || modifier.Length > 0 ? ": " : "")}'{literal}'{(isCased ? ", or without |cased if case does not matter" : "")}");
        }
        else if (hasRunBefore && !isBegun || hasRunAfter && !isEnded)
        {
            log.Warn(
                "SIGMA150", value.Location, $"'.*' at the {(hasRunBefore && !isBegun ? "beginning" : "end")} says nothing, for an expression matches anywhere in the value, but it is tried at every place", value.Text,
                "take it away");
        }
    }

    // Flags such as (?i) at the beginning, cut off.
    static string FlagsOf(ref string text)
    {
        var end = text.IndexOf(')', StringComparison.Ordinal);
        if (!text.StartsWith("(?", StringComparison.Ordinal) || end < 3 || text.AsSpan(2, end - 2).ContainsAnyExcept("imsx"))
        {
            return "";
        }

        var flags = text[2..end];
        text = text[(end + 1)..];
        return flags;
    }

    // What an expression without operators stands for, as Sigma writes it in plain text; null where it has one.
    static string? LiteralOf(ReadOnlySpan<char> expression)
    {
        var literal = new System.Text.StringBuilder();
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            if (c == '\\' && i + 1 < expression.Length && !char.IsAsciiLetterOrDigit(expression[i + 1]))
            {
                c = expression[++i];
            }
            else if (Special.Contains(c))
            {
                return null;
            }

            literal.Append(c is '*' or '?' ? $"\\{c}" : c.ToString());
        }

        return literal.ToString();
    }

    // What NonBacktracking of .NET refuses; escapes and classes are stepped over.
    static string? FindBacktracking(string text)
    {
        var isInClass = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    i++;
                    if (!isInClass && (text[i] is >= '1' and <= '9' || text[i] is 'k' && i + 1 < text.Length && text[i + 1] is '<' or '{' or '\''))
                    {
                        return "a reference back to a group";
                    }

                    break;
                case '[' when !isInClass:
                    isInClass = true;
                    i += i + 1 < text.Length && text[i + 1] is ']' ? 1 : i + 2 < text.Length && text[i + 1] is '^' && text[i + 2] is ']' ? 2 : 0;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    var rest = text.AsSpan(i + 1);
                    if (rest.StartsWith("?=") || rest.StartsWith("?!") || rest.StartsWith("?<=") || rest.StartsWith("?<!"))
                    {
                        return "a look-around";
                    }

                    if (rest.StartsWith("?>") || rest.StartsWith("?("))
                    {
                        return "an atomic or conditional group";
                    }

                    break;
                default:
                    break;
            }
        }

        return null;
    }
}
