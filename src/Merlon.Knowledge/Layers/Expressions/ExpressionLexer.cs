using System.Globalization;

namespace Merlon.Layers.Expressions;

/// <summary>Cuts an expression into tokens as math.js cuts it (layer-expressions.md); a line break is a space here.</summary>
sealed class ExpressionLexer(string text)
{
    static readonly string[] Operators =
    [
        "==", "!=", "<=", ">=", ".*", "./", ".^", "(", ")", ",", "+", "-", "*", "/", "%", "^", "!", "?", ":", "<", ">",
    ];

    static readonly string[] Words = ["and", "or", "xor", "not", "mod"];

    readonly List<ExpressionToken> tokens = [];
    int at;

    /// <summary>What was wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Column of the problem, from 1.</summary>
    public int ProblemColumn { get; private set; }

    /// <summary>The tokens, closed by one of kind End; those before the problem where there is one.</summary>
    public IReadOnlyList<ExpressionToken> ToList()
    {
        while (Problem is null && SkipSpace())
        {
            var c = text[at];
            if (char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(Peek(1)))
            {
                Number();
            }
            else if (IsLetter(c))
            {
                Name();
            }
            else
            {
                Operator();
            }
        }

        tokens.Add(new ExpressionToken(TokenKind.End, "", at + 1));
        return tokens;
    }

    bool SkipSpace()
    {
        while (at < text.Length && (text[at] is ' ' or '\t' or '\n' or '\r' or '#'))
        {
            at = text[at] != '#' ? at + 1 : text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
        }

        return at < text.Length;
    }

    void Number()
    {
        var start = at;
        if (text[at] == '0' && Peek(1) is 'x' or 'b' or 'o')
        {
            Fail("numbers are written in decimals");
            return;
        }

        Digits();
        if (Peek(0) == '.' && Peek(1) is not ('*' or '/' or '^'))
        {
            at++;
            Digits();
        }

        if (Peek(0) == 'e' && (char.IsAsciiDigit(Peek(1)) || Peek(1) is '+' or '-' or '.'))
        {
            at += Peek(1) is '+' or '-' ? 2 : 1;
            if (!char.IsAsciiDigit(Peek(0)))
            {
                Fail("an exponent needs digits");
                return;
            }

            Digits();
            if (Peek(0) == '.' && Peek(1) is not ('*' or '/' or '^'))
            {
                Fail("an exponent is a whole number");
                return;
            }
        }

        var value = double.Parse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        tokens.Add(new ExpressionToken(TokenKind.Number, text[start..at], start + 1, value));
    }

    void Digits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            at++;
        }
    }

    void Name()
    {
        var start = at;
        while (at < text.Length && (IsLetter(text[at]) || char.IsAsciiDigit(text[at])))
        {
            at++;
        }

        var name = text[start..at];
        tokens.Add(new ExpressionToken(Words.Contains(name, StringComparer.Ordinal) ? TokenKind.Operator : TokenKind.Name, name, start + 1));
    }

    void Operator()
    {
        foreach (var sign in Peek(0) == Peek(1) && Peek(0) is '<' or '>' ? [] : Operators)
        {
            if (text.AsSpan(at).StartsWith(sign, StringComparison.Ordinal))
            {
                tokens.Add(new ExpressionToken(TokenKind.Operator, sign, at + 1));
                at += sign.Length;
                return;
            }
        }

        Fail(text[at] switch
        {
            '=' => "scores are not assigned; compare with ==",
            ';' => "an expression is one formula",
            '[' or ']' or '{' or '}' => "lists and matrices have no use in a score",
            '&' or '|' or '~' or '<' or '>' => "bits have no use in a score; write and, or, not",
            '"' or '\'' => "text has no use in a score",
            _ => "this character means nothing in an expression",
        });
    }

    char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    void Fail(string problem)
    {
        Problem = problem;
        ProblemColumn = at + 1;
    }

    static bool IsLetter(char c) => char.IsAsciiLetter(c) || c is '_' or '$';
}
