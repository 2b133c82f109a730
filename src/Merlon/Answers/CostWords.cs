using System.Globalization;
using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Documents;

namespace Merlon.Answers;

/// <summary>Words that costs and benefit are asked with, and what each technique carries as CSV.</summary>
static class CostWords
{
    /// <summary>A rate as <c>5%</c> or <c>0.05</c>, 0 to 1; 5 % where nothing is said.</summary>
    public static decimal RateOf(string? text)
    {
        if (text is null)
        {
            return 0.05m;
        }

        var digits = text.AsSpan().TrimEnd('%').TrimEnd();
        if (decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate))
        {
            rate = text.EndsWith('%') ? rate / 100 : rate;
            if (rate is >= 0 and <= 1)
            {
                return rate;
            }
        }

        throw new InvalidDataException($"the discount takes a rate from 0% to 100%, such as 5% or 0.05, not '{text}'");
    }

    /// <summary>Measures that somebody wishes to look at.</summary>
    /// <exception cref="InvalidDataException">One is not left to do.</exception>
    public static string[] MeasuresOf(GapAssessment assessment, string[] wished)
    {
        var known = assessment.Plan.Steps.Select(static step => step.Measure.Id).Concat(assessment.Plan.NotChosen.Select(static one => one.Id)).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var one in wished.Where(one => !known.Contains(one, StringComparer.Ordinal)))
        {
            var near = Spelling.Nearest(one, known);
            throw new InvalidDataException($"measure takes a measure that is left to do; '{one}' is none{(near is null ? "" : $"; did you mean {near}?")}");
        }

        return wished;
    }

    /// <summary>What each technique carries.</summary>
    public static void WriteCsv(CsvWriter csv, GapAssessment assessment, CostShares shares)
    {
        csv.Header(["technique", "name", "weight", "covered", "money", "why_unshared"]);
        foreach (var one in shares.Techniques)
        {
            var coverage = assessment.Coverage.Of(one.Technique);
            csv.Text(one.Technique.ToString());
            csv.Text(coverage.Technique.Name);
            csv.Number(Math.Round(assessment.Profile.WeightOf(one.Technique), 6));
            csv.Number(Math.Round(coverage.Covered, 6));
            csv.Number((double)one.Money);
            csv.Text("");
            csv.EndRecord();
        }

        foreach (var one in shares.Unshared)
        {
            csv.Text("");
            csv.Text(one.What);
            csv.Text("");
            csv.Text("");
            csv.Number((double)one.Money);
            csv.Text(one.Why);
            csv.EndRecord();
        }
    }
}
