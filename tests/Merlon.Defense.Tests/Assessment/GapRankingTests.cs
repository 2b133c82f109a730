using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

public sealed class GapRankingTests
{
    static readonly AttackRelease Toy = Release([.. Enumerable.Range(1, 12).Select(static i => $"T{1000 + i} Windows")]);

    static TechniqueCoverage Covered(int number, double covered, bool isRefuted = false)
    {
        Toy.TryFind(TechniqueId.Parse($"T{1000 + number}", provider: null), out var technique).ShouldBeTrue();
        return TechniqueCoverage.NothingKnown(technique.ShouldNotBeNull()) with { Covered = covered, IsRefuted = isRefuted, IsTested = isRefuted };
    }

    static string[] Order(params (TechniqueCoverage, double)[] gaps) => [.. GapRanking.Of(gaps).Select(static gap => gap.Coverage.Technique.Id)];

    [Fact]
    public void Weight_times_open_decides()
        => Order((Covered(1, 0.9), 1.0), (Covered(2, 0.2), 0.5), (Covered(3, 0), 0.3)).ShouldBe(["T1002", "T1003", "T1001"]);

    [Fact]
    public void Ties_go_by_weight_and_then_by_id()
        => Order((Covered(3, 0), 0.5), (Covered(2, 0.5), 1.0), (Covered(1, 0), 0.5)).ShouldBe(["T1002", "T1001", "T1003"]);

    [Fact]
    public void A_refuted_technique_leads_its_class_even_where_its_test_has_faded()
        => Order((Covered(1, 0), 0.59), (Covered(2, 0.3, isRefuted: true), 0.41), (Covered(3, 0), 0.61)).ShouldBe(["T1003", "T1002", "T1001"]);

    [Fact]
    public void A_fresh_miss_is_lifted_to_the_upper_bound_of_its_class()
    {
        var gap = GapRanking.Of([(Covered(1, 0, isRefuted: true), 0.45)]).Single();
        gap.Priority.ShouldBe(0.6);
        gap.Class.ShouldBe(WeightClass.Moderate);
        gap.Open.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, WeightClass.Minimal)]
    [InlineData(0.1999, WeightClass.Minimal)]
    [InlineData(0.2, WeightClass.Low)]
    [InlineData(0.4, WeightClass.Moderate)]
    [InlineData(0.6, WeightClass.High)]
    [InlineData(0.7999, WeightClass.High)]
    [InlineData(0.8, WeightClass.Critical)]
    [InlineData(1, WeightClass.Critical)]
    public void Classes_are_a_fifth_wide_and_have_their_lower_bound(double weight, WeightClass expected) => GapRanking.ClassOf(weight).ShouldBe(expected);

    [Fact]
    public void The_order_agrees_with_its_naive_twin_and_a_refuted_one_is_first_among_its_class()
    {
        var gap = from weight in Gen.Choose(0, 20) from covered in Gen.Choose(0, 10) from refuted in Gen.Choose(0, 3) select (weight / 20.0, covered / 10.0, refuted == 0);
        Prop.ForAll(gap.ListOf(12).ToArbitrary(), static drawn =>
        {
            var gaps = drawn.Select(static (one, index) => (Coverage: Covered(index + 1, one.Item2, one.Item3), Weight: one.Item1)).ToList();
            var ranked = GapRanking.Of(gaps);
            ranked.Select(static one => one.Coverage.Technique.Id).ShouldBe(Naive(gaps));
            ranked.Select(static one => one.Rank).ShouldBe(Enumerable.Range(1, gaps.Count));
            foreach (var refuted in ranked.Where(static one => one.Coverage.IsRefuted))
            {
                ranked.Where(one => one.Class == refuted.Class && !one.Coverage.IsRefuted).ShouldAllBe(one => one.Rank > refuted.Rank);
            }
        }).Check(Cases.Quick.WithMaxTest(500));
    }

    /// <summary>Picks the first gap again and again by comparing each with each.</summary>
    static List<string> Naive(List<(TechniqueCoverage Coverage, double Weight)> gaps)
    {
        double Plain((TechniqueCoverage Coverage, double Weight) gap) => gap.Weight * (1 - gap.Coverage.Covered);
        int ClassOf(double weight) => weight < 0.2 ? 1 : weight < 0.4 ? 2 : weight < 0.6 ? 3 : weight < 0.8 ? 4 : 5;
        double Priority((TechniqueCoverage Coverage, double Weight) gap)
        {
            if (!gap.Coverage.IsRefuted)
            {
                return Plain(gap);
            }

            double[] bounds = [0, 0.2, 0.4, 0.6, 0.8, 1];
            var lifted = bounds[ClassOf(gap.Weight)] * (1 - gap.Coverage.Covered);
            return gaps.Where(other => !other.Coverage.IsRefuted && ClassOf(other.Weight) == ClassOf(gap.Weight)).Select(Plain).Append(lifted).Max();
        }

        bool Before((TechniqueCoverage Coverage, double Weight) a, (TechniqueCoverage Coverage, double Weight) b)
        {
            var sign = (Priority(b), b.Coverage.IsRefuted, b.Weight).CompareTo((Priority(a), a.Coverage.IsRefuted, a.Weight));
            return sign != 0 ? sign < 0 : a.Coverage.Technique.TechniqueId < b.Coverage.Technique.TechniqueId;
        }

        var (left, order) = (gaps.ToList(), new List<string>());
        while (left.Count > 0)
        {
            var first = left.Single(candidate => left.TrueForAll(other => ReferenceEquals(other.Coverage, candidate.Coverage) || Before(candidate, other)));
            order.Add(first.Coverage.Technique.Id);
            left.Remove(first);
        }

        return order;
    }
}
