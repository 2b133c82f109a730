namespace Merlon.Layers.Expressions;

/// <summary>What is known while an expression is worked out for one cell.</summary>
sealed class ExpressionScope(IReadOnlyDictionary<string, double> values)
{
    /// <summary>The first thing that went wrong, or null.</summary>
    public string? Problem { get; private set; }

    public double ValueOf(string name)
        => values.TryGetValue(name, out var value) || ExpressionFunctions.Constants.TryGetValue(name, out value)
            ? value
            : Fail($"'{name}' has no value");

    /// <summary>Notes a problem; the result is worth nothing from then on.</summary>
    public double Fail(string problem)
    {
        Problem ??= problem;
        return double.NaN;
    }
}

/// <summary>
/// A part of an expression. Truth is 1 and 0, as math.js counts with it; whatever is neither 0 nor NaN is true.
/// </summary>
abstract class ExpressionNode
{
    public abstract double Evaluate(ExpressionScope scope);

    public static bool IsTrue(double value) => value != 0 && !double.IsNaN(value);
}

sealed class NumberNode(double value) : ExpressionNode
{
    public override double Evaluate(ExpressionScope scope) => value;
}

sealed class NameNode(string name) : ExpressionNode
{
    public override double Evaluate(ExpressionScope scope) => scope.ValueOf(name);
}

/// <summary>Parentheses: they change nothing but what may stand beside them without a sign.</summary>
sealed class GroupNode(ExpressionNode inner) : ExpressionNode
{
    public override double Evaluate(ExpressionScope scope) => inner.Evaluate(scope);
}

/// <summary><c>and</c> and <c>or</c> between operands: the right one is worked out only when the left one leaves it open.</summary>
sealed class ShortNode(ExpressionNode left, ExpressionNode right, bool stopsAt) : ExpressionNode
{
    public override double Evaluate(ExpressionScope scope)
        => IsTrue(left.Evaluate(scope)) == stopsAt ? stopsAt ? 1 : 0 : IsTrue(right.Evaluate(scope)) ? 1 : 0;
}

/// <summary>A function or an operator over its arguments.</summary>
sealed class CallNode(ExpressionFunction function, string sign, IReadOnlyList<ExpressionNode> arguments) : ExpressionNode
{
    /// <summary>The operator's sign; empty for a function.</summary>
    public string Sign => sign;

    public IReadOnlyList<ExpressionNode> Arguments => arguments;

    /// <summary>True for <c>x %</c>: beside a plus or minus it is taken of the other side.</summary>
    public bool IsPercentage { get; init; }

    public override double Evaluate(ExpressionScope scope)
    {
        var values = new double[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(scope);
        }

        return scope.Problem is null ? function.Apply(values, scope) : double.NaN;
    }
}

/// <summary>Only the branch that is chosen is worked out.</summary>
sealed class ConditionNode(ExpressionNode condition, ExpressionNode whenTrue, ExpressionNode whenFalse) : ExpressionNode
{
    public override double Evaluate(ExpressionScope scope)
        => IsTrue(condition.Evaluate(scope)) ? whenTrue.Evaluate(scope) : whenFalse.Evaluate(scope);
}

/// <summary>A chain of comparisons such as <c>1 &lt; a &lt; 3</c>: true when each neighbouring pair is; stops at the first that is not.</summary>
sealed class ChainNode(IReadOnlyList<ExpressionFunction> comparisons, IReadOnlyList<ExpressionNode> operands) : ExpressionNode
{
    public override double Evaluate(ExpressionScope scope)
    {
        var left = operands[0].Evaluate(scope);
        for (var i = 0; i < comparisons.Count; i++)
        {
            var right = operands[i + 1].Evaluate(scope);
            if (!IsTrue(comparisons[i].Apply([left, right], scope)))
            {
                return 0;
            }

            left = right;
        }

        return 1;
    }
}
