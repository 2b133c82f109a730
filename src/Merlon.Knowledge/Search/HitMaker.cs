using System.Numerics;
using Merlon.Attack;

namespace Merlon.Search;

/// <summary>Turns what was ranked into what is shown: which words stand where, and the snippet that shows most of them.</summary>
sealed class HitMaker(AttackRelease release, IndexReader index, ScoreBoard board, IReadOnlyList<ElementMatcher> matchers, int snippetChars)
{
    public SearchHit Make(Candidate candidate)
    {
        var found = release.Objects[candidate.Place];
        var statement = candidate.Relationship < 0 ? null : StatementOf(candidate.Relationship);
        var (marked, isStatement) = BestText(found, statement, candidate.Exact > 0);
        return new SearchHit(
            found, candidate.Score, candidate.Exact > 0, FieldsOf(candidate),
            [.. matchers.Where((_, i) => (candidate.Elements & 1 << i) == 0).Select(static matcher => matcher.Element.Shown)],
            MarkedText.Of(found.Name, matchers).Whole(), BestAlias(found),
            candidate.Exact > 0 ? marked.Beginning(snippetChars) : marked.Best(snippetChars), isStatement ? statement : null);
    }

    List<SearchField> FieldsOf(Candidate candidate)
    {
        var slots = board.SlotsOf(candidate.Place) | (candidate.Exact switch { 3 => 1 << (int)Slot.Id, 2 => 1 << (int)Slot.Name, 1 => 1 << (int)Slot.Alias, _ => 0 });
        slots |= candidate.Relationship >= 0 ? 1 << (int)Slot.Procedure : 0;
        return [.. Enum.GetValues<Slot>().Where(slot => (slots & 1 << (int)slot) != 0).Select(Slots.FieldOf).Distinct().Order()];
    }

    Snippet? BestAlias(AttackObject found)
    {
        MarkedText? best = null;
        foreach (var alias in found.Aliases)
        {
            var marked = MarkedText.Of(alias, matchers);
            if (marked.Elements != 0 && (best is null || BitOperations.PopCount((uint)marked.Elements) > BitOperations.PopCount((uint)best.Elements)))
            {
                best = marked;
            }
        }

        return best?.Whole();
    }

    // The text with most elements: the description, then other texts, then the statement. What is named exactly is described.
    (MarkedText Text, bool IsStatement) BestText(AttackObject found, Relationship? statement, bool isExact)
    {
        var best = MarkedText.Of(PlainText.Of(found.Description), matchers);
        if (isExact)
        {
            return (best, false);
        }

        foreach (var text in SearchTexts.DetailsOf(release, found))
        {
            best = Better(best, MarkedText.Of(text, matchers));
        }

        var said = statement is null ? best : Better(best, MarkedText.Of(PlainText.Of(statement.Description), matchers));
        return (said, !ReferenceEquals(said, best));
    }

    static MarkedText Better(MarkedText known, MarkedText other)
        => BitOperations.PopCount((uint)other.Elements) > BitOperations.PopCount((uint)known.Elements) ? other : known;

    Relationship StatementOf(int number)
    {
        var (place, source, _) = index.RelationshipAt(number);
        if (place < 0 || place >= release.Relationships.Count || !ReferenceEquals(release.Relationships[place].Source, release.Objects[source]))
        {
            IndexReader.Damaged();
        }

        return release.Relationships[place];
    }
}
