using System.Globalization;
using System.Text;

namespace Merlon.Sigma.Backends;

/// <summary>How an engine writes what a <see cref="RegexTree"/> says.</summary>
sealed record RegexDialect
{
    /// <summary>Google's RE2, as ClickHouse and DuckDB run it.</summary>
    public static RegexDialect Re2 { get; } = new()
    {
        Prefix = "(?s)", Start = @"\A", End = @"\z", LineStart = "(?m:^)", LineEnd = "(?m:$)",
        CharacterFormat = @"\x{{{0:X}}}", RepeatMax = 1_000, Metacharacters = @"\.+*?()|[]{}^$", NodesMax = 30_000,
    };

    /// <summary>RE2 as Kusto runs it, letters without regard to case written once.</summary>
    public static RegexDialect Kusto { get; } = Re2 with { HasCaseFlag = true };

    /// <summary>PostgreSQL's advanced regular expressions, which a prefix asks for whatever the server's settings.</summary>
    public static RegexDialect Postgres { get; } = new()
    {
        Prefix = "***:", Start = @"\A", End = @"\Z", LineStart = @"(?:\A|(?<=\n))", LineEnd = @"(?:\Z|(?=\n))",
        CharacterFormat = @"\u{0:X4}", RepeatMax = 255, Metacharacters = @"\.+*?()|[]{}^$", NodesMax = 30_000,
    };

    /// <summary>
    /// PCRE2 as Splunk runs it. Characters with a meaning stand as numbers: a backslash before a letter survives whether or not
    /// the text around takes backslashes away.
    /// </summary>
    public static RegexDialect Pcre { get; } = new()
    {
        Prefix = "(?s)", Start = @"\A", End = @"\z", LineStart = "(?m:^)", LineEnd = "(?m:$)",
        CharacterFormat = @"\x{{{0:X}}}", RepeatMax = 65_535, Metacharacters = "\\.+*?()|[]{}^$\"'", IsByNumber = true, HasCaseFlag = true, NodesMax = 30_000,
    };

    /// <summary>Lucene's automata, which match whole values and have no escapes for characters.</summary>
    public static RegexDialect Lucene { get; } = new()
    {
        Group = "(", CharacterFormat = "", RepeatMax = 1_000, Metacharacters = ".?+*|{}[]()\"\\#@&<>~/", NodesMax = 10_000,
    };

    const string ClassMetacharacters = @"\]^-[";

    /// <summary>Before every expression.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where the text begins.</summary>
    public string Start { get; init; } = "";

    /// <summary>Where the text ends, and nowhere else.</summary>
    public string End { get; init; } = "";

    /// <summary>Where a line begins; empty where the engine cannot say it.</summary>
    public string LineStart { get; init; } = "";

    /// <summary>Where a line ends.</summary>
    public string LineEnd { get; init; } = "";

    /// <summary>Opens a group.</summary>
    public string Group { get; init; } = "(?:";

    /// <summary>Format of a character by its number; empty where it stands as it is.</summary>
    public required string CharacterFormat { get; init; }

    /// <summary>Largest bound.</summary>
    public required int RepeatMax { get; init; }

    /// <summary>What a backslash must stand before.</summary>
    public required string Metacharacters { get; init; }

    /// <summary>True where such characters are written by number instead.</summary>
    public bool IsByNumber { get; init; }

    /// <summary>True where <c>(?i)</c> is understood; it also takes the Kelvin sign for a k and the long s for an s.</summary>
    public bool HasCaseFlag { get; init; }

    /// <summary>Most ranges of characters, each counted as often as it repeats: engines refuse what is larger at run time.</summary>
    public required int NodesMax { get; init; }

    /// <summary>True where only whole values are matched.</summary>
    public bool IsWhole => End.Length == 0;

    /// <summary>The expression, or what of it the engine cannot say.</summary>
    public (string? Text, string Unsupported) Write(RegexTree tree)
    {
        if (!tree.HasAnchorsOutside)
        {
            return (null, "an anchor inside the expression");
        }

        var asked = IsWhole ? tree.Trimmed().ToWhole() : tree.Trimmed();
        if (asked is null)
        {
            return (null, "line anchors");
        }

        if (SizeOf(asked) > NodesMax)
        {
            return (null, "an expression that is too large");
        }

        var writer = HasCaseFlag && HasPairs(asked) ? this with { Prefix = Prefix.Replace("(?", "(?i", StringComparison.Ordinal), IsFolding = true } : this;
        var text = new StringBuilder(writer.Prefix);
        return writer.Append(text, asked) ? (text.ToString(), "") : (null, "a bound that is too large");
    }

    /// <summary>True while letters are written without regard to case.</summary>
    bool IsFolding { get; init; }

    static bool HasPairs(RegexTree tree) => tree switch
    {
        RegexTree.One one => PairOf(one.Characters) is not null,
        RegexTree.Sequence row => row.Parts.Any(HasPairs),
        RegexTree.Choice choice => choice.Parts.Any(HasPairs),
        RegexTree.Repeat repeat => HasPairs(repeat.Part),
        _ => false,
    };

    // A letter of ASCII in both cases that (?i) takes for nothing else.
    static char? PairOf(CharacterSet set)
        => set.Ranges is [(var upper, var upperLast), (var lower, var lowerLast)] && upper == upperLast && lower == lowerLast
            && upper is >= 'A' and <= 'Z' && lower == upper + 0x20 && lower is not ('k' or 's') ? (char)lower : null;

