using System.Collections.Immutable;
using YamlDotNet.Core;

namespace Merlon.Documents;

/// <summary>Turns what the parser says about broken YAML into what a person can act on.</summary>
static class YamlSyntax
{
    /// <summary>Stands for a bracket that is never closed, of which the parser says nothing.</summary>
    public const string Unclosed = "unclosed";

    /// <summary>Stands for an escape past the last Unicode character, of which the parser says nothing.</summary>
    public const string EscapeTooLarge = "escape too large";

    /// <summary>Stands for a tag without a name, of which the parser says nothing.</summary>
    public const string NamelessTag = "scanning a tag";

    // The first whose part of the parser's message occurs.
    static readonly ImmutableArray<Explanation> Explanations =
    [
        new(
            Unclosed,
            "a list or mapping in brackets is not closed, or a comma is missing in it",
            "close the bracket, or put text that holds brackets into quotes",
            IsAboutBracket: true),
        new(EscapeTooLarge, "an escape names a character past U+10FFFF", null),
        new("invalid Unicode", "an escape names half of a surrogate pair, which is no character", null),
        new(
            "hexadecimal",
            "a backslash in double quotes begins an escape by number whose digits are not hexadecimal",
            "put the text into single quotes, where a backslash is only a backslash"),
        new(
            "unknown escape",
            "a backslash in double quotes begins an escape that YAML does not know",
            "put the text into single quotes, where a backslash is only a backslash"),
        new(
            "found unexpected end of stream",
            "a quote is opened here and never closed",
            "close it; a quote inside single quotes is written twice"),
        new(
            "wrong indentation",
            "the text in quotes goes on in a line that is not indented far enough",
            "close the quote, or indent the line"),
        new("cannot start any token", "a value cannot begin with this character", "put the value into quotes"),
        new(
            "found invalid mapping",
            "a second colon makes a mapping where a value stands, or the line above lacks its colon",
            "put a value that holds ': ' into quotes, or check the indentation and the colon of the line above"),
        new(
            "Mapping values are not allowed",
            "a mapping cannot begin here",
            "put a value that holds ': ' into quotes, or check the indentation"),
        new(
            "Block sequence entries are not allowed",
            "a list item cannot begin here",
            "put the list on lines of its own below its key, or put the value into quotes if the dash belongs to it"),
        new(
            "could not find expected ':'",
            "a key has no colon behind it",
            "write 'key: value', or indent the line if it belongs to the text above"),
        new(
            "did not find expected '-'",
            "a list goes on with a line that is not an item",
            "begin the line with '- ', or check the indentation"),
        new(
            "did not find expected key",
            "this is not a key of the mapping that it stands in",
            "check the indentation, and put a value that holds quotes, brackets or '#' into quotes"),
        new(
            "did not find expected ','",
            "a list or mapping in brackets is not closed, or a comma is missing in it",
            "close the bracket, or put text that holds brackets into quotes",
            IsAboutBracket: true),
        new("did not find expected node content", "a value is expected here", "put the value into quotes if this character belongs to it"),
        new("anchor", "a value that begins with '&' or '*' names an anchor or alias, and this is none", "put the value into quotes"),
        new("scanning a tag", "a value that begins with '!' names a tag, and this is none", "put the value into quotes"),
        new("tag handle", "a value that begins with '!' names a tag, and this is none", "put the value into quotes"),
        new("directive", "a line that begins with '%' is a directive, and this is none", "put the value into quotes"),
        new("incompatible YAML", "the file says that it is written in a YAML version that is not 1.x", null),
        new(
            "<document ",
            "the document is complete before this line, and the line belongs to nothing",
            "check the indentation and the quotes of the line above"),
        new(" tab ", "a tab stands where YAML wants spaces", "use spaces"),
        new(
            "block scalar",
            "a text block after '|' or '>' is not written as YAML wants it",
            "write nothing but '|' or '>' (with '-', '+' or a digit) in its first line and indent the text evenly"),
        new("comment", "a comment breaks a value", "put a space before '#', or put the value into quotes"),
    ];

    /// <summary>Adds the one error that says where the text stops being YAML, and why as far as can be told.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="fault">The parser's message.</param>
    /// <param name="last">Where the last thing ended that was read.</param>
    /// <param name="start">Where the parser says that the trouble begins.</param>
    /// <param name="end">Where the parser noticed.</param>
    /// <param name="opened">Where the innermost collection begins that is still open.</param>
    /// <param name="log">Takes the error.</param>
    public static void Report(string text, string fault, Mark last, Mark start, Mark end, Mark opened, DiagnosticLog log)
    {
        // The scanner puts a tab's fault at the beginning of the mapping; lines that were read may have tabs in good order.
        var isAboutTab = fault.Contains(" tab ", StringComparison.Ordinal);
        var to = isAboutTab ? text.Length : (int)Math.Max(start.Index, end.Index);
        if (FindTabIndent(text, NextLineBeginAt(text, (int)last.Index), to) is var tab and >= 0)
        {
            log.Error(
                "YAML011", LocationOf(text, tab),
                "the line is indented with a tab, which YAML does not allow; the document was not read",
                LineAt(text, tab).ToString(), "indent with spaces");
            return;
        }

        // The parser names the beginning of the collection for what it finds at its end.
        var known = Explanations.FirstOrDefault(e => fault.Contains(e.Part, StringComparison.OrdinalIgnoreCase));
        var at = (int)(known is { IsAboutBracket: true } ? opened.Index : Math.Max(start.Index, last.Index));
        var message = known?.Message ?? $"the text is not YAML: {Diagnostic.ExcerptOf(fault.TrimEnd('.'))}";
        var excerpt = LineAt(text, at).Trim();
        log.Error(
            "YAML010", LocationOf(text, at), message + "; the document was not read",
            excerpt.IsEmpty ? null : excerpt.ToString(), known?.Advice);
    }

    static SourceLocation LocationOf(string text, int index)
    {
        var at = Math.Clamp(index, 0, text.Length);
        var begin = LineBeginAt(text, at);
        return new(text.AsSpan(0, begin).Count('\n') + 1, at - begin + 1);
    }

    static int NextLineBeginAt(string text, int index)
        => LineBeginAt(text, index) == index ? index
        : text.IndexOf('\n', Math.Clamp(index, 0, text.Length)) is var end and >= 0 ? end + 1 : text.Length;

    static int LineBeginAt(string text, int index)
        => text.AsSpan(0, Math.Clamp(index, 0, text.Length)).LastIndexOf('\n') + 1;

    static ReadOnlySpan<char> LineAt(string text, int index)
    {
        var rest = text.AsSpan(LineBeginAt(text, index));
        var length = rest.IndexOf('\n');
        return (length < 0 ? rest : rest[..length]).TrimEnd('\r');
    }

    // The first tab in the indentation of a line that has text and begins in the range, or -1.
    static int FindTabIndent(string text, int from, int to)
    {
        for (var begin = from; begin <= to && begin < text.Length;)
        {
            var line = LineAt(text, begin);
            var indent = line.Length - line.TrimStart(" \t").Length;
            if (indent < line.Length && line[..indent].IndexOf('\t') is var tab and >= 0)
            {
                return begin + tab;
            }

            var next = text.IndexOf('\n', begin);
            begin = next < 0 ? text.Length : next + 1;
        }

        return -1;
    }

    sealed record Explanation(string Part, string Message, string? Advice, bool IsAboutBracket = false);
}
