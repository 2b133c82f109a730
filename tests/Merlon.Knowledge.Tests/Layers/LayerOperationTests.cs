using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerOperationTests
{
    static readonly AttackRelease Release = BuiltInRelease.Open();

    // T1055 stands under two tactics of 18.1, T1486, T1190 and T1059 under one.
    static readonly Layer A = Of("a", new("T1059", null, 50, "of a"), new("T1055", null, 20), new("T1003", "credential-access", 5) { Color = "red", Enabled = false });

    static readonly Layer B = Of("b", new("T1059", "execution", 30, "of b") { Links = [new("l", "https://x")] }, new("T1003", null, 10), new("T1486", null, 40), new("T1190", null, 0) { Metadata = [new("n", "v")] });

    [Theory]
    [InlineData("a>b", "T1003 0, T1055 1, T1055 1, T1059 1, T1190 0, T1486 0")]
    [InlineData("(a+b)/2", "T1003 7.5, T1055 10, T1055 10, T1059 40, T1190 0, T1486 20")]
    [InlineData("not a", "T1003 0, T1055 0, T1055 0, T1059 0, T1190 1, T1486 1")]
    [InlineData("a > b ? 25 : 10", "T1003 10, T1055 25, T1055 25, T1059 25, T1190 10, T1486 10")]
    [InlineData("a and b", "T1003 1, T1055 0, T1055 0, T1059 1, T1190 0, T1486 0")]
    [InlineData("A + MAX(a, B)", "T1003 15, T1055 40, T1055 40, T1059 100, T1190 0, T1486 40")]
    public void A_missing_score_is_0_and_a_cell_that_no_layer_scores_is_left_out(string expression, string expected)
        => string.Join(", ", Combined(expression).Techniques.Select(cell => FormattableString.Invariant($"{cell.TechniqueId} {cell.Score}"))).ShouldBe(expected);

    [Theory]
    [InlineData("50", 50)]
    [InlineData("2 > 1", 1)]
    [InlineData("round(pi)", 3)]
    public void A_formula_without_a_layer_goes_to_every_cell_of_the_matrix(string expression, double score)
    {
        var layer = Combined(expression);
        layer.Techniques.Count.ShouldBe(887);
        layer.Techniques.ShouldAllBe(cell => cell.Score == score && cell.Tactic != null);
        layer.Gradient.ShouldBe(LayerGradient.Default);
    }

    [Fact]
    public void The_gradient_spans_the_results_and_yes_and_no_are_blue_on_nothing()
    {
        var span = Combined("a - b").Gradient;
        (span.Min, span.Max).ShouldBe((-40, 20));
        span.Colors.ShouldBe(LayerGradient.Default.Colors);
        var binary = Combined("a > b").Gradient;
        binary.Colors.ShouldBe(["#ffffff00", "#66b1ff"]);
        (binary.Min, binary.Max).ShouldBe((0, 1));
        Combined("a > b", new LayerCombination { Gradient = 1 }).Gradient.ShouldBe(B.Gradient);
        Combined("0 * a").Gradient.ShouldBe(LayerGradient.Default);
    }

    [Fact]
    public void Each_attribute_comes_from_the_layer_that_was_chosen_for_it()
    {
        var layer = Combined("a+b", new LayerCombination { Comments = 0, Links = 1, Metadata = 1, Colors = 0, Enabled = 0, Legend = 1, Filters = 0, Name = "new" });
        layer.Name.ShouldBe("new");
        layer.Legend.ShouldBe(B.Legend);
        layer.Platforms.ShouldBe(A.Platforms);
        LayerTechnique Cell(string id) => layer.Techniques.First(cell => string.Equals(cell.TechniqueId, id, StringComparison.Ordinal));
        Cell("T1059").Comment.ShouldBe("of a");
        Cell("T1059").Links.ShouldHaveSingleItem();
        Cell("T1190").Metadata.ShouldHaveSingleItem();
        Cell("T1003").Color.ShouldBe("red");
        Cell("T1003").Enabled.ShouldBeFalse();
        Combined("a").Techniques.ShouldAllBe(cell => cell.Comment.Length == 0 && cell.Enabled && cell.Links.Count == 0);
    }

    [Fact]
    public void Without_a_formula_only_what_was_chosen_is_taken()
    {
        var layer = Combined("", new LayerCombination { Comments = 1 });
        layer.Techniques.ShouldHaveSingleItem().Comment.ShouldBe("of b");
        layer.Techniques[0].Score.ShouldBeNull();
    }

    [Theory]
    [InlineData("a / b", "LAYER046")]
    [InlineData("1 / 0", "LAYER046")]
    [InlineData("sqrt(a - 100)", "LAYER046")]
    [InlineData("z + 1", "LAYER042")]
    [InlineData("max", "LAYER042")]
    [InlineData("a +", "LAYER040")]
    [InlineData("a = b", "LAYER040")]
    [InlineData("foo(a)", "LAYER040")]
    [InlineData("log(a, b, a)", "LAYER040")]
    [InlineData("a(b)", "LAYER040")]
    [InlineData("f(x) = f(x)", "LAYER040")]
    [InlineData("a & b", "LAYER040")]
    [InlineData("[1,2]", "LAYER040")]
    [InlineData("\"a\"", "LAYER040")]
    [InlineData("0x10", "LAYER040")]
    public void What_has_no_number_is_an_error_for_people(string expression, string code)
    {
        var parsed = LayerOperation.Combine(new LayerCombination { Expression = expression }, [A, B], Release);
        parsed.Value.ShouldBeNull();
        parsed.Diagnostics.ShouldContain(diagnostic => diagnostic.Code == code && diagnostic.Severity == Severity.Error);
    }

    [Fact]
    public void A_division_by_zero_names_the_cell_and_the_values()
        => LayerOperation.Combine(new LayerCombination { Expression = "a / b" }, [A, B], Release).Diagnostics[0].Message
            .ShouldBe("T1055 (privilege-escalation): the result is infinite (a division by 0?) with a = 20, b = 0");

    [Theory]
    [InlineData(LayerExpression.ExpressionDepthMax - 1, true)]
    [InlineData(LayerExpression.ExpressionDepthMax, false)]
    public void Nesting_is_read_up_to_its_limit(int depth, bool isRead)
    {
        (LayerExpression.Parse(new string('(', depth) + "a" + new string(')', depth), ["a"]).Value is not null).ShouldBe(isRead);
        (LayerExpression.Parse(new string('-', depth) + "a", ["a"]).Value is not null).ShouldBe(isRead);
    }

    [Theory]
    [InlineData(LayerExpression.ExpressionCharsMax, true)]
    [InlineData(LayerExpression.ExpressionCharsMax + 1, false)]
    public void Length_is_read_up_to_its_limit(int length, bool isRead)
    {
        var parsed = LayerExpression.Parse(string.Concat(Enumerable.Repeat("a+", length / 2 - 1)) + "a".PadRight(length - (length / 2 - 1) * 2), ["a"]);
        (parsed.Value is not null).ShouldBe(isRead);
        if (isRead)
        {
            parsed.Value!.TryEvaluate(new Dictionary<string, double>(StringComparer.Ordinal) { ["a"] = 1 }, out var sum, out _).ShouldBeTrue();
            sum.ShouldBe(length / 2);
        }
    }

    [Theory]
    [InlineData(LayerOperation.CombinedLayersMax, true)]
    [InlineData(LayerOperation.CombinedLayersMax + 1, false)]
    [InlineData(0, false)]
    public void As_many_layers_as_letters_can_be_combined(int count, bool isMade)
        => (LayerOperation.Combine(new LayerCombination { Expression = "1" }, [.. Enumerable.Repeat(A, count)], Release).Value is not null).ShouldBe(isMade);

    [Fact]
    public void Layers_of_two_domains_or_two_versions_are_refused_with_advice()
    {
        var combination = new LayerCombination { Expression = "a" };
        LayerOperation.Combine(combination, [A, B with { Domain = "ics-attack" }], Release).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LAYER043");
        var other = LayerOperation.Combine(combination, [A, B with { AttackVersion = "17" }], Release);
        other.Value.ShouldBeNull();
        other.Diagnostics.ShouldHaveSingleItem().Advice.ShouldNotBeNull().ShouldContain("layer upgrade");
        LayerOperation.Combine(combination, [A, B with { AttackVersion = "" }], Release).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void The_fifth_layers_letter_alone_is_Eulers_number_as_in_Navigator()
    {
        var parsed = LayerOperation.Combine(new LayerCombination { Expression = "e > 2" }, [A, B, A, B, A], Release);
        parsed.Value.ShouldNotBeNull().Techniques.Count.ShouldBe(887);
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LAYER047");
        LayerOperation.Combine(new LayerCombination { Expression = "e + 0 * a" }, [A, B, A, B, A], Release).Value.ShouldNotBeNull().Techniques[0].Score.ShouldBe(5);
    }

    static Layer Combined(string expression, LayerCombination? combination = null)
    {
        var parsed = LayerOperation.Combine((combination ?? new LayerCombination()) with { Expression = expression }, [A, B], Release);
        parsed.Diagnostics.ShouldBeEmpty();
        return parsed.Value.ShouldNotBeNull();
    }

    static Layer Of(string name, params LayerTechnique[] techniques) => new()
    {
        Name = name,
        Domain = "enterprise-attack",
        AttackVersion = "18",
        Platforms = [name],
        Legend = [new(name, "red")],
        Gradient = new(["#000000", "#ffffff"], 1, 2),
        Techniques = techniques,
    };
}
