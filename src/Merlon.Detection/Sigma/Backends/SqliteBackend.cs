using System.Globalization;
using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// SQLite from 3.38. Its <c>lower</c> and <c>LIKE</c> fold ASCII and nothing else, which is what rules need; <c>GLOB</c> minds
/// case. Names stand in backticks: a name in double quotes that is no column is a text in SQLite.
/// </summary>
sealed class SqliteBackend(TranslationOptions options) : StandardSqlBackend(options)
{
    /// <summary>Longest pattern of LIKE or GLOB, in bytes (SQLITE_MAX_LIKE_PATTERN_LENGTH).</summary>
    const int PatternBytesMax = 50_000;

    /// <inheritdoc/>
    protected override RegexDialect? Regexes => null;

    /// <inheritdoc/>
    protected override string NoEscape => "";

    /// <inheritdoc/>
    protected override string Identifier(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <inheritdoc/>
    protected override string LowerAscii(string expression) => $"lower({expression})";

    /// <inheritdoc/>
    protected override string Exact(string expression) => $"{expression} COLLATE BINARY";

    /// <inheritdoc/>
    protected override string Like(string expression, string canonical, bool isCased)
    {
        if (Encoding.UTF8.GetByteCount(canonical) * 3 > PatternBytesMax)
        {
            return Refuse("a text that is too long for LIKE", "", default);
        }

        if (!isCased)
        {
            return base.Like(expression, canonical, isCased);
        }

        var glob = new StringBuilder();
        foreach (var c in canonical)
        {
            _ = c switch
            {
                SigmaPattern.AnyRun => glob.Append('*'),
                SigmaPattern.AnyOne => glob.Append('?'),
                '*' or '?' or '[' => glob.Append('[').Append(c).Append(']'),
                _ => glob.Append(c),
            };
        }

        return $"{expression} GLOB {Literal(glob.ToString())}";
    }

    /// <inheritdoc/>
    protected override string RegexTest(string expression, string regex) => $"{expression} REGEXP {Literal(regex)}";

    /// <inheritdoc/>
    protected override string WriteRegex(string column, SigmaPredicate.RegexMatch regex)
    {
        if (!Options.HasRegexpFunction)
        {
            return Refuse("regular expressions", "SQLite has none; say so where the connection has a function regexp", regex.Location);
        }

        var flags = (regex.IsIgnoringCase ? "i" : "") + (regex.IsMultiline ? "m" : "") + (regex.IsDotAll ? "s" : "");
        Warn("the connection needs a function regexp that searches as .NET's regular expressions do");
        return IsSayable(regex.Expression) ? RegexTest(column, (flags.Length > 0 ? $"(?{flags})" : "") + regex.Expression)
            : Refuse("a text with NUL or half a character", "", regex.Location);
    }

    /// <inheritdoc/>
    protected override string CompareTest(string column, SigmaOperator comparison, decimal value, SourceLocation location)
    {
        var digits = Math.Abs(value).ToString(CultureInfo.InvariantCulture).Split('.');
        var (whole, fraction) = (digits[0].TrimStart('0'), digits.Length > 1 ? digits[1].TrimEnd('0') : "");
        return comparison == SigmaOperator.Equal && value > 0 && fraction.Length == 0 ? Positive(column, whole) : Compared(column, comparison, value, whole, fraction);
    }

    // The common case, short: leading zeros cut off, then the digits, with or without a point and zeros behind.
    static string Positive(string column, string whole)
        => $"({column} = '{whole}' OR ltrim({Unsigned(column, "'+*'")}, '0') = '{whole}' OR rtrim(ltrim({Unsigned(column, "'+*'")}, '0'), '0') = '{whole}.')";

    // Digits of any number compare as texts of equal length do: first by length, then digit by digit, then the fraction.
    static string Compared(string column, SigmaOperator comparison, decimal value, string whole, string fraction)
    {
        const string Digits = "merlon_digits", Point = $"instr({Digits}, '.')";
        const string WholePart = $"ltrim(CASE {Point} WHEN 0 THEN {Digits} ELSE substr({Digits}, 1, {Point} - 1) END, '0')";
        const string FractionPart = $"rtrim(CASE {Point} WHEN 0 THEN '' ELSE substr({Digits}, {Point} + 1) END, '0')";
        const string Magnitude = $"(length({WholePart}), {WholePart}, {FractionPart})";
        var bound = string.Create(CultureInfo.InvariantCulture, $"({whole.Length}, '{whole}', '{fraction}')");
        var isNegative = $"{column} GLOB '-*'";
        var greater = value >= 0 ? $"(NOT {isNegative} AND {Magnitude} > {bound})" : $"(NOT {isNegative} OR {Magnitude} < {bound})";
        var less = value > 0 ? $"({isNegative} OR {Magnitude} < {bound})" : $"({isNegative} AND {Magnitude} > {bound})";
        var equal = value == 0 ? $"{Magnitude} = {bound}" : $"({(value > 0 ? "NOT " : "")}{isNegative} AND {Magnitude} = {bound})";
        var compared = comparison switch
        {
            SigmaOperator.Equal => equal,
            SigmaOperator.Greater => greater,
            SigmaOperator.GreaterOrEqual => $"({greater} OR {equal})",
            SigmaOperator.Less => less,
            SigmaOperator.LessOrEqual => $"({less} OR {equal})",
            _ => $"NOT {equal}",
        };
        return $"(SELECT {Digits} NOT GLOB '*[^0-9.]*' AND {Digits} GLOB '*[0-9]*' AND {Digits} NOT GLOB '*.*.*' AND {compared} FROM (SELECT {Unsigned(column, "'[-+]*'")} AS {Digits}))";
    }

    static string Unsigned(string column, string sign) => $"CASE WHEN {column} GLOB {sign} THEN substr({column}, 2) ELSE {column} END";

    /// <inheritdoc/>
    protected override string NetworkTest(string column, SigmaPredicate.Cidr cidr)
    {
        var bytes = cidr.Network.BaseAddress.GetAddressBytes();
        if (bytes.Length != 4)
        {
            return Refuse("cidr of IPv6", "SQLite has no addresses", cidr.Location);
        }

        // Four numbers in brackets are a JSON array only without leading zeros, signs and blanks.
        const string Octets = "merlon_octets";
        var first = (long)bytes[0] << 24 | (long)bytes[1] << 16 | (long)bytes[2] << 8 | bytes[3];
        var last = first + (1L << 32 - cidr.Network.PrefixLength) - 1;
        var octets = Enumerable.Range(0, 4).Select(static i => string.Create(CultureInfo.InvariantCulture, $"json_extract({Octets}, '$[{i}]')")).ToList();
        var inRange = string.Join(" AND ", octets.Select(static octet => $"{octet} <= 255"));
        var number = $"(({octets[0]} * 256 + {octets[1]}) * 256 + {octets[2]}) * 256 + {octets[3]}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"(SELECT CASE WHEN json_valid({Octets}) THEN json_array_length({Octets}) = 4 AND {inRange} AND {number} BETWEEN {first} AND {last} ELSE FALSE END FROM (SELECT '[' || replace({column}, '.', ',') || ']' AS {Octets} WHERE {column} NOT GLOB '*[^0-9.]*'))");
    }

    /// <inheritdoc/>
    protected override string ReferenceTest(string column, string other, SigmaPredicate.FieldReference reference)
    {
        if (!reference.IsCased)
        {
            return Refuse("fieldref without cased", "SQLite folds letters of ASCII only", reference.Location);
        }

        return reference.Part switch
        {
            SigmaTextPart.Whole => $"{Exact(column)} = {other}",
            SigmaTextPart.Contains => $"instr({column}, {other}) > 0",
            SigmaTextPart.StartsWith => $"{Exact($"substr({column}, 1, length({other}))")} = {other}",
            _ => $"(length({column}) >= length({other}) AND {Exact($"substr({column}, length({column}) - length({other}) + 1)")} = {other})",
        };
    }

    /// <inheritdoc/>
    protected override string JsonText(string column, IReadOnlyList<string> path, SourceLocation location)
        => $"CASE json_type({column}, {Path(path, location)}) WHEN 'text' THEN {column} ->> {Path(path, location)} WHEN 'null' THEN NULL ELSE {column} -> {Path(path, location)} END";

    /// <inheritdoc/>
    protected override string JsonExists(string column, IReadOnlyList<string> path, SourceLocation location) => $"json_type({column}, {Path(path, location)}) IS NOT NULL";

    string Path(IReadOnlyList<string> path, SourceLocation location)
        => path.Any(static name => name.Contains('"', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)) ? Refuse("a field name with a quotation mark or backslash", "", location)
            : Literal("$." + string.Join('.', path.Select(static name => $"\"{name}\"")));
}
