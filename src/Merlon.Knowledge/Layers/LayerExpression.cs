using Merlon.Documents;
using Merlon.Layers.Expressions;

namespace Merlon.Layers;

/// <summary>
/// A formula over the scores of layers, with the meaning that Navigator's "create layer from other layers" gives it: that of
/// math.js over real numbers, letter case ignored (docs/design/layer-expressions.md).
/// </summary>
public sealed class LayerExpression
{
    /// <summary>Longest expression, in characters.</summary>
    public const int ExpressionCharsMax = 4096;

    /// <summary>Deepest nesting of an expression, in levels.</summary>
    public const int ExpressionDepthMax = 100;

    readonly ExpressionNode root;

    LayerExpression(string text, ExpressionNode root, IReadOnlyList<string> names)
    {
        Text = text;
        this.root = root;
        Names = names;
    }

    /// <summary>As given.</summary>
    public string Text { get; }

    /// <summary>Layers and constants that it names, ordinally sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// True when it names nothing but constants: Navigator gives its value to every cell of the matrix then. That holds for
    /// <c>e</c> too, Euler's number, also where a fifth layer goes by that letter.
    /// </summary>
    public bool IsConstant => Names.All(ExpressionFunctions.Constants.ContainsKey);

    /// <summary>Reads an expression; LAYER040 for one that cannot be read, LAYER041 for one over the limits, LAYER042 for an unknown name.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="layers">Names of the layers, in lower case: <c>a</c>, <c>b</c> …</param>
    public static Parsed<LayerExpression> Parse(string text, IReadOnlyList<string> layers)
    {
        var log = new DiagnosticLog("expression", ReadLimits.Default);
        if (text.Length > ExpressionCharsMax)
        {
            log.Error("LAYER041", SourceLocation.Whole, $"an expression has at most {ExpressionCharsMax} characters");
            return new Parsed<LayerExpression>(null, log.ToList());
        }

        var lexer = new ExpressionLexer(text.ToLowerInvariant());
        var tokens = lexer.ToList();
        if (lexer.Problem is { } unreadable)
        {
            log.Error("LAYER040", new SourceLocation(1, lexer.ProblemColumn), unreadable, text);
            return new Parsed<LayerExpression>(null, log.ToList());
        }

        var parser = new ExpressionParser(tokens, ExpressionDepthMax);
        var tree = parser.Parse();
        if (parser.Problem is { } problem)
        {
            log.Error("LAYER040", new SourceLocation(1, parser.ProblemColumn), problem, text);
            return new Parsed<LayerExpression>(null, log.ToList());
        }

        foreach (var (name, column) in parser.Names)
        {
            if (!layers.Contains(name, StringComparer.Ordinal) && !ExpressionFunctions.Constants.ContainsKey(name))
            {
                log.Error(
                    "LAYER042", new SourceLocation(1, column), $"there is no layer '{name}'", text,
                    ExpressionFunctions.Find(name) is not null ? $"{name} is a function: write {name}(…)" : $"the layers are {string.Join(", ", layers)}, in the order given");
            }
        }

        return log.HasErrors
            ? new Parsed<LayerExpression>(null, log.ToList())
            : new Parsed<LayerExpression>(new LayerExpression(text, tree, [.. parser.Names.Keys]), log.ToList());
    }

    /// <summary>Works the expression out; truth counts 1 and 0. False, and why, when the result is not a finite number.</summary>
    /// <param name="scores">A score for each layer.</param>
    /// <param name="result">The number, never -0.</param>
    /// <param name="problem">Why there is none.</param>
    public bool TryEvaluate(IReadOnlyDictionary<string, double> scores, out double result, out string problem)
    {
        var scope = new ExpressionScope(scores);
        result = root.Evaluate(scope) + 0.0;
        problem = scope.Problem ?? (double.IsFinite(result) ? "" : $"the result is {Spoken(result)}");
        return problem.Length == 0;
    }

    static string Spoken(double value)
        => double.IsNaN(value) ? "not a number (0 divided by 0?)" : "infinite (a division by 0?)";
}
