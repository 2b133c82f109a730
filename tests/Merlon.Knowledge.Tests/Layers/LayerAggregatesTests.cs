using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerAggregatesTests
{
    [Theory]
    [InlineData(LayerAggregate.Min, 0.0)]
    [InlineData(LayerAggregate.Max, 7.0)]
    [InlineData(LayerAggregate.Sum, 9.0)]
    [InlineData(LayerAggregate.Average, 4.5)]
    public void A_parent_without_a_score_counts_as_zero_but_not_in_the_average(LayerAggregate aggregate, double expected)
        => LayerAggregates.Of(new LayerLayout { Aggregate = aggregate }, null, [2, 7, null]).ShouldBe(expected);

    [Theory]
    [InlineData(false, 1.67)]
    [InlineData(true, 1.25)]
    public void An_average_counts_what_has_no_score_only_when_told(bool countUnscored, double expected)
        => LayerAggregates.Of(new LayerLayout { CountUnscored = countUnscored }, 0, [2, 3, null]).ShouldBe(expected);

    [Fact]
    public void Counting_what_has_no_score_changes_the_average_only()
        => LayerAggregates.Of(new LayerLayout { Aggregate = LayerAggregate.Max, CountUnscored = true }, 1, [2, null]).ShouldBe(2);

    [Fact]
    public void Without_any_score_there_is_no_aggregate()
        => LayerAggregates.Of(new LayerLayout { CountUnscored = true }, null, [null, null]).ShouldBeNull();

    [Fact]
    public void A_maximum_of_negative_scores_below_a_parent_without_one_is_zero_as_in_Navigator()
        => LayerAggregates.Of(new LayerLayout { Aggregate = LayerAggregate.Max }, null, [-5]).ShouldBe(0);

    [Fact]
    public void Scores_of_zero_are_scores() => LayerAggregates.Of(new LayerLayout(), 0, []).ShouldBe(0);
}