    static long SizeOf(RegexTree tree) => tree switch
    {
        RegexTree.One one => one.Characters.Ranges.Length,
        RegexTree.Sequence row => row.Parts.Sum(SizeOf),
        RegexTree.Choice choice => choice.Parts.Sum(SizeOf),
        RegexTree.Repeat repeat => SizeOf(repeat.Part) * Math.Max(1L, repeat.Max ?? repeat.Min),
        _ => 1,
    };

    bool Append(StringBuilder text, RegexTree tree)
    {
        switch (tree)
        {
            case RegexTree.One one:
                AppendSet(text, one.Characters);
                return true;
            case RegexTree.Sequence row:
                foreach (var part in row.Parts)
                {
                    if (!(part is RegexTree.Choice ? AppendGroup(text, part) : Append(text, part)))
                    {
                        return false;
                    }
                }

                return true;
            case RegexTree.Choice choice:
                for (var i = 0; i < choice.Parts.Length; i++)
                {
                    text.Append(i > 0 ? "|" : "");
                    if (!Append(text, choice.Parts[i]))
                    {
                        return false;
                    }
                }

                return true;
            case RegexTree.Repeat repeat:
                return AppendRepeat(text, repeat);
            default:
                text.Append(tree switch { RegexTree.Start => Start, RegexTree.End => End, RegexTree.LineStart => LineStart, _ => LineEnd });
                return true;
        }
    }

    bool AppendGroup(StringBuilder text, RegexTree part)
    {
        text.Append(Group);
        var isWritten = Append(text, part);
        text.Append(')');
        return isWritten;
    }

    bool AppendRepeat(StringBuilder text, RegexTree.Repeat repeat)
    {
        var (min, max) = (repeat.Min, repeat.Max);
        if (max == 0)
        {
            return true;
        }

        if (min > RepeatMax)
        {
            // 1,000 times is 250 times, four times over.
            var times = (min + RepeatMax - 1) / RepeatMax;
            if (times > RepeatMax || max is not null && max != min)
            {
                return false;
            }

            var (each, rest) = (min / times, min % times);
            return Append(text, new RegexTree.Repeat(new RegexTree.Sequence([new RegexTree.Repeat(repeat.Part, each, each)]), times, times))
                && Append(text, new RegexTree.Repeat(repeat.Part, rest, max is null ? null : rest));
        }

        if (max > RepeatMax)
        {
            return false;
        }

        if (!(repeat.Part is RegexTree.One ? Append(text, repeat.Part) : AppendGroup(text, repeat.Part)))
        {
            return false;
        }

        text.Append((min, max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            (1, 1) => "",
            (_, null) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            _ when min == max => string.Create(CultureInfo.InvariantCulture, $"{{{min}}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        });
        return true;
    }

    void AppendSet(StringBuilder text, CharacterSet set)
    {
        if (set.IsAll)
        {
            text.Append('.');
            return;
        }

        if (!IsFolding || PairOf(set) is null && IsWithoutCase(set))
        {
            AppendPlainSet(text, set);
            return;
        }

        if (PairOf(set) is { } letter)
        {
            text.Append(letter);
            return;
        }

        text.Append("(?-i:");
        AppendPlainSet(text, set);
        text.Append(')');
    }

    // Digits, signs, letters in both cases and everything but a line feed are the same in either case.
    static bool IsWithoutCase(CharacterSet set)
        => set.Ranges.All(range => range.Last < 0x80 && Enumerable.Range(range.First, range.Last - range.First + 1)
                .All(c => !char.IsAsciiLetter((char)c) || (c | 0x20) is not ('k' or 's') && set.Contains(c ^ 0x20)))
            || set.Complement().Ranges is [('\n', '\n')];

    void AppendPlainSet(StringBuilder text, CharacterSet set)
    {
        if (set.Single is { } single)
        {
            AppendCharacter(text, single, isInClass: false);
            return;
        }

        if (set.Ranges.IsEmpty)
        {
            text.Append("[^");
            AppendRange(text, 0x1, CharacterSet.Last);
            text.Append(']');
            return;
        }

        // A set that holds the last character is shorter by what it lacks.
        var isNegated = set.Ranges[^1].Last == CharacterSet.Last;
        text.Append(isNegated ? "[^" : "[");
        foreach (var (first, last) in isNegated ? set.Complement().Ranges : set.Ranges)
        {
            AppendRange(text, first, last);
        }

        text.Append(']');
    }

    void AppendRange(StringBuilder text, int first, int last)
    {
        AppendCharacter(text, first, isInClass: true);
        if (last > first)
        {
            text.Append(last > first + 1 ? "-" : "");
            AppendCharacter(text, last, isInClass: true);
        }
    }

    void AppendCharacter(StringBuilder text, int character, bool isInClass)
    {
        var isPrintable = character is >= ' ' and <= '~';
        var isSpecial = isPrintable && (isInClass && character is not ('"' or '\'' or '/') ? ClassMetacharacters : Metacharacters).Contains((char)character, StringComparison.Ordinal);
        if (isPrintable && !(isSpecial && IsByNumber))
        {
            text.Append(isSpecial ? "\\" : "").Append((char)character);
        }
        else if (CharacterFormat.Length == 0)
        {
            text.Append(char.ConvertFromUtf32(character));
        }
        else if (character > 0xFFFF && CharacterFormat.Contains("X4", StringComparison.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $@"\U{character:X8}");
        }
        else
        {
            text.AppendFormat(CultureInfo.InvariantCulture, CharacterFormat, character);
        }
    }
}
