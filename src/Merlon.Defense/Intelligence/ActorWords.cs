using System.Globalization;

namespace Merlon.Intelligence;

/// <summary>What is said of a ranking of actors, alike in every output: how sure it is, and why not surer.</summary>
public static class ActorWords
{
    /// <summary>Sentences that stand before the hypotheses.</summary>
    public static IReadOnlyList<string> Of(ActorRanking actors)
    {
        if (actors.Hypotheses.Count == 0)
        {
            return ["Unknown: nothing that was seen is known of any group."];
        }

        var seen = string.Create(CultureInfo.InvariantCulture, $"From {Count(actors.Techniques.Count, "technique")} and {actors.Software.Count} software of findings of medium level and above.");
        var lead = string.Create(CultureInfo.InvariantCulture, $"The first leads by {actors.Lead * 100:0} % of its score.");
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"Over published reports, each left out in turn, a first place with such a lead was right in {actors.Reliability.Right} of {actors.Reliability.Cases} cases. Logs show less than reports and rules see only what they are written for: take it as the best case.");
        return actors.Techniques.Count < ActorRanking.TechniquesMin
            ? [TooFew(Count(actors.Techniques.Count, "technique"), actors.Techniques.Count == 1), seen]
            : actors.IsUnknown ? ["Unknown: several groups fit about as well.", seen, lead, measured]
            : [seen, lead, measured];
    }

    /// <summary>How telling a technique is: <c>2 groups</c>, <c>no group</c>.</summary>
    public static string RarityOf(TellingTechnique telling) => telling.Groups == 0 ? "no group" : Count(telling.Groups, "group");

    // Whole sentences, so that a translation can be one.
    static string TooFew(string techniques, bool isOne)
        => isOne ? $"Unknown: {techniques} is too few to tell groups apart (at least {ActorRanking.TechniquesMin})." : $"Unknown: {techniques} are too few to tell groups apart (at least {ActorRanking.TechniquesMin}).";

    static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
