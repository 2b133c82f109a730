using Merlon.Visibility;

namespace Merlon.Defense.Tests.Visibility;

/// <summary>Data quality on DeTT&amp;CT's dimensions: docs/design/visibility.md.</summary>
public sealed class DataQualityTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.0001, 1)]
    [InlineData(0.25, 1)]
    [InlineData(0.2501, 2)]
    [InlineData(0.5, 2)]
    [InlineData(0.75, 3)]
    [InlineData(0.7501, 4)]
    [InlineData(0.9999, 4)]
    [InlineData(1, 5)]
    public void A_share_has_the_level_of_its_class(double share, int level) => QualityScale.OfShare(share).ShouldBe(level);

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.51, 3)]
    [InlineData(1, 5)]
    public void Consistency_has_three_classes(double share, int level) => QualityScale.OfConsistency(share).ShouldBe(level);

    [Fact]
    public void The_score_is_the_published_formula()
        => Quality(4, 3, 5, 5, 2).Score.ShouldBe((2 * 4 + 2 * 3 + 2 * 2 + 5 + 5) / 8.0);

    [Fact]
    public void A_stated_level_lies_in_its_own_class()
    {
        foreach (var dimension in (QualityDimension[])[QualityDimension.Device, QualityDimension.Field, QualityDimension.Retention])
        {
            for (var level = 1; level <= 5; level++)
            {
                QualityScale.OfShare(QualityScale.ShareOf(dimension, level).ShouldNotBeNull()).ShouldBe(level);
            }
        }

        foreach (var level in (int[])[1, 3, 5])
        {
            QualityScale.OfConsistency(QualityScale.ShareOf(QualityDimension.Consistency, level).ShouldNotBeNull()).ShouldBe(level);
        }
    }

    [Fact]
    public void Better_data_never_counts_less()
    {
        var random = new Random(8);
        for (var round = 0; round < 5_000; round++)
        {
            var levels = Enumerable.Range(0, 5).Select(_ => random.Next(0, 6)).ToArray();
            var at = random.Next(5);
            if (levels[at] is 0 or 5)
            {
                continue; // from unknown to known may go either way: what is not known is not held against anybody
            }

            var better = (int[])levels.Clone();
            better[at]++;
            var (before, after) = (Quality(levels), Quality(better));
            after.Factor.ShouldBeGreaterThanOrEqualTo(before.Factor);
            after.Score.ShouldBeGreaterThan(before.Score);
            after.Factor.ShouldBeInRange(1 - DataQuality.LossMax, 1);
        }
    }

    [Fact]
    public void Nothing_known_takes_nothing_away() => Quality(0, 0, 0, 0, 0).Factor.ShouldBe(1);

    static DataQuality Quality(params int[] levels)
        => new DeclaredQuality(levels.Select((level, i) => KeyValuePair.Create((QualityDimension)i, level)).ToDictionary(), "x").ToQuality();
}
