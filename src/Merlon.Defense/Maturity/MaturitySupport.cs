namespace Merlon.Maturity;

/// <summary>What the records of an assessment say of one question.</summary>
/// <param name="Levels">Levels that they support: in INFORM each on its own, elsewhere all from 1 to the one that is reached.</param>
/// <param name="Speaks">Levels that they could support at all; of others they say nothing.</param>
/// <param name="Capability">Capability 0..3 that they support, or null where they say nothing.</param>
/// <param name="Says">Why, with the numbers, one sentence without a full stop.</param>
/// <param name="Places">Where the records are, as a person finds them; a few of them.</param>
public sealed record MaturitySupport(IReadOnlyList<int> Levels, IReadOnlyList<int> Speaks, int? Capability, string Says, IReadOnlyList<string> Places)
{
    /// <summary>The level that is reached without a gap below it, 0 for none.</summary>
    public int Reached => ReachedOf(Levels);

    /// <summary>The highest level that the records could support.</summary>
    public int SpeaksTo => Speaks.Count == 0 ? 0 : Speaks.Max();

    internal static int ReachedOf(IReadOnlyCollection<int> levels)
    {
        var reached = 0;
        while (levels.Contains(reached + 1))
        {
            reached++;
        }

        return reached;
    }
}
