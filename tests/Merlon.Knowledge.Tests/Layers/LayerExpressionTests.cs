using System.Globalization;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerExpressionTests
{
    static readonly string[] Letters = ["a", "b", "c"];

    [Fact]
    public void Thousands_of_random_expressions_have_the_value_that_math_js_gives_them()
    {
        var wrong = new List<string>();
        var (values, refusals) = (0, 0);
        var path = Environment.GetEnvironmentVariable("MERLON_EXPRESSIONS") ?? Repository.PathOf("tests/Merlon.Knowledge.Tests/golden/layer-expressions.tsv");
        foreach (var line in File.ReadLines(path))
        {
            var cells = line.Split('\t');
            var expected = cells[2] is "none" or "other" ? double.NaN : double.Parse(cells[2], CultureInfo.InvariantCulture);
            var actual = Evaluated(cells[0], cells[1]);
            if (!Agrees(expected, actual))
            {
                wrong.Add($"{cells[0]} with {cells[1]}: {actual} instead of {cells[2]}");
            }

            (values, refusals) = double.IsNaN(expected) ? (values, refusals + 1) : (values + 1, refusals);
        }

        wrong.Count.ShouldBe(0, string.Join("\n", wrong.Take(40)));
        values.ShouldBeGreaterThan(2_000);
        refusals.ShouldBeGreaterThan(300);
    }

    static double Evaluated(string text, string scores)
    {
        var numbers = scores.Split(' ').Select(score => double.Parse(score, CultureInfo.InvariantCulture)).ToList();
        var scope = Letters.Zip(numbers).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return LayerExpression.Parse(text, Letters).Value is { } expression && expression.TryEvaluate(scope, out var value, out _) ? value : double.NaN;
    }

    static bool Agrees(double expected, double actual)
        => double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) <= Math.Max(1e-13, Math.Abs(expected) * 1e-13);
}
