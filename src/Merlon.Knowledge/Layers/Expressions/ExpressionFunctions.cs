using System.Collections.Frozen;
using static Merlon.Layers.Expressions.ExpressionNumbers;

namespace Merlon.Layers.Expressions;

/// <summary>A function of an expression.</summary>
/// <param name="ArgumentsMin">Fewest arguments.</param>
/// <param name="ArgumentsMax">Most arguments.</param>
/// <param name="Apply">Works it out; never throws, and says in the scope what it cannot do.</param>
sealed record ExpressionFunction(int ArgumentsMin, int ArgumentsMax, Func<double[], ExpressionScope, double> Apply);

/// <summary>The functions, operators and constants that layer expressions know: those of math.js whose names are lower case and that count with real numbers.</summary>
static class ExpressionFunctions
{
    /// <summary>Most arguments of a function that takes any number.</summary>
    public const int ArgumentsMax = 256;

    public static FrozenDictionary<string, double> Constants { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["pi"] = Math.PI,
        ["tau"] = Math.Tau,
        ["e"] = Math.E,
        ["phi"] = 1.618033988749895,
        ["true"] = 1,
        ["false"] = 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, ExpressionFunction> ByName { get; } = new Dictionary<string, ExpressionFunction>(StringComparer.Ordinal)
    {
        ["abs"] = One(Math.Abs),
        ["sqrt"] = One((x, scope) => x < 0 ? scope.Fail("the square root of a negative number is not a number") : Math.Sqrt(x)),
        ["cbrt"] = One(Math.Cbrt),
        ["square"] = One(x => x * x),
        ["cube"] = One(x => x * x * x),
        ["exp"] = One(Math.Exp),
        ["expm1"] = One(x => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1),
        ["log1p"] = One((x, scope) => x < -1 ? NegativeLog(scope) : Math.Abs(x) < 1e-5 ? x - x * x / 2 + x * x * x / 3 : Math.Log(1 + x)),
        ["log10"] = One((x, scope) => !(x >= 0) ? NegativeLog(scope) : Math.Log10(x)),
        ["log2"] = One((x, scope) => !(x >= 0) ? NegativeLog(scope) : Math.Log2(x)),
        ["log"] = new(1, 2, Log),
        ["sign"] = One(x => double.IsNaN(x) ? x : Math.Sign(x)),
        ["fix"] = One(x => x > 0 ? Floor(x) : Ceiling(x)),
        ["round"] = new(1, 2, Round),
        ["floor"] = One(Floor),
        ["ceil"] = One(Ceiling),
        ["factorial"] = One(Factorial),
        ["unequal"] = Two((x, y) => Truth(!AreEqual(x, y))),
        ["equal"] = Two((x, y) => Truth(AreEqual(x, y))),
        ["smaller"] = Two((x, y) => Truth(x < y && !AreEqual(x, y))),
        ["larger"] = Two((x, y) => Truth(x > y && !AreEqual(x, y))),
        ["smallereq"] = Two((x, y) => Truth(x <= y || AreEqual(x, y))),
        ["largereq"] = Two((x, y) => Truth(x >= y || AreEqual(x, y))),
        ["compare"] = Two((x, y) => AreEqual(x, y) ? 0 : x > y ? 1 : -1),
        ["and"] = Two((x, y) => Truth(ExpressionNode.IsTrue(x) && ExpressionNode.IsTrue(y))),
        ["or"] = Two((x, y) => Truth(ExpressionNode.IsTrue(x) || ExpressionNode.IsTrue(y))),
        ["xor"] = Two((x, y) => Truth(ExpressionNode.IsTrue(x) != ExpressionNode.IsTrue(y))),
        ["not"] = One(x => Truth(!ExpressionNode.IsTrue(x))),
        ["pow"] = Two(Power),
        ["mod"] = Two(Modulo),
        ["divide"] = Two((x, y) => x / y),
        ["subtract"] = Two((x, y) => x - y),
        ["add"] = Many(2, (values, _) => values.Aggregate((x, y) => x + y)),
        ["multiply"] = Many(2, (values, _) => values.Aggregate((x, y) => x * y)),
        ["gcd"] = Many(2, (values, scope) => Whole(values, scope) ? values.Aggregate(CommonDivisor) : double.NaN),
        ["lcm"] = Many(2, (values, scope) => Whole(values, scope) ? values.Aggregate(CommonMultiple) : double.NaN),
        ["min"] = Many(1, (values, _) => values.Aggregate((least, x) => double.IsNaN(x) || double.IsNaN(least) ? double.NaN : x < least && !AreEqual(x, least) ? x : least)),
        ["max"] = Many(1, (values, _) => values.Aggregate((most, x) => double.IsNaN(x) || double.IsNaN(most) ? double.NaN : x > most && !AreEqual(x, most) ? x : most)),
        ["sum"] = Many(1, (values, _) => values.Aggregate((x, y) => x + y)),
        ["prod"] = Many(1, (values, _) => values.Aggregate((x, y) => x * y)),
        ["mean"] = Many(1, (values, _) => values.Aggregate((x, y) => x + y) / values.Length),
        ["median"] = Many(1, (values, _) => Median(values)),
        ["variance"] = Many(1, (values, _) => Variance(values)),
        ["std"] = Many(1, (values, _) => Math.Sqrt(Variance(values))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of math.js that a user cannot reach in Navigator, since it writes expressions in lower case.</summary>
    static readonly FrozenSet<string> OperatorsOnly = FrozenSet.ToFrozenSet(["smallereq", "largereq"], StringComparer.Ordinal);

    static readonly FrozenDictionary<string, ExpressionFunction> BySign = new Dictionary<string, ExpressionFunction>(StringComparer.Ordinal)
    {
        ["+"] = Two((x, y) => x + y),
        ["-"] = Two((x, y) => x - y),
        ["*"] = Two((x, y) => x * y),
        [".*"] = Two((x, y) => x * y),
        ["/"] = Two((x, y) => x / y),
        ["./"] = Two((x, y) => x / y),
        ["%"] = Two(Modulo),
        ["mod"] = Two(Modulo),
        ["^"] = Two(Power),
        [".^"] = Two(Power),
        ["=="] = ByName["equal"],
        ["!="] = ByName["unequal"],
        ["<"] = ByName["smaller"],
        [">"] = ByName["larger"],
        ["<="] = ByName["smallereq"],
        [">="] = ByName["largereq"],
        ["and"] = ByName["and"],
        ["or"] = ByName["or"],
        ["xor"] = ByName["xor"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, ExpressionFunction> BySignBefore = new Dictionary<string, ExpressionFunction>(StringComparer.Ordinal)
    {
        ["-"] = One(x => -x),
        ["+"] = One(x => x),
        ["not"] = ByName["not"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The function of an operator between two operands.</summary>
    public static ExpressionFunction Between(string sign) => BySign[sign];

    /// <summary>True for an operator that stands before its operand.</summary>
    public static bool IsBefore(string sign) => BySignBefore.ContainsKey(sign);

    /// <summary>The function of an operator before its operand.</summary>
    public static ExpressionFunction Before(string sign) => BySignBefore[sign];

    /// <summary>A function that an expression may call.</summary>
    public static ExpressionFunction? Find(string name) => OperatorsOnly.Contains(name) ? null : ByName.GetValueOrDefault(name);

    static ExpressionFunction One(Func<double, double> function) => new(1, 1, (values, _) => function(values[0]));

    static ExpressionFunction One(Func<double, ExpressionScope, double> function) => new(1, 1, (values, scope) => function(values[0], scope));

    static ExpressionFunction Two(Func<double, double, double> function) => new(2, 2, (values, _) => function(values[0], values[1]));

    static ExpressionFunction Two(Func<double, double, ExpressionScope, double> function) => new(2, 2, (values, scope) => function(values[0], values[1], scope));

    static ExpressionFunction Many(int min, Func<double[], ExpressionScope, double> function) => new(min, ArgumentsMax, function);

    static double Truth(bool value) => value ? 1 : 0;

    static bool Whole(double[] values, ExpressionScope scope)
    {
        if (Array.TrueForAll(values, IsInteger))
        {
            return true;
        }

        scope.Fail("this needs whole numbers");
        return false;
    }

    static double NegativeLog(ExpressionScope scope) => scope.Fail("the logarithm of a negative number is not a number");

    static double Log(double[] values, ExpressionScope scope)
        => Array.Exists(values, static value => !(value >= 0))
            ? NegativeLog(scope)
            : values.Length == 1 ? Math.Log(values[0]) : Math.Log(values[0]) / Math.Log(values[1]);

    static double Round(double[] values, ExpressionScope scope)
    {
        if (values.Length == 1)
        {
            return ExpressionNumbers.Round(values[0], 0);
        }

        return IsInteger(values[1]) && values[1] is >= 0 and <= RoundDecimalsMax
            ? ExpressionNumbers.Round(values[0], (int)values[1])
            : scope.Fail($"round takes 0 to {RoundDecimalsMax} decimals");
    }

    static double Power(double x, double y, ExpressionScope scope)
    {
        if (x * x < 1 && double.IsPositiveInfinity(y) || x * x > 1 && double.IsNegativeInfinity(y))
        {
            return 0;
        }

        if (double.IsNaN(y) || Math.Abs(x) == 1 && double.IsInfinity(y))
        {
            return double.NaN; // as JavaScript, not as IEEE 754
        }

        return x >= 0 || IsInteger(y) || double.IsNaN(x) ? Math.Pow(x, y) : scope.Fail("a broken power of a negative number is not a number");
    }

    static double Factorial(double x, ExpressionScope scope)
    {
        if (x < 0 || !IsInteger(x))
        {
            return double.IsPositiveInfinity(x) ? x : scope.Fail("a factorial needs a whole number from 0");
        }

        var product = 1.0;
        for (var i = 2; i <= x && double.IsFinite(product); i++)
        {
            product *= i;
        }

        return product;
    }

    static double CommonDivisor(double x, double y)
    {
        while (y != 0)
        {
            (x, y) = (y, x % y);
        }

        return Math.Abs(x);
    }

    static double CommonMultiple(double x, double y) => x == 0 || y == 0 ? 0 : Math.Abs(x * y / CommonDivisor(x, y));

    static double Median(double[] values)
    {
        if (Array.Exists(values, double.IsNaN))
        {
            return double.NaN;
        }

        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double Variance(double[] values)
    {
        if (values.Length == 1)
        {
            return double.IsFinite(values[0]) ? 0 : double.NaN;
        }

        var mean = values.Aggregate((x, y) => x + y) / values.Length;
        return values.Select(value => (value - mean) * (value - mean)).Aggregate((x, y) => x + y) / (values.Length - 1);
    }
}
