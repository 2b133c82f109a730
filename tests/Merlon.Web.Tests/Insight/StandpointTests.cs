using Merlon.Web.App.Assessment.Gaps;
using Merlon.Web.App.Home;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Merlon.Web.Tests.Insight;

/// <summary>Where an organisation stands, seen from a scope and against a group; and which gaps are asked for.</summary>
public sealed class StandpointTests(InsightServed served) : IClassFixture<InsightServed>
{
    const double Tolerance = 1e-9;

    [Fact]
    public void From_the_whole_against_all_it_says_what_the_assessment_says()
    {
        var (from, summary) = (Standpoint.Of(served.Assessment, "", ""), served.Assessment.Summary);
        from.Covered.ShouldBe(summary.Covered, Tolerance);
        from.Visibility.ShouldBe(summary.Visibility, Tolerance);
        from.Interval.ShouldNotBeNull().Low.ShouldBe(summary.Interval.Low, Tolerance);
        from.Techniques.Count.ShouldBe(served.Assessment.Gaps.Count);
        from.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void Against_one_group_only_what_it_does_counts()
    {
        var group = served.Assessment.Profile.LikelyGroups[0];
        var from = Standpoint.Of(served.Assessment, "", group.Group.Id.ToLowerInvariant());
        from.Techniques.Count.ShouldBeLessThan(served.Assessment.Gaps.Count);
        from.Techniques.ShouldAllBe(one => served.Assessment.Profile.Techniques.First(weight => weight.Technique == one.Technique).Uses.Any(use => use.Group == group.Group));
    }

    [Fact]
    public void Scopes_weighted_make_the_whole()
    {
        var all = Standpoint.Of(served.Assessment, "", "");
        foreach (var one in all.Techniques.Take(20))
        {
            one.Gap.Coverage.Scopes.Sum(scope => scope.Weight * scope.Covered).ShouldBe(one.Covered, 1e-6);
        }

        foreach (var scope in served.Assessment.Organisation.Scopes)
        {
            Standpoint.Of(served.Assessment, scope.Name, "").Covered.ShouldBeInRange(0, 1);
        }
    }

    [Fact]
    public void A_scope_or_group_that_is_not_there_is_refused()
    {
        Should.Throw<InvalidDataException>(() => Standpoint.Of(served.Assessment, "nowhere", ""));
        Should.Throw<InvalidDataException>(() => Standpoint.Of(served.Assessment, "", "G9999"));
    }

    [Theory]
    [InlineData("tactic", "discovery")]
    [InlineData("platform", "Linux")]
    [InlineData("basis", "unknown")]
    [InlineData("basis", "missed")]
    [InlineData("text", "powershell")]
    [InlineData("least_weight", "0.8")]
    public void A_filter_takes_some_gaps_and_keeps_their_order(string name, string value)
    {
        var taken = FilterOf((name, value)).In(served.Assessment);
        taken.Count.ShouldBeInRange(1, served.Assessment.Gaps.Count - 1);
        taken.Select(static gap => gap.Rank).ShouldBeInOrder();
    }

    [Fact]
    public void Every_order_has_every_gap()
    {
        foreach (var sort in GapFilter.Sorts)
        {
            FilterOf(("sort", sort)).In(served.Assessment).Count.ShouldBe(served.Assessment.Gaps.Count);
        }
    }

    [Theory]
    [InlineData("sort", "beauty")]
    [InlineData("least_weight", "2")]
    [InlineData("least_weight", "much")]
    public void A_word_that_means_nothing_is_refused(string name, string value) => Should.Throw<InvalidDataException>(() => FilterOf((name, value)));

    static GapFilter FilterOf(params (string Name, string Value)[] asked)
        => GapFilter.Of(new QueryCollection(asked.ToDictionary(static one => one.Name, static one => new StringValues(one.Value), StringComparer.Ordinal)));
}
