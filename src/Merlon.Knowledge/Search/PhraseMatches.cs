namespace Merlon.Search;

/// <summary>Where the words of a phrase follow each other: the slots in ascending order, each with how often.</summary>
sealed record PhraseMatches(IReadOnlyList<(int Slot, int Occurrences)> Slots)
{
    public static PhraseMatches Of(IndexReader index, QueryElement element)
    {
        var places = new List<long>();
        for (var i = 0; i < element.Words.Count; i++)
        {
            var isLast = i == element.Words.Count - 1;
            var of = PlacesOf(index, element.Words[i], isLast && element.TakesBeginnings);
            places = i == 0 ? of : Following(places, of);
            if (places.Count == 0)
            {
                break;
            }
        }

        var slots = new List<(int Slot, int Occurrences)>();
        foreach (var place in places)
        {
            var slot = (int)(place >> 32);
            if (slots.Count > 0 && slots[^1].Slot == slot)
            {
                slots[^1] = (slot, slots[^1].Occurrences + 1);
            }
            else
            {
                slots.Add((slot, 1));
            }
        }

        return new PhraseMatches(slots);
    }

    // Slot and position as one number each, ascending.
    static List<long> PlacesOf(IndexReader index, string word, bool takesBeginnings)
    {
        var places = new List<long>();
        var exact = index.Find(word);
        var (first, end) = takesBeginnings ? index.Beginning(word) : exact < 0 ? (0, 0) : (exact, exact + 1);
        for (var term = first; term < end; term++)
        {
            var slots = index.SlotsOf(term);
            while (slots.Read())
            {
                slots.AddPositions(places);
            }
        }

        if (end - first > 1)
        {
            places.Sort();
        }

        return places;
    }

    // Those of the second list that stand right behind one of the first.
    static List<long> Following(List<long> before, List<long> after)
    {
        var found = new List<long>();
        var i = 0;
        foreach (var place in after)
        {
            while (i < before.Count && before[i] + 1 < place)
            {
                i++;
            }

            if (i < before.Count && before[i] + 1 == place)
            {
                found.Add(place);
            }
        }

        return found;
    }
}
