namespace Merlon.Layers.Expressions;

/// <summary>What a token of an expression is.</summary>
enum TokenKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A name of a layer, a constant or a function.</summary>
    Name,

    /// <summary>An operator, written with signs or as a word (<c>and</c>).</summary>
    Operator,

    /// <summary>The end of the expression.</summary>
    End,
}

/// <summary>A token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written, in lower case; empty at the end.</param>
/// <param name="Column">Where it begins, from 1.</param>
/// <param name="Value">Value of a number.</param>
readonly record struct ExpressionToken(TokenKind Kind, string Text, int Column, double Value = 0);
