using Merlon.Costs;

namespace Merlon.Defense.Tests.Costs;

public sealed class SeededRandomTests
{
    const int Draws = 200_000;

    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_another_others()
    {
        var (one, same, other) = (new SeededRandom(1), new SeededRandom(1), new SeededRandom(2));
        var first = Enumerable.Range(0, 5).Select(_ => one.NextBits()).ToArray();
        Enumerable.Range(0, 5).Select(_ => same.NextBits()).ShouldBe(first);
        Enumerable.Range(0, 5).Select(_ => other.NextBits()).ShouldNotBe(first);
    }

    /// <summary>The numbers that the authors' own code gives for a state of 1, 2, 3, 4.</summary>
    [Fact]
    public void The_algorithm_is_the_published_one()
    {
        var random = new SeededRandom(1, 2, 3, 4);
        Enumerable.Range(0, 4).Select(_ => random.NextBits()).ShouldBe([11520UL, 0UL, 1509978240UL, 1215971899390074240UL]);
    }

    [Fact]
    public void Own_logarithms_and_powers_agree_with_the_library()
    {
        for (var at = -300; at <= 300; at++)
        {
            var x = Math.Pow(1.17, at) * 1.0000000123;
            SeededRandom.Log(x).ShouldBe(Math.Log(x), Math.Max(1e-15, Math.Abs(Math.Log(x)) * 1e-15));
            SeededRandom.Exp(at / 3.1).ShouldBe(Math.Exp(at / 3.1), Math.Exp(at / 3.1) * 1e-13);
        }
    }

    [Fact]
    public void Normals_have_mean_0_and_deviation_1() => Moments(static random => random.NextNormal(), 0, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(5)]
    public void Gammas_have_their_shape_as_mean_and_variance(double shape) => Moments(random => random.NextGamma(shape), shape, shape);

    [Theory]
    [InlineData(0.05)]
    [InlineData(3)]
    [InlineData(40)]
    public void Poisson_counts_have_their_rate_as_mean_and_variance(double rate) => Moments(random => random.NextPoisson(rate), rate, rate);

    [Fact]
    public void Nothing_comes_at_no_rate() => new SeededRandom(1).NextPoisson(0).ShouldBe(0);

    [Theory]
    [InlineData(0, 1, 4)]
    [InlineData(0, 4, 4)]
    [InlineData(2, 2, 10)]
    [InlineData(200_000, 1_000_000, 5_000_000)]
    public void Pert_draws_have_the_moments_of_the_closed_form_and_stay_in_their_range(double low, double likely, double high)
    {
        var draw = new LossDraw(new(low, likely, high), LossDistribution.Pert);
        draw.Mean.ShouldBe((low + 4 * likely + high) / 6, 1e-9 * high);
        Moments(draw.Next, draw.Mean, draw.Variance);
        var random = new SeededRandom(8);
        Enumerable.Range(0, 5_000).Select(_ => draw.Next(random)).ShouldAllBe(value => value >= low && value <= high);
    }

    [Fact]
    public void Lognormal_draws_have_nine_tenths_between_low_and_high()
    {
        var draw = new LossDraw(new(100, 0, 10_000), LossDistribution.Lognormal);
        var sigma = Math.Log(100) / (2 * 1.6448536269514722);
        draw.Mean.ShouldBe(1_000 * Math.Exp(sigma * sigma / 2), 1e-9);
        var random = new SeededRandom(4);
        var values = Enumerable.Range(0, Draws).Select(_ => draw.Next(random)).ToArray();
        (values.Count(static one => one < 100) / (double)Draws).ShouldBe(0.05, 0.002);
        (values.Count(static one => one > 10_000) / (double)Draws).ShouldBe(0.05, 0.002);
        (values.Count(static one => one > 1_000) / (double)Draws).ShouldBe(0.5, 0.005);
        values.Average().ShouldBe(draw.Mean, 5 * Math.Sqrt(draw.Variance / Draws));
    }

    [Fact]
    public void A_range_without_width_is_a_number()
    {
        new LossDraw(new(7, 7, 7), LossDistribution.Pert).Next(new SeededRandom(1)).ShouldBe(7);
        new LossDraw(new(7, 7, 7), LossDistribution.Lognormal).Mean.ShouldBe(7);
    }

    [Fact]
    public void Small_numbers_are_each_as_likely()
    {
        var random = new SeededRandom(6);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Below(6)]++;
        }

        counts.ShouldAllBe(static count => count > 9_600 && count < 10_400);
    }

    static void Moments(Func<SeededRandom, double> draw, double mean, double variance)
    {
        var random = new SeededRandom(42);
        var values = Enumerable.Range(0, Draws).Select(_ => draw(random)).ToArray();
        var found = values.Average();
        found.ShouldBe(mean, 5 * Math.Sqrt(variance / Draws) + 1e-12);
        (values.Sum(one => (one - found) * (one - found)) / Draws).ShouldBe(variance, 0.03 * variance + 1e-12);
    }
}
