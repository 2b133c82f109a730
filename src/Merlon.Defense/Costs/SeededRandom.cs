using System.Numerics;

namespace Merlon.Costs;

/// <summary>
/// Numbers that look random and are the same on every machine: xoshiro256** (Blackman and Vigna 2018), seeded with SplitMix64. Logarithms and
/// powers are computed here from additions and multiplications, because those of a C library differ in the last bit from one to the next.
/// </summary>
sealed class SeededRandom
{
    const double Ln2 = 0.693147180559945309417232121458;

    ulong s0, s1, s2, s3;
    double spare;
    bool hasSpare;

    public SeededRandom(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>Goes on from a state of which not all is 0.</summary>
    internal SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (this.s0, this.s1, this.s2, this.s3) = (s0, s1, s2, s3);

    /// <summary>64 bits.</summary>
    public ulong NextBits()
    {
        unchecked // the algorithm is defined on wrapping arithmetic
        {
            var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
            var t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = BitOperations.RotateLeft(s3, 45);
            return result;
        }
    }

    /// <summary>0 or more and below 1, in steps of 2⁻⁵³.</summary>
    public double NextShare() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 or more and below <paramref name="bound"/> (1 or more), each as likely.</summary>
    public uint Below(uint bound)
    {
        // Lemire 2019: multiply, and throw away what would make some numbers likelier.
        var least = unchecked((uint)-bound) % bound;
        while (true)
        {
            var product = (NextBits() >> 32) * bound;
            if ((uint)(product & uint.MaxValue) >= least)
            {
                return (uint)(product >> 32);
            }
        }
    }

    /// <summary>Normal with mean 0 and deviation 1, by the polar method of Marsaglia.</summary>
    public double NextNormal()
    {
        if (hasSpare)
        {
            hasSpare = false;
            return spare;
        }

        while (true)
        {
            var x = 2 * NextShare() - 1;
            var y = 2 * NextShare() - 1;
            var square = x * x + y * y;
            if (square is > 0 and < 1)
            {
                var factor = Math.Sqrt(-2 * Log(square) / square);
                (spare, hasSpare) = (y * factor, true);
                return x * factor;
            }
        }
    }

    /// <summary>Gamma with a shape of 1 or more and scale 1 (Marsaglia and Tsang 2000).</summary>
    public double NextGamma(double shape)
    {
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NextNormal();
            var v = 1 + c * x;
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            var u = 1 - NextShare(); // above 0
            if (Log(u) < 0.5 * x * x + d - d * v + d * Log(v))
            {
                return d * v;
            }
        }
    }

    /// <summary>How many of events that come at a mean rate (0 or more) come.</summary>
    public int NextPoisson(double mean)
    {
        var count = 0;
        while (mean > 0)
        {
            // Events of a part and of the rest are independent; a part keeps e^-mean away from 0.
            var part = Math.Min(mean, 16);
            mean -= part;
            var (limit, product) = (Exp(-part), 1 - NextShare());
            while (product > limit)
            {
                count++;
                product *= 1 - NextShare();
            }
        }

        return count;
    }

    /// <summary>Natural logarithm of a number above 0, right to the last few bits.</summary>
    public static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent); // 1 ..2
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh((m − 1) / (m + 1)), whose series falls by at least 34 a term
        var t = (mantissa - 1) / (mantissa + 1);
        var square = t * t;
        var sum = 0.0;
        for (var term = 25; term >= 1; term -= 2)
        {
            sum = sum * square + 1.0 / term;
        }

        return exponent * Ln2 + 2 * t * sum;
    }

    /// <summary>e to the power of a number between −700 and 700.</summary>
    public static double Exp(double x)
    {
        var exponent = (int)Math.Round(x / Ln2);
        var rest = x - exponent * Ln2;
        var sum = 1.0;
        for (var term = 18; term >= 1; term--)
        {
            sum = 1 + rest / term * sum;
        }

        return Math.ScaleB(sum, exponent);
    }

    static ulong SplitMix(ref ulong seed)
    {
        unchecked
        {
            var z = seed += 0x9E3779B97F4A7C15;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            return z ^ z >> 31;
        }
    }
}
