using System.Numerics;
using Merlon.Attack;

namespace Merlon.Search;

/// <summary>An object that has words of the query.</summary>
/// <param name="Place">Among the objects of the release.</param>
/// <param name="Score">Its own texts' score, and a share of that of its best statement.</param>
/// <param name="Elements">One bit for each element that it or its best statement has.</param>
/// <param name="Exact">3 when the query is its id, 2 its name, 1 an alias, else 0.</param>
/// <param name="Relationship">Number of its best statement, or -1.</param>
sealed record Candidate(int Place, double Score, int Elements, int Exact, int Relationship)
{
    public int Matched => BitOperations.PopCount((uint)Elements);
}

/// <summary>Which objects match, in order, and how they divide.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Level">Elements that each hit has at least.</param>
/// <param name="Facets">Counts.</param>
sealed record Ranking(IReadOnlyList<Candidate> Hits, int Level, IReadOnlyList<Facet> Facets)
{
    /// <summary>How much of a statement's score its ends get.</summary>
    const double StatementShare = 0.5;

    /// <summary>Ranks what a board holds.</summary>
    /// <param name="release">The release of the index.</param>
    /// <param name="candidates">Every object with a word, in any order.</param>
    /// <param name="elements">How many elements the query has.</param>
    /// <param name="filter">Which objects count.</param>
    public static Ranking Of(AttackRelease release, IEnumerable<Candidate> candidates, int elements, SearchFilter filter)
    {
        List<(Candidate Candidate, FacetKinds Fails)> matching = [];
        var most = 0;
        foreach (var candidate in candidates)
        {
            var found = release.Objects[candidate.Place];
            if (found.IsLive || filter.IncludesDead)
            {
                var fails = FacetCounts.FailsOf(release, found, filter);
                matching.Add((candidate, fails));
                most = fails == FacetKinds.None ? Math.Max(most, candidate.Matched) : most;
            }
        }

        var level = most == 0 ? elements : most;
        var counts = new FacetCounts(release);
        var hits = new List<Candidate>();
        foreach (var (candidate, fails) in matching)
        {
            if (candidate.Matched < level)
            {
                continue;
            }

            counts.Add(release.Objects[candidate.Place], fails);
            if (fails == FacetKinds.None)
            {
                hits.Add(candidate);
            }
        }

        hits.Sort((left, right) => Compare(release, left, right));
        return new Ranking(hits, level, counts.ToFacets());
    }

    /// <summary>Every object with a word: its own texts together with the one statement that helps it most.</summary>
    public static IEnumerable<Candidate> CandidatesOf(IndexReader index, ScoreBoard board, IReadOnlyDictionary<int, int> exact, int elements)
    {
        var best = new int[index.Format.Objects];
        Array.Fill(best, -1);
        foreach (var number in board.Relationships)
        {
            var (_, source, target) = index.RelationshipAt(number);
            best[source] = Better(index, board, source, best[source], number);
            best[target] = Better(index, board, target, best[target], number);
        }

        for (var place = 0; place < best.Length; place++)
        {
            var (own, score) = (board.ElementsOf(place), board.ScoreOf(place));
            if (best[place] >= 0)
            {
                var unit = index.Format.Objects + best[place];
                own |= board.ElementsOf(unit);
                score += StatementShare * board.ScoreOf(unit);
            }

            var tier = exact.GetValueOrDefault(place);
            if (own != 0 || tier > 0)
            {
                yield return new Candidate(place, score, tier > 0 ? (1 << elements) - 1 : own, tier, best[place]);
            }
        }
    }

    // The statement that adds most elements, then the one with the highest score, then the first.
    static int Better(IndexReader index, ScoreBoard board, int place, int known, int number)
    {
        if (known < 0)
        {
            return number;
        }

        var own = board.ElementsOf(place);
        int knownUnit = index.Format.Objects + known, unit = index.Format.Objects + number;
        var order = BitOperations.PopCount((uint)(own | board.ElementsOf(unit))).CompareTo(BitOperations.PopCount((uint)(own | board.ElementsOf(knownUnit))));
        order = order != 0 ? order : board.ScoreOf(unit).CompareTo(board.ScoreOf(knownUnit));
        order = order != 0 ? order : known.CompareTo(number);
        return order > 0 ? number : known;
    }

    // What the query names comes first, then live before dead, then by score; ties in the release's order, by id.
    static int Compare(AttackRelease release, in Candidate left, in Candidate right)
    {
        var order = (right.Exact > 0).CompareTo(left.Exact > 0);
        order = order != 0 ? order : release.Objects[right.Place].IsLive.CompareTo(release.Objects[left.Place].IsLive);
        order = order != 0 ? order : right.Exact.CompareTo(left.Exact);
        order = order != 0 ? order : right.Score.CompareTo(left.Score);
        return order != 0 ? order : left.Place.CompareTo(right.Place);
    }
}
