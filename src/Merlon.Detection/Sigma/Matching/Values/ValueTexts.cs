using Merlon.Logs;

namespace Merlon.Sigma.Matching.Values;

/// <summary>The texts of one record's values, each made at most once where there are not too many.</summary>
sealed class ValueTexts
{
    /// <summary>Values of one record whose texts are kept side by side; behind them they are made again whenever they are asked for.</summary>
    const int KeptMax = 128;

    readonly ValueText?[] kept = new ValueText?[KeptMax];
    readonly long[] records = new long[KeptMax];
    readonly ValueText other = new();
    long current;

    /// <summary>How often a regular expression ran out of time.</summary>
    public long TimedOut
    {
        get
        {
            var sum = other.TimedOut;
            foreach (var text in kept)
            {
                sum += text?.TimedOut ?? 0;
            }

            return sum;
        }
    }

    /// <summary>Begins the next record.</summary>
    public void Begin() => current++;

    /// <summary>The text of a value; valid until that of another one is asked for.</summary>
    /// <param name="index">Of the value in its record.</param>
    /// <param name="value">The value.</param>
    public ValueText Of(int index, SlotValue value)
    {
        if (index >= KeptMax)
        {
            other.Set(value);
            return other;
        }

        var text = kept[index] ??= new ValueText();
        if (records[index] != current)
        {
            records[index] = current;
            text.Set(value);
        }

        return text;
    }
}
