using System.Collections.Immutable;
using System.Globalization;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Reads a regular expression as .NET understands it, so far as other engines can say the same; the rest is named. The naive
/// way would hand the text on: <c>\b</c> is a backspace in PostgreSQL, <c>\d</c> ASCII in RE2, <c>$</c> more than the end here.
/// </summary>
sealed class RegexReader
{
    /// <summary>Deepest nesting of groups.</summary>
    public const int DepthMax = 100;

    static readonly ImmutableArray<string> Categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp",
    ];

    readonly string text;
    int at;
    int depth;
    string? unsupported;
    Flags flags;

    readonly record struct Flags(bool IsIgnoringCase, bool IsMultiline, bool IsDotAll);

    RegexReader(string text, Flags flags)
    {
        this.text = text;
        this.flags = flags;
    }

    /// <summary>The tree, or what it holds that no other engine can be trusted with.</summary>
    public static (RegexTree? Tree, string Unsupported) Read(SigmaPredicate.RegexMatch predicate)
    {
        var reader = new RegexReader(predicate.Expression, new Flags(predicate.IsIgnoringCase, predicate.IsMultiline, predicate.IsDotAll));
        var tree = reader.ReadChoice();
        if (reader.at < reader.text.Length)
        {
            reader.Refuse("an unmatched )");
        }

        return reader.unsupported is { } why ? (null, why) : (tree, "");
    }

    RegexTree ReadChoice()
    {
        var before = flags;
        var parts = ImmutableArray.CreateBuilder<RegexTree>();
        parts.Add(ReadSequence());
        while (at < text.Length && text[at] == '|' && unsupported is null)
        {
            at++;
            parts.Add(ReadSequence());
        }

        flags = before;
        return parts.Count == 1 ? parts[0] : new RegexTree.Choice(parts.ToImmutable());
    }

    RegexTree ReadSequence()
    {
        var parts = new List<RegexTree>();
        while (at < text.Length && text[at] is not ('|' or ')') && unsupported is null)
        {
            var atom = ReadAtom();
            parts.Add(ReadRepeat(atom));
        }

        return RegexTree.Row(parts);
    }

    RegexTree ReadAtom()
    {
        var c = text[at++];
        switch (c)
        {
            case '.':
                return new RegexTree.One(flags.IsDotAll ? CharacterSet.All : CharacterSet.NoLineFeed);
            case '^':
                return flags.IsMultiline ? new RegexTree.LineStart() : new RegexTree.Start();
            case '$':
                return flags.IsMultiline ? new RegexTree.LineEnd() : BeforeLastBreak();
            case '(':
                return ReadGroup();
            case '[':
                return new RegexTree.One(ReadClass());
            case '\\':
                return ReadEscape();
            case '*' or '+' or '?':
                return Refuse("a quantifier of nothing");
            default:
                at--;
                return Letter(ReadRune());
        }
    }

    // At the very end, or before a line feed that is the last character.
    static RegexTree BeforeLastBreak() => RegexTree.Row(RegexTree.Optional(new RegexTree.One(CharacterSet.Of('\n'))), new RegexTree.End());

    RegexTree ReadGroup()
    {
        if (++depth > DepthMax)
        {
            return Refuse("groups nested too deeply");
        }

        var before = flags;
        if (at < text.Length && text[at] == '?' && !ReadGroupKind())
        {
            depth--; // flags for what follows, (?i): no group
            return RegexTree.Empty;
        }

        var inner = ReadChoice();
        flags = before;
        depth--;
        if (at >= text.Length || text[at] != ')')
        {
            return Refuse("an unmatched (");
        }

        at++;
        return inner;
    }

    // Behind "(?"; true where a group follows, false where the flags hold for the rest of the group around.
    bool ReadGroupKind()
    {
        at++;
        if (at < text.Length && text[at] == ':')
        {
            at++;
            return true;
        }

        if (at + 1 < text.Length && text[at] is '<' or '\'' && char.IsLetter(text[at + 1]))
        {
            var close = text.IndexOf(text[at] == '<' ? '>' : '\'', at + 1);
            at = close < 0 ? text.Length : close + 1;
            return true;
        }

        var isOn = true;
        for (; at < text.Length && text[at] is 'i' or 'm' or 's' or 'n' or '-'; at++)
        {
            flags = text[at] switch
            {
                'i' => flags with { IsIgnoringCase = isOn },
                'm' => flags with { IsMultiline = isOn },
                's' => flags with { IsDotAll = isOn },
                _ => flags,
            };
            isOn = text[at] != '-' && isOn;
        }

        if (at < text.Length && text[at] is ':' or ')')
        {
            return text[at++] == ':';
        }

        Refuse("lookaround, conditions or atomic groups");
        return true;
    }

    RegexTree ReadRepeat(RegexTree atom)
    {
        if (at >= text.Length || ReadBounds() is not var (min, max))
        {
            return atom;
        }

        if (at < text.Length && text[at] == '?')
        {
            at++; // lazy: which match is found does not count
        }

        if (at < text.Length && (text[at] is '*' or '+' || text[at] == '{' && IsBounds()))
        {
            return Refuse("a quantifier of a quantifier");
        }

        if (atom.Has<RegexTree.Start>() || atom.Has<RegexTree.End>())
        {
            return Refuse("a repeated anchor");
        }

        return max is { } most && most < min ? Refuse("bounds in the wrong order") : new RegexTree.Repeat(atom, min, max);
    }

    (int Min, int? Max)? ReadBounds()
    {
        switch (text[at])
        {
            case '*':
                at++;
                return (0, null);
            case '+':
                at++;
                return (1, null);
            case '?':
                at++;
                return (0, 1);
            case '{' when IsBounds():
                var close = text.IndexOf('}', at);
                var bounds = text[(at + 1)..close].Split(',');
                at = close + 1;
                var isRead = int.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out var min);
                var max = min;
                var isBounded = bounds.Length == 1 || bounds[1].Length > 0;
                isRead &= bounds.Length == 1 || !isBounded || int.TryParse(bounds[1], NumberStyles.None, CultureInfo.InvariantCulture, out max);
                if (!isRead)
                {
                    Refuse("a bound that is too large");
                }

                return (min, isBounded ? max : null);
            default:
                return null;
        }
    }

    // "{3}", "{3,}", "{3,5}"; everything else that begins so is text.
    bool IsBounds()
    {
        var i = at + 1;
        var digits = i;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        if (i == digits)
        {
            return false;
        }

        if (i < text.Length && text[i] == ',')
        {
            i++;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }
        }

        return i < text.Length && text[i] == '}';
    }

    RegexTree ReadEscape()
    {
        if (at >= text.Length)
        {
            return Refuse("a backslash at the end");
        }

        switch (text[at])
        {
            case 'A':
                at++;
                return new RegexTree.Start();
            case 'z':
                at++;
                return new RegexTree.End();
            case 'Z':
                at++;
                return BeforeLastBreak();
            case 'b' or 'B':
                return Refuse("word boundaries");
            case >= '1' and <= '9' or 'k':
                return Refuse("backreferences");
            default:
                return ReadClassEscape() is { } set ? new RegexTree.One(set)
                    : ReadCharacterEscape() is { } character ? (RegexTree)Letter(character) : Refuse("an escape that engines read differently");
        }
    }

    // Behind a backslash: a class such as \w, or null.
    CharacterSet? ReadClassEscape()
    {
        switch (text[at])
        {
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                var letter = text[at++];
                var set = CharacterSet.OfShorthand((char)(letter | 0x20));
                return char.IsUpper(letter) ? set.Complement() : set;
            case 'p' or 'P' when at + 1 < text.Length && text[at + 1] == '{' && text.IndexOf('}', at) is var close and > 0:
                var name = text[(at + 2)..close];
                var isNegated = text[at] == 'P';
                at = close + 1;
                if (name.Length > 2 || !name.All(char.IsAsciiLetter) || !Categories.Contains(name, StringComparer.Ordinal))
                {
                    Refuse("a Unicode block or script");
                    return CharacterSet.All;
                }

                var members = CharacterSet.OfClass($@"\p{{{name}}}");
                return isNegated ? members.Complement() : members;
            default:
                return null;
        }
    }

    // Behind a backslash: one character, or null.
    int? ReadCharacterEscape()
    {
        var c = text[at];
        if (!char.IsAsciiLetterOrDigit(c) && c != '_')
        {
            return ReadRune();
        }

        at++;
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return '\u001b';
            case 'x' or 'u':
                var digits = c == 'x' ? 2 : 4;
                if (at + digits <= text.Length && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    at += digits;
                    return code is 0 or >= 0xD800 and < 0xE000 ? null : code;
                }

                return null;
            default:
                return null;
        }
    }

    CharacterSet ReadClass()
    {
        var isNegated = at < text.Length && text[at] == '^';
        at += isNegated ? 1 : 0;
        var set = CharacterSet.OfEach([]);
        for (var isFirst = true; at < text.Length && (text[at] != ']' || isFirst) && unsupported is null; isFirst = false)
        {
            if (text[at] == '[' && at + 1 < text.Length && text[at + 1] is ':' || text[at] == '-' && at + 1 < text.Length && text[at + 1] == '[')
            {
                Refuse("a class within a class");
                break;
            }

            set = set.Union(ReadClassMember());
        }

        if (at >= text.Length)
        {
            Refuse("an unmatched [");
            return set;
        }

        at++;
        return isNegated ? set.Complement() : set;
    }

    CharacterSet ReadClassMember()
    {
        if (text[at] == '\\' && at + 1 < text.Length)
        {
            at++;
            if (ReadClassEscape() is { } escaped)
            {
                return escaped;
            }

            at--;
        }

        var first = ReadClassCharacter();
        if (at + 1 < text.Length && text[at] == '-' && text[at + 1] is not (']' or '['))
        {
            at++;
            var last = ReadClassCharacter();
            if (last < first)
            {
                Refuse("a range in the wrong order");
                return CharacterSet.All;
            }

            return flags.IsIgnoringCase ? Enumerable.Range(first, last - first + 1).Select(VariantsOf).Aggregate(static (a, b) => a.Union(b)) : CharacterSet.OfRange(first, last);
        }

        return flags.IsIgnoringCase ? VariantsOf(first) : CharacterSet.Of(first);
    }

    int ReadClassCharacter()
    {
        if (text[at] != '\\' || at + 1 >= text.Length)
        {
            return ReadRune();
        }

        at++;
        if (text[at] == 'b')
        {
            at++;
            return '\b';
        }

        if (ReadCharacterEscape() is { } character)
        {
            return character;
        }

        Refuse("an escape that engines read differently");
        return 0;
    }

    int ReadRune()
    {
        var c = text[at++];
        if (char.IsSurrogate(c) || c == '\0')
        {
            // .NET matches halves of such a character one by one.
            Refuse("a character outside the basic plane");
        }

        return c;
    }

    RegexTree.One Letter(int character) => new(flags.IsIgnoringCase ? VariantsOf(character) : CharacterSet.Of(character));

    static CharacterSet VariantsOf(int character) => CaseVariants.OfRegex(character);

    RegexTree.Sequence Refuse(string feature)
    {
        unsupported ??= feature;
        at = text.Length;
        return RegexTree.Empty;
    }
}
