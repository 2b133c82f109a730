namespace Merlon.Costs;

/// <summary>Draws from a range, and its moments in closed form.</summary>
sealed class LossDraw
{
    /// <summary>Standard normal 95th percentile: low and high of a lognormal range hold 90 % of it.</summary>
    const double Normal95 = 1.6448536269514722;

    readonly LossRange range;
    readonly bool isFixed;
    readonly bool isLognormal;
    readonly double alpha, beta, mu, sigma;

    public LossDraw(LossRange range, LossDistribution distribution)
    {
        this.range = range;
        isFixed = range.High <= range.Low;
        isLognormal = distribution == LossDistribution.Lognormal;
        if (isFixed)
        {
            (Mean, Variance) = (range.Low, 0);
        }
        else if (isLognormal)
        {
            var (low, high) = (SeededRandom.Log(range.Low), SeededRandom.Log(range.High));
            mu = (low + high) / 2;
            sigma = (high - low) / (2 * Normal95);
            Mean = SeededRandom.Exp(mu + sigma * sigma / 2);
            Variance = (SeededRandom.Exp(sigma * sigma) - 1) * Mean * Mean;
        }
        else
        {
            var width = range.High - range.Low;
            alpha = 1 + 4 * (range.Likely - range.Low) / width;
            beta = 1 + 4 * (range.High - range.Likely) / width;
            Mean = (range.Low + 4 * range.Likely + range.High) / 6;
            Variance = (Mean - range.Low) * (range.High - Mean) / 7;
        }
    }

    /// <summary>Mean in closed form.</summary>
    public double Mean { get; }

    /// <summary>Variance in closed form.</summary>
    public double Variance { get; }

    /// <summary>Draws one value.</summary>
    public double Next(SeededRandom random)
    {
        if (isFixed)
        {
            return range.Low;
        }

        if (isLognormal)
        {
            return SeededRandom.Exp(Math.Min(mu + sigma * random.NextNormal(), 690));
        }

        var one = random.NextGamma(alpha);
        var share = one / (one + random.NextGamma(beta));
        return range.Low + share * (range.High - range.Low);
    }
}
