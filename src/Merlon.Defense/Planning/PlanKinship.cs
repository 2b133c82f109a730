using System.Numerics;

namespace Merlon.Planning;

/// <summary>
/// What is known of an asked term's items beside its worth: which never do less than another. An item has voices: a key in a place, with a
/// strength; of one key in one place only the strongest is heard, and more or stronger voices never are worth less.
/// </summary>
sealed class PlanKinship
{
    readonly ulong[] covers; // same keys, at least as strong: puts the other out of use
    readonly ulong[] outdoes; // places and strengths at least those of the other, whatever the keys
    readonly ulong[] mates; // share a key in a place

    /// <summary>Compares all items.</summary>
    /// <param name="voices">By item: place, key and strength; a key at most once in a place.</param>
    /// <param name="known">Keys that are heard in a place whatever is taken.</param>
    public PlanKinship(IReadOnlyList<PlanVoice>[] voices, IReadOnlySet<(int Place, string Key)> known)
    {
        covers = new ulong[voices.Length];
        outdoes = new ulong[voices.Length];
        mates = new ulong[voices.Length];
        var keyed = Array.ConvertAll(voices, static item => item.ToDictionary(static voice => (voice.Place, voice.Key), static voice => voice.Strength));
        var ranked = Array.ConvertAll(voices, static item => item.GroupBy(static voice => voice.Place)
            .ToDictionary(static place => place.Key, static place => place.Select(static voice => voice.Strength).OrderDescending().ToArray()));
        for (var one = 0; one < voices.Length; one++)
        {
            var isFresh = !keyed[one].Keys.Any(known.Contains);
            for (var other = 0; other < voices.Length; other++)
            {
                var bit = other == one ? 0 : 1UL << other;
                covers[one] |= keyed[other].All(voice => keyed[one].TryGetValue(voice.Key, out var strength) && strength >= voice.Value) ? bit : 0;
                outdoes[one] |= isFresh && ranked[other].All(place => ranked[one].TryGetValue(place.Key, out var own) && AreAtLeast(own, place.Value)) ? bit : 0;
                mates[one] |= keyed[other].Keys.Any(keyed[one].ContainsKey) ? bit : 0;
            }
        }
    }

    static bool AreAtLeast(double[] own, double[] others)
    {
        var isLess = own.Length < others.Length;
        for (var i = 0; i < others.Length && !isLess; i++)
        {
            isLess = own[i] < others[i];
        }

        return !isLess;
    }

    /// <summary>
    /// Open items that no best set needs as long as <paramref name="item"/> is open: one that it covers, and that costs no less, can be exchanged for it.
    /// </summary>
    public ulong CoveredBy(int item, ulong open, ReadOnlySpan<double> prices) => Dearer(covers[item] & open, item, prices);

    /// <summary>
    /// Open items that no best set without <paramref name="item"/> needs. One that costs no less can be exchanged for it, when the item's voices
    /// would all be new: nothing taken shares a key with it, and what is open and does, it covers at no more cost (then that is exchanged instead).
    /// </summary>
    public ulong OutdoneBy(int item, ulong taken, ulong open, ReadOnlySpan<double> prices)
    {
        if (((covers[item] | outdoes[item]) & open) == 0)
        {
            return 0;
        }

        var covered = CoveredBy(item, open, prices);
        return (mates[item] & (taken | (open & ~covered))) != 0 ? covered : covered | Dearer(outdoes[item] & open, item, prices);
    }

    static ulong Dearer(ulong among, int item, ReadOnlySpan<double> prices)
    {
        var dearer = 0UL;
        for (; among != 0; among &= among - 1)
        {
            var other = BitOperations.TrailingZeroCount(among);
            dearer |= prices[other] > prices[item] || (prices[other].Equals(prices[item]) && other > item) ? 1UL << other : 0;
        }

        return dearer;
    }
}

/// <summary>What an item says: where, under which key, and how strongly.</summary>
readonly record struct PlanVoice(int Place, string Key, double Strength);
